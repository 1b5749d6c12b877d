using System.Text.Json;
using System.Text.Json.Nodes;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Networks;

/// <summary>
/// What a network file notes of the regions that the network was built for: what is required on them, and what the network does there.
/// Nothing in it is proven; that takes the model.
/// </summary>
internal static class RegionMetadata
{
    public static JsonObject Of(RegionPlan plan)
    {
        var region = plan.Region;
        var json = new JsonObject
        {
            ["name"] = region.Name,
            ["low"] = Numbers(region.Low),
            ["high"] = Numbers(region.High),
        };
        if (region.Inside.Count > 0) json["inside"] = List(region.Inside);
        if (region.Requirement.Class is { } right) json["class"] = right;
        else json["require"] = new JsonArray([.. region.Requirement.Stated.Select(List)]);
        (json["lift"], json["violation"], json["untouched"], json["margin"], json["boxes"]) =
            (plan.Lift, plan.Violation, plan.Untouched, plan.Margin, plan.Boxes);
        return json;
    }

    /// <exception cref="FtcException">The region is none, without a place.</exception>
    /// <exception cref="InvalidOperationException">A value is of another kind.</exception>
    /// <exception cref="KeyNotFoundException">A key is missing.</exception>
    public static RegionPlan Read(JsonElement json)
    {
        var requirement = json.TryGetProperty("class", out var right) ? Requirement.OfClass(right.GetInt32())
            : Requirement.OfClauses(json.GetProperty("require").EnumerateArray()
                .Select(clause => (IReadOnlyList<Inequality>)[.. clause.EnumerateArray().Select(Inequality)]));
        var low = Numbers(json.GetProperty("low"));
        return new RegionPlan
        {
            Region = new Region(
                json.GetProperty("name").GetString() ?? "region", low, Numbers(json.GetProperty("high")), requirement,
                json.TryGetProperty("inside", out var inside) ? inside.EnumerateArray().Select(Inequality) : []),
            Lift = json.GetProperty("lift").GetDouble(),
            Violation = json.GetProperty("violation").GetDouble(),
            Untouched = json.GetProperty("untouched").GetDouble(),
            Margin = json.GetProperty("margin").GetDouble(),
            Boxes = json.GetProperty("boxes").GetInt32(),
        };
    }

    private static JsonArray List(IEnumerable<Inequality> inequalities) => new([.. inequalities.Select(inequality =>
        (JsonNode)new JsonObject { ["coefficients"] = Numbers(inequality.Coefficients),
            [inequality.IsStrict ? "above" : "atLeast"] = inequality.Bound })]);

    private static Inequality Inequality(JsonElement json)
    {
        var strict = json.TryGetProperty("above", out var bound);
        return new(Numbers(json.GetProperty("coefficients")), strict ? bound.GetDouble() : json.GetProperty("atLeast").GetDouble(), strict);
    }

    private static JsonArray Numbers(IEnumerable<double> numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    private static double[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(number => number.GetDouble())];
}
