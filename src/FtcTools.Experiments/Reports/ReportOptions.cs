namespace FtcTools.Experiments.Reports;

/// <summary>What a report compares results with.</summary>
public sealed record ReportOptions
{
    /// <summary>A trained network counts as fitted from this loss down; the paper's is 0.04.</summary>
    public double Threshold { get; init; } = 0.04;

    /// <summary>Losses from elsewhere to stand beside the trained ones.</summary>
    public ReferenceLosses? Reference { get; init; }
}
