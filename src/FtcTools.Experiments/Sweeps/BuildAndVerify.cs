using System.Diagnostics;
using FtcTools.CrossValidation;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Reports.Details;
using FtcTools.Experiments.Shards;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Builds a side network, verifies it and writes it.</summary>
internal sealed class BuildAndVerify : ICellWork
{
    // A page of more rows helps nobody.
    private const int MostTouched = 100;

    public CellResult Run(Cell cell, CellContext context)
    {
        var data = context.Data();
        var options = context.Experiment.Export is null && data.Rules.Count == 0 ? cell.Options : cell.ModelPatchOptions(data.Point!);
        options = options with { MeetExactly = cell.MeetsExactly && data.Samples is { Classes: null } };
        var clock = Stopwatch.StartNew();
        var building = new DirectProgress<string>(method => context.Say($"building {method}"));
        using var shards = Divided(cell, data, context);
        var design = shards is null ? CellNetwork.Build(cell, data, options, context.Say, building, context.Cancellation)
            : CellNetwork.Of(shards.Build(data.Design(options), building, context.Cancellation));
        var seconds = clock.Elapsed.TotalSeconds;
        var (reports, regions) = (new List<Report>(), new List<RegionReport>());
        foreach (var arithmetic in context.Experiment.Arithmetics)
        {
            context.Say($"verifying in {arithmetic}");
            var tolerance = arithmetic == Arithmetic.Exact ? null : cell.Tolerance;
            if (shards is not null) reports.Add(shards.Verify(design.Network, arithmetic, tolerance, null, context.Cancellation));
            else if (data.Samples is not null) reports.Add(data.Verify(design.Network, arithmetic, tolerance, context.Cancellation));
            regions.AddRange(data.VerifyRules(design.Network, arithmetic, cell.RegionLimits, context.Cancellation));
        }
        shards?.Complete();
        // Rules hold wherever they say, and are not held out.
        var heldOut = cell.Folds is { } folds && data.Rules.Count == 0
            ? CrossValidator.Measure(design.Network, data.Dataset, folds, options.Seed,
                new DirectProgress<string>(fold => context.Say($"without {fold}")), context.Cancellation)
            : null;
        var file = context.Folder is null ? null : Path.Combine(context.Folder, "networks", cell.Name + ".json");
        if (file is not null) NetworkFile.Write(file, design.Network);
        var patched = context.Folder is not null && context.Experiment.Export is { } name
            ? Export(Path.Combine(context.Folder, name), design.Network, cell, data, context) : null;
        var details = context.Folder is null || !context.Experiment.ShowsSamples || Shipped(cell, reports) is not { } shipped ? null
            : Details(cell, context, data, design.Network, shipped);
        return context.Start(cell) with
        {
            Network = design.Network,
            Origin = design.Network.Origin,
            Reports = reports,
            Regions = regions,
            Rules = [.. data.Rules.Select(rule => new RegionRule(rule.Region.Name, rule.Words))],
            Attempts = design.Attempts,
            BuildSeconds = seconds,
            NetworkFile = file,
            DetailsFile = details,
            Patched = patched,
            HeldOut = heldOut is null ? null : heldOut with { Touched = [.. heldOut.Touched.Take(MostTouched)] },
            ReachCurve = design.Curve,
        };
    }

    // What tasks write stands beside the results, and is of use to a later run as long as the samples are the same.
    private static ShardedSamples? Divided(Cell cell, CellData data, CellContext context)
    {
        if (context.Experiment.Shards is not { } asked) return null;
        if (asked.OnSlurm && context.Folder is null)
            throw asked.Fail("shards are asked by tasks of Slurm, which need a folder that every node sees: give one for the results.");
        if (cell.ChoosesReach)
            throw asked.Fail("a reach is chosen with all samples in one memory; state a radius, or leave 'run.shards' away.");
        var folder = context.Folder is null ? null : Path.Combine(context.Folder, "shards", cell.Name);
        return ShardedSamples.Open(
            data.Dataset, new() { Shards = asked.Shards, OnSlurm = asked.OnSlurm, Submit = asked.Submit, Folder = folder, Resume = true,
                Replaces = true, Name = context.Experiment.Name }, new DirectProgress<string>(context.Say), context.Cancellation);
    }

    private static PatchedFile Export(string path, Network network, Cell cell, CellData data, CellContext context)
    {
        context.Say("writing the patched model");
        try
        {
            return PatchedFile.Write(path, network, cell, data, context.Cancellation);
        }
        catch (FtcException e)
        {
            throw context.Experiment.FailExport(e);
        }
    }

    // The verdict that counts: in the arithmetic that the network was built for.
    private static Report? Shipped(Cell cell, List<Report> reports) =>
        reports.Find(report => report.Arithmetic == cell.Options.Precision) ?? reports.LastOrDefault();

    private static string Details(Cell cell, CellContext context, CellData data, Network network, Report report)
    {
        context.Say("listing samples");
        var file = Path.Combine(context.Folder!, "details", cell.Name + ".json");
        CellDetails.Of(data, network, report, report.Arithmetic == Arithmetic.Exact ? null : cell.Tolerance,
            ReportOptions.ImageOf(context.Experiment), context.Cancellation).Write(file);
        return file;
    }
}
