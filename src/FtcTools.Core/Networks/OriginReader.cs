using System.Globalization;
using System.Text.Json;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>Reads the metadata of a network file: how the network came about, and the regions that it was built for.</summary>
internal static class OriginReader
{
    /// <param name="regions">Gets the regions, which are not a part of the origin.</param>
    public static NetworkOrigin Read(ref JsonTokens json, List<RegionPlan> regions)
    {
        json.Expect(JsonTokenType.StartObject, "an object");
        var origin = new NetworkOrigin();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.NextKey(seen, null) is { } key)
        {
            switch (key)
            {
                case "method": origin = origin with { Method = json.Text("method") }; break;
                case "source": origin = origin with { Source = json.Text("source") }; break;
                case "maker": origin = origin with { Maker = json.Text("maker") }; break;
                case "K": origin = origin with { K = json.Count("K") }; break;
                case "N": origin = origin with { N = json.Count("N") }; break;
                case "seed": origin = origin with { Seed = json.Integer("seed", int.MinValue) }; break;
                case "radius": origin = origin with { Radius = json.Radius() }; break;
                case "reach": origin = origin with { Reach = Reach(ref json) }; break;
                case "reachCurve": origin = origin with { ReachCurve = json.Text("reachCurve") }; break;
                case "radii": origin = origin with { Radii = Radii(ref json) }; break;
                case "norm": origin = origin with { Norm = NormOf(ref json) }; break;
                case "model": origin = origin with { Model = json.Text("model") }; break;
                case "precision": origin = origin with { Precision = Precision(ref json) }; break;
                case "at": origin = origin with { At = json.Text("at") }; break;
                case "until": origin = origin with { Until = Day(ref json) }; break;
                case "regions": Regions(ref json, regions); break;
                // Whatever else a writer notes about a network changes nothing in it.
                default: json.Skip(); break;
            }
        }
        return origin;
    }

    private static void Regions(ref JsonTokens json, List<RegionPlan> regions)
    {
        json.Expect(JsonTokenType.StartArray, "regions, an array");
        while (json.NextItem())
        {
            var at = json.At;
            json.Expect(JsonTokenType.StartObject, "a region, an object");
            using var region = json.Value();
            try
            {
                regions.Add(RegionMetadata.Read(region.RootElement));
            }
            catch (Exception e) when (e is FtcException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw json.FailAt(at, $"the region is none ({e.Message.TrimEnd('.')})",
                    "what FtcTools writes: name, low, high, class or require, and numbers");
            }
        }
    }

    private static double Reach(ref JsonTokens json) =>
        json.Radius() is < 1 and var share ? share : throw json.Fail($"reach is {json.Shown()}", "a number from 0 to below 1");

    private static List<double> Radii(ref JsonTokens json)
    {
        json.Expect(JsonTokenType.StartArray, "radii, an array");
        var radii = new List<double>();
        while (json.NextItem()) radii.Add(json.Radius());
        return radii;
    }

    private static DateOnly Day(ref JsonTokens json) =>
        DateOnly.TryParseExact(json.Text("until"), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : throw json.Fail("until is no day", "a day such as \"2027-01-31\"");

    private static Norm NormOf(ref JsonTokens json) => json.Text("norm") switch
    {
        "Infinity" => Norm.Infinity,
        "Two" => Norm.Two,
        var other => throw json.Fail($"there is no norm {JsonTokens.Quote(other)}", "Infinity or Two"),
    };

    private static Arithmetic Precision(ref JsonTokens json) => json.Text("precision") switch
    {
        "Exact" => Arithmetic.Exact,
        "Float64" => Arithmetic.Float64,
        "Float32" => Arithmetic.Float32,
        var other => throw json.Fail($"there is no arithmetic {JsonTokens.Quote(other)}", "Exact, Float64 or Float32"),
    };
}
