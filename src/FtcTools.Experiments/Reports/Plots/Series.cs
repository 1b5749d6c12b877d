namespace FtcTools.Experiments.Reports.Plots;

internal enum Look
{
    Marks,
    Line,
    Dashed,
    LineAndMarks,
}

/// <summary>Points that belong together, under one name in the legend.</summary>
internal sealed record Series(string Name, Look Look, IReadOnlyList<(double X, double Y)> Points);
