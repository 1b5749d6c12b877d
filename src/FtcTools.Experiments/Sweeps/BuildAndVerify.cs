using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports;
using FtcTools.Experiments.Reports.Details;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Experiments.Sweeps;

/// <summary>Builds a side network, verifies it and writes it.</summary>
internal sealed class BuildAndVerify : ICellWork
{
    public CellResult Run(Cell cell, CellContext context)
    {
        var data = context.Data();
        var options = context.Experiment.Export is null ? cell.Options : cell.ModelPatchOptions(data.Point!);
        var clock = Stopwatch.StartNew();
        var design = Design.Build(data.Dataset, data.Design(options), new Relay<string>(method => context.Say($"building {method}")), context.Cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        var reports = new List<Report>();
        foreach (var arithmetic in context.Experiment.Arithmetics)
        {
            context.Say($"verifying in {arithmetic}");
            reports.Add(data.Verify(design.Network, arithmetic, arithmetic == Arithmetic.Exact ? null : cell.Tolerance, context.Cancellation));
        }
        var file = context.Folder is null ? null : Path.Combine(context.Folder, "networks", cell.Name + ".json");
        if (file is not null) NetworkFile.Write(file, design.Network);
        var patched = context.Folder is not null && context.Experiment.Export is { } name ? Export(Path.Combine(context.Folder, name), design.Network, cell, data, context) : null;
        var details = context.Folder is null || !context.Experiment.ShowsSamples || Shipped(cell, reports) is not { } shipped ? null
            : Details(cell, context, data, design.Network, shipped);
        return context.Start(cell) with
        {
            Network = design.Network,
            Origin = design.Network.Origin,
            Reports = reports,
            Attempts = design.Attempts,
            BuildSeconds = seconds,
            NetworkFile = file,
            DetailsFile = details,
            Patched = patched,
        };
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
    private static Report? Shipped(Cell cell, List<Report> reports) => reports.Find(report => report.Arithmetic == cell.Options.Precision) ?? reports.LastOrDefault();

    private static string Details(Cell cell, CellContext context, CellData data, Network network, Report report)
    {
        context.Say("listing samples");
        var file = Path.Combine(context.Folder!, "details", cell.Name + ".json");
        CellDetails.Of(data, network, report, report.Arithmetic == Arithmetic.Exact ? null : cell.Tolerance, ReportOptions.ImageOf(context.Experiment), context.Cancellation).Write(file);
        return file;
    }
}
