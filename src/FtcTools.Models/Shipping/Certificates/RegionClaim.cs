using System.Text.Encodings.Web;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Shipping.Certificates;

/// <summary>
/// What a certificate says of regions: what must hold on each, in which arithmetics it is proven, for which model, and how far around it
/// the network is zero.
/// </summary>
internal sealed class RegionClaim
{
    private readonly string _model;
    private readonly Arithmetic[] _arithmetics;
    private readonly (RegionPlan Plan, IReadOnlyList<IReadOnlyList<Inequality>> Clauses)[] _regions;
    private readonly bool _alone;

    private RegionClaim(Network network, FrozenModel model, Arithmetic[] arithmetics)
    {
        (_model, _arithmetics, _alone) = (model.Hash, arithmetics, network.Dataset is null);
        _regions = [.. network.Regions.Select(plan => (plan, plan.Region.Requirement.Clauses(network.Outputs)))];
    }

    /// <summary>
    /// Proves the regions in exact arithmetic, and takes the proofs of what ships; null where there are none, or no one file of a batched
    /// model to say what they are about.
    /// </summary>
    /// <exception cref="Diagnostics.FtcException">FTC0055: one is not proven.</exception>
    public static RegionClaim? Of(Network network, FrozenModel? model, Shipment? shipment, CancellationToken cancellation)
    {
        if (network.Regions.Count == 0 || model is not { IsOneFile: true, IsBatched: true }) return null;
        var arithmetics = new[] { Arithmetic.Exact, shipment?.Terms.Precision ?? Arithmetic.Exact }.Distinct().ToArray();
        foreach (var region in network.Regions.Select(plan => plan.Region))
        {
            if (RegionVerifier.Verify(model, network, region, Arithmetic.Exact, cancellation: cancellation) is { Passed: false,
                Verdict: var verdict })
                throw new Diagnostics.FtcException(Diagnostics.Codes.NotProven,
                    $"nothing can be certified: {region.Name} is {(verdict == RegionVerdict.Violated ? "violated" : "not proven")} in exact arithmetic.");
        }
        return new(network, model, arithmetics);
    }

    /// <summary>Its lines in the certificate, without an end.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"    \"regions\": {{ \"model\": \"{_model}\", \"holds\": [{string.Join(", ", _arithmetics.Select(arithmetic => $"\"{arithmetic}\""))}],";
        yield return "      \"list\": [";
        for (var i = 0; i < _regions.Length; i++)
        {
            var (plan, clauses) = _regions[i];
            var region = plan.Region;
            yield return $"        {{ \"name\": \"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Name(region))}\",";
            yield return $"          \"low\": {Strings(region.Low)}, \"high\": {Strings(region.High)},";
            yield return $"          \"inside\": [{string.Join(", ", region.Inside.Select(Json))}],";
            yield return $"          \"clauses\": [{string.Join(", ", clauses.Select(clause => $"[{string.Join(", ", clause.Select(Json))}]"))}],";
            yield return $"          \"beyond\": {(_alone ? Strings(Ramps(plan)) : "null")} }}{(i < _regions.Length - 1 ? "," : "")}";
        }
        yield return "      ] }";
    }

    /// <summary>What the seal covers.</summary>
    public IEnumerable<string> Seal()
    {
        yield return $"regions {_model} {string.Join(' ', _arithmetics)}";
        foreach (var (plan, clauses) in _regions)
        {
            yield return $"region {Name(plan.Region)}";
            yield return $"low {Row(plan.Region.Low)}";
            yield return $"high {Row(plan.Region.High)}";
            foreach (var inequality in plan.Region.Inside) yield return $"inside {Text(inequality)}";
            foreach (var clause in clauses) yield return $"clause {string.Join(" or ", clause.Select(Text))}";
            yield return _alone ? $"beyond {Row(Ramps(plan))}" : "beyond";
        }
    }

    private static string Name(Region region) => string.Concat(region.Name.Select(c => char.IsControl(c) ? ' ' : c));

    // Each is as wide as a ramp is at most, and a few steps of float32 more.
    private static IEnumerable<double> Ramps(RegionPlan plan) =>
        plan.Region.Low.Zip(plan.Region.High, (low, high) => RegionPlan.Ramp(low, high, plan.Margin));

    private static string Json(Inequality inequality) =>
        $"{{ \"c\": {Strings(inequality.Coefficients)}, \"e\": \"{Rational.Of(inequality.Bound)}\", \"strict\": {(inequality.IsStrict ? "true" : "false")} }}";

    private static string Text(Inequality inequality) =>
        $"{Row(inequality.Coefficients)} {(inequality.IsStrict ? ">" : ">=")} {Rational.Of(inequality.Bound)}";

    private static string Row(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(Rational.Of));

    private static string Strings(IEnumerable<double> numbers) =>
        $"[{string.Join(", ", numbers.Select(number => $"\"{Rational.Of(number)}\""))}]";
}
