using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>A patch that is part of its model.</summary>
/// <param name="File">The patched model, and what became of it in ONNX Runtime.</param>
/// <param name="Report">What is proven of the samples, in the model's own arithmetic; null where there are none.</param>
/// <param name="Regions">What is proven of regions.</param>
public sealed record ModelPatch(PatchedFile File, Report? Report, IReadOnlyList<RegionReport> Regions);

/// <summary>
/// An experiment file that says which one network ships: built, proven in <c>network.precision</c> and, where the file does not say
/// otherwise, zero to the last bit at the samples that are not edited.
/// </summary>
public static class Patch
{
    /// <summary>Builds and proves the network of an experiment.</summary>
    /// <exception cref="FtcException">
    /// With its place in the file: FTC0058 it makes several networks; FTC0004 the precision is exact; FTC0007 an expectation is broken;
    /// FTC0030, FTC0031, FTC0036 nothing can be built; FTC0055, FTC0056 it is not proven. FTC0010 to FTC0019, FTC0022: the samples are at
    /// fault.
    /// </exception>
    public static Shipment Build(Experiment experiment, CancellationToken cancellation = default)
    {
        if (experiment.Shards is { } shards)
            throw shards.Fail("a build makes its patch in its own process; run this experiment with Invoke-FtcExperiment, or leave 'run' away.");
        var cell = experiment.OnlyCell();
        var options = cell.PatchOptions;
        var data = cell.ReadData(null, cancellation);
        options = Expecting(experiment, cell, data, options);
        try
        {
            // Rules are about the model's answers, in its own arithmetic.
            var precision = data.RuledModel?.Arithmetic ?? options.Precision;
            var network = CellNetwork.Build(cell, data, options, _ => { }, null, cancellation).Network;
            var shipment = Shipment.Of(network,
                new ShippingTerms { Precision = precision, Tolerance = cell.Tolerance, Untouched = options.Untouched }, data.Samples,
                data.RuledModel ?? data.Classifier(precision), null, cancellation);
            Expect(experiment, data, network, shipment.Report, shipment.Regions, cancellation);
            return shipment;
        }
        catch (FtcException e)
        {
            throw cell.Located(e);
        }
    }

    /// <summary>
    /// Builds and proves the network of an experiment, writes the model with it in one graph, and runs both in ONNX Runtime: the file stays
    /// only if all is well there, too.
    /// </summary>
    /// <param name="path">The path of the patched model.</param>
    /// <exception cref="FtcException">
    /// As <see cref="Build"/>; FTC0005 the experiment names no model; FTC0010, FTC0041, FTC0044, FTC0045: the model is at fault; FTC0020.
    /// </exception>
    public static ModelPatch BuildModel(Experiment experiment, string path, CancellationToken cancellation = default)
    {
        if (experiment.Shards is { } shards)
            throw shards.Fail("a build makes its patch in its own process; run this experiment with Invoke-FtcExperiment, or leave 'run' away.");
        var cell = experiment.OnlyCell();
        if (!experiment.Settings.States("dataset.pretrained") && !experiment.Settings.States("pretrained"))
            throw experiment.Settings.Missing("dataset.pretrained", "it is the model that is patched", "dataset");
        var data = cell.ReadData(null, cancellation);
        var options = Expecting(experiment, cell, data, cell.ModelPatchOptions(data.Point!));
        try
        {
            var network = CellNetwork.Build(cell, data, options, _ => { }, null, cancellation).Network;
            var report = data.Samples is null ? null : data.Verify(network, options.Precision, cell.Tolerance, cancellation);
            RegionReport[] regions = [.. data.VerifyRules(network, options.Precision, cell.RegionLimits, cancellation)];
            Expect(experiment, data, network, report, regions, cancellation);
            var patched = PatchedFile.Write(path, network, cell, data, cancellation);
            if (patched.Trial is null or { WrongAfter: 0, Moved: 0 } && patched.Regions is null or { WrongAfter: 0, Moved: 0 })
                return new(patched, report, regions);
            File.Delete(path);
            throw new FtcException(Codes.NotProven, patched.Trial is { WrongAfter: 0, Moved: 0 } or null
                ? $"the model does not ship: in ONNX Runtime {patched.Regions!.WrongAfter} of {patched.Regions.Inputs} inputs of regions break a rule, and {patched.Regions.Moved} beyond them have moved."
                : $"the model does not ship: in ONNX Runtime {patched.Trial.WrongAfter} of {report!.K} answers of the patched model are wrong, and {patched.Trial.Moved} that are not edited have moved.");
        }
        catch (FtcException e)
        {
            throw cell.Located(e);
        }
    }

    // What ships is right in its own precision; in exact arithmetic, too, where the file expects something of that.
    private static DesignOptions Expecting(Experiment experiment, Cell cell, CellData data, DesignOptions options) =>
        options with { MeetExactly = experiment.Expectations.Count > 0 && cell.MeetsExactly && data.Samples is { Classes: null } };

    // What the file expects, in every arithmetic that it tests.
    private static void Expect(Experiment experiment, CellData data, Network network, Report? proven, IReadOnlyList<RegionReport> regions,
        CancellationToken cancellation)
    {
        if (experiment.Shards is { } shards)
            throw shards.Fail("a build makes its patch in its own process; run this experiment with Invoke-FtcExperiment, or leave 'run' away.");
        var cell = experiment.OnlyCell();
        var shipped = proven?.Arithmetic ?? regions[0].Arithmetic;
        foreach (var arithmetic in experiment.Arithmetics)
        {
            var report = data.Samples is null ? null : arithmetic == shipped ? proven
                : data.Verify(network, arithmetic, arithmetic == Arithmetic.Exact ? null : cell.Tolerance, cancellation);
            var rules = arithmetic == shipped ? regions : [.. data.VerifyRules(network, arithmetic, cell.RegionLimits, cancellation)];
            var checks = experiment.Expectations.SelectMany(expectation => rules.Select(rule => expectation.Check(cell.Name, rule))
                .Prepend(report is null ? null : expectation.Check(cell.Name, report)));
            if (checks.FirstOrDefault(broken => broken is not null) is { } complaint) throw complaint;
        }
    }
}
