using System.Diagnostics;
using FtcTools.Constructions;
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
        var clock = Stopwatch.StartNew();
        var design = Design.Build(data.Dataset, data.Design(cell.Options), new Relay<string>(method => context.Say($"building {method}")), context.Cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        var reports = new List<Report>();
        foreach (var arithmetic in context.Experiment.Arithmetics)
        {
            context.Say($"verifying in {arithmetic}");
            reports.Add(data.Verify(design.Network, arithmetic, arithmetic == Arithmetic.Exact ? null : cell.Tolerance, context.Cancellation));
        }
        var file = context.Folder is null ? null : Path.Combine(context.Folder, "networks", cell.Name + ".json");
        if (file is not null) NetworkFile.Write(file, design.Network);
        return context.Start(cell) with
        {
            Network = design.Network,
            Origin = design.Network.Origin,
            Reports = reports,
            Attempts = design.Attempts,
            BuildSeconds = seconds,
            NetworkFile = file,
        };
    }
}
