using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;

namespace FtcTools.Models.Regions;

/// <summary>Samples beside regions: what each requires of the other.</summary>
internal static class RegionSamples
{
    /// <summary>The network for the samples goes with the model and with what is built for regions.</summary>
    /// <exception cref="FtcException">
    /// FTC0043: the network for the samples is of other inputs or outputs; FTC0034: it is none of ReLUs.
    /// </exception>
    public static void MustFit(FrozenModel model, Network beside)
    {
        RegionVerifier.MustFit(model, beside);
        if (beside.Layers.Count < 2 || beside.Layers.SkipLast(1).Any(layer => layer.Activation != Activation.Relu))
            throw new FtcException(Codes.Argument,
                $"the network for the samples ({beside.Origin.Method}) has layers other than ReLU; choose another -Method beside regions.");
    }

    /// <summary>No sample in a region needs an answer that the region forbids.</summary>
    /// <exception cref="FtcException">FTC0082: one does; both are named.</exception>
    public static void MustAgree(IReadOnlyList<Region> regions, Dataset data, int outputs)
    {
        for (var i = 0; i < data.K; i++)
        {
            foreach (var region in regions)
            {
                if (!region.Contains(data.Row(i)) || Allows(region, data, i, outputs)) continue;
                throw region.Fail(Codes.RegionConflict,
                    $"sample {i + 1} of {data.Name} lies in {region.Name}, which requires {region.Requirement}, and {Needs(data, i)}: no answer is right for both");
            }
        }
    }

    private static bool Allows(Region region, Dataset data, int i, int outputs)
    {
        if (data.Classes is { } classes) return region.Requirement.Class is not { } required || required == classes.Label(i);
        if (!data.HasPredictions) return true;
        var answers = Enumerable.Range(0, outputs).Select(o => Rational.Of(data.Predictions(i)[o]) + data.Residual(i, o)).ToArray();
        return region.Requirement.Clauses(outputs).All(clause => clause.Any(inequality => inequality.Holds(answers)));
    }

    private static string Needs(Dataset data, int i) =>
        data.Classes is { } classes ? $"has the label {data.ClassName(classes.Label(i))}" : "has a label that breaks it";

    /// <summary>Whether a sample that is not edited may move, though it lies in no region and on no ramp around one.</summary>
    public static bool AreTouchedBeyond(Network network, Dataset data, Arithmetic arithmetic, CancellationToken cancellation)
    {
        var enclosure = arithmetic == Arithmetic.Float32 ? Enclosure.OfRounded(new RoundedNetwork<float>(network))
            : Enclosure.OfRounded(new RoundedNetwork<double>(network));
        var room = enclosure.NewScratch();
        for (var i = 0; i < data.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (data.Residual(i) is not null || network.Regions.Any(plan => plan.Reaches(data.Row(i)))) continue;
            enclosure.Evaluate(data.Row(i), room);
            if (room.Middles[^1].Any(middle => middle != 0) || room.Radii[^1].Any(radius => radius != 0)) return true;
        }
        return false;
    }

    /// <summary>The network is right on all of its samples, in the model's arithmetic, with what it does for regions.</summary>
    /// <exception cref="FtcException">FTC0082: on one it is not.</exception>
    public static void MustKeep(FrozenModel model, Network network, CancellationToken cancellation)
    {
        if (network.Dataset is not { } data) return;
        var report = data.Classes is not null ? Verifier.Verify(network, data, model, model.Arithmetic, cancellation: cancellation)
            : Verifier.Verify(network, data, model.Arithmetic, cancellation: cancellation);
        if (report.Passed) return;
        var sample = report.Worst ?? 1;
        var near = network.Regions.Select(plan => plan.Region).FirstOrDefault(region => region.Contains(data.Row(sample - 1)));
        throw new FtcException(Codes.RegionConflict,
            $"sample {sample} of {data.Name} is no longer right beside {near?.Name ?? network.Regions[0].Region.Name}: the region moves the answers there, and the sample allows no move; leave the sample out, or cut the region.");
    }
}
