using System.Diagnostics;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Bounds;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Models.Regions;

/// <summary>Limits of a verification.</summary>
public sealed record RegionLimits
{
    /// <summary>Not decided, where neither a proof nor a violation was found by then.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The seed of the inputs that are tried first.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Decides whether a model, or a model with a side network, does what a region requires, on every input of it.</summary>
public static class RegionVerifier
{
    private const int Samples = 20_000;

    /// <summary>Verifies one region in one arithmetic.</summary>
    /// <param name="network">g, which is added to the model's outputs; null for the model alone.</param>
    /// <exception cref="FtcException">
    /// FTC0033, FTC0043: the region, the network and the model do not fit; FTC0080: it is not bounded; FTC0034: float32 of a float64 model.
    /// </exception>
    public static RegionReport Verify(FrozenModel model, Network? network, Region region, Arithmetic arithmetic,
        RegionLimits? limits = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        limits ??= new();
        var clock = Stopwatch.StartNew();
        MustFit(model, network, region);
        var plan = network?.Regions.FirstOrDefault(plan => plan.Region.IsSame(region));
        var task = Task(model, network, region, arithmetic);
        var root = plan?.Bisection is { } known && known.Low.AsSpan().SequenceEqual(task.Low)
            && known.High.AsSpan().SequenceEqual(task.High) ? known : null;
        var search = new RegionSearch(task, root);
        search.Sample(Samples, limits.Seed, cancellation);
        Violation? violation = null;
        var tried = double.NegativeInfinity;
        search.Run(double.NegativeInfinity, state =>
        {
            progress?.Report(1 - state.OpenShare);
            if (state.Worst > tried && state.Worst >= 0)
            {
                tried = state.Worst;
                violation = Confirm(model, network, region, state.WorstAt!, arithmetic);
            }
            return violation is not null || state.Unbounded is not null || clock.Elapsed > limits.TimeLimit;
        }, cancellation);
        if (violation is null && search.Worst >= 0 && search.Worst > tried)
            violation = Confirm(model, network, region, search.WorstAt!, arithmetic);
        return new RegionReport
        {
            Verdict = violation is not null ? RegionVerdict.Violated : search.IsProven ? RegionVerdict.Holds : RegionVerdict.NotDecided,
            Region = region.Name,
            Requirement = region.Requirement.ToString(),
            Arithmetic = arithmetic,
            Model = Path.GetFileName(model.File),
            Neurons = network?.Neurons,
            Proven = search.IsProven ? 1 : search.Boxes == 0 ? 0 : Math.Clamp(1 - search.OpenShare, 0, 1),
            Violation = search.Worst,
            Counterexample = violation is { } found ? string.Join(' ', found.At.Select(Text.Of)) : null,
            Confirmed = violation?.Confirmed,
            Answer = violation?.Answer,
            Lift = plan?.Lift,
            Before = plan?.Violation,
            Untouched = plan?.Untouched,
            Margin = plan?.Margin,
            Boxes = search.Boxes,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>The region's task for f + g.</summary>
    internal static RegionTask Task(FrozenModel model, Network? network, Region region, Arithmetic arithmetic) =>
        new(region, model.Outputs, (functions, constants) =>
    {
        var own = ModelBounds.Of(model, arithmetic, functions, constants);
        return network is null ? own : arithmetic switch
        {
            Arithmetic.Exact => new PatchedBounds(own, network, BoxRanges.Real(network, region.Inside), functions, 0),
            Arithmetic.Float64 => new PatchedBounds(own, network, BoxRanges.Float64(network, region.Inside), functions,
                Math.ScaleB(1, -53)),
            _ => new PatchedBounds(own, network, BoxRanges.Float32(network, region.Inside), functions, Math.ScaleB(1, -24)),
        };
    });

    /// <exception cref="FtcException">FTC0043: they do not go together.</exception>
    internal static void MustFit(FrozenModel model, Network? network)
    {
        var name = Path.GetFileName(model.File);
        if (network is not null && (network.Inputs != model.Inputs || network.Outputs != model.Outputs))
            throw new FtcException(Codes.Pretrained,
                $"'{name}' maps {model.Inputs} features to {model.Outputs} outputs, the network {network.Inputs} to {network.Outputs}; a network that is added to a model maps as it does.");
    }

    /// <exception cref="FtcException">FTC0033, FTC0043: they do not go together; FTC0080: an end is not finite.</exception>
    internal static void MustFit(FrozenModel model, Network? network, Region region)
    {
        MustFit(model, network);
        var name = Path.GetFileName(model.File);
        if (region.Inputs != model.Inputs)
            throw region.Fail(Codes.ShapeMismatch, $"{region.Name} is about {region.Inputs} inputs; '{name}' takes {model.Inputs}");
        try
        {
            _ = region.Requirement.Clauses(model.Outputs);
        }
        catch (FtcException e)
        {
            throw region.Fail(e.Code, $"{region.Name}: {e.Message.TrimEnd('.')}");
        }
        for (var j = 0; j < region.Inputs; j++)
        {
            if (!double.IsFinite(region.Low[j]) || !double.IsFinite(region.High[j]))
                throw region.Fail(Codes.Region,
                    $"{region.Name} leaves input {j} without {(double.IsFinite(region.Low[j]) ? "an upper" : "a lower")} end, where nothing bounds '{name}'; give every input two finite ends, or samples, whose range closes open ones");
        }
    }

    private sealed record Violation(double[] At, string Answer, bool? Confirmed);

    // Evaluates a violation in the arithmetic itself, by plain sums, and in ONNX Runtime where the model computes in that arithmetic; null
    // where it is no violation in either.
    private static Violation? Confirm(FrozenModel model, Network? network, Region region, double[] found, Arithmetic arithmetic)
    {
        var near = arithmetic == Arithmetic.Float32 ? [.. found.Select((v, j) => Single(v, region.Low[j], region.High[j]))] : found;
        if (!region.Contains(near)) return null;
        double[] answers;
        if (arithmetic == Arithmetic.Exact)
        {
            var exact = Exact();
            if (region.Requirement.Holds(exact)) return null;
            answers = [.. exact.Select(answer => answer.ToDouble())];
        }
        else
        {
            answers = Rounded();
            if (region.Requirement.Holds(answers)) return null;
        }
        var runtime = arithmetic == model.Arithmetic ? RuntimeAnswer.At(model, network, near) : null;
        if (runtime is not null && region.Requirement.Holds(runtime)) return null;
        return new(near, string.Join(' ', (runtime ?? answers).Select(Text.Of)), runtime is null ? null : true);

        // A float32 number of the region, where there is one.
        static double Single(double value, double low, double high) =>
            (float)value is var near && near < low ? Outward.Up(low) : near > high ? Outward.Down(high) : near;

        Rational[] Exact()
        {
            var f = model.Exact(near);
            var g = network is null ? null : Exactly(network);
            return [.. f.Select((value, o) => g is null ? value : value + g[o])];
        }

        Rational[] Exactly(Network g)
        {
            var evaluator = new ExactEvaluator(g);
            return evaluator.Evaluate(near, evaluator.NewWorkspace()).ToArray();
        }

        double[] Rounded()
        {
            var f = model.Evaluate(near, arithmetic);
            if (network is null) return f;
            var single = arithmetic == Arithmetic.Float32;
            var g = single ? Array.ConvertAll(new RoundedNetwork<float>(network).Evaluate(near), v => (double)v)
                : new RoundedNetwork<double>(network).Evaluate(near);
            return [.. f.Select((value, o) => single ? (float)value + (float)g[o] : value + g[o])];
        }
    }
}
