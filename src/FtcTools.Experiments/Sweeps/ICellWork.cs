namespace FtcTools.Experiments.Sweeps;

/// <summary>What is done at one cell of a grid. Several threads call it, each with a cell of its own.</summary>
internal interface ICellWork
{
    /// <summary>The cell's result: the same whatever ran before it or runs beside it.</summary>
    /// <exception cref="Diagnostics.FtcException">The cell has none; the sweep goes on.</exception>
    CellResult Run(Cell cell, CellContext context);
}

/// <summary>What the work at a cell may use.</summary>
/// <param name="Folder">For files beside the results; null where nothing is written.</param>
/// <param name="Say">Tells what the work is at.</param>
internal sealed record CellContext(Experiment Experiment, string? Folder, Func<CellData> Data, Action<string> Say,
    CancellationToken Cancellation)
{
    /// <summary>A result with nothing in it yet.</summary>
    public CellResult Start(Cell cell) =>
        new() { Experiment = Experiment.Name, Name = cell.Name, Index = cell.Index, Parameters = cell.Parameters };
}
