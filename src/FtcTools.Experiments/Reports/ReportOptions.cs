using FtcTools.Diagnostics;
using FtcTools.Experiments.Reports.Details;

namespace FtcTools.Experiments.Reports;

/// <summary>What a report compares results with.</summary>
public sealed record ReportOptions
{
    /// <summary>A trained network counts as fitted from this loss down; the paper's is 0.04.</summary>
    public double Threshold { get; init; } = 0.04;

    /// <summary>Losses from elsewhere to stand beside the trained ones.</summary>
    public ReferenceLosses? Reference { get; init; }

    /// <summary>What an experiment file says of its report.</summary>
    /// <exception cref="FtcException">FTC0010, FTC0067, at its place: the reference cannot be read.</exception>
    internal static ReportOptions Of(Experiment experiment)
    {
        var options = new ReportOptions();
        if (experiment.Settings["report.threshold"] is [var threshold]) options = options with { Threshold = (double)threshold.Value };
        if (experiment.Settings["report.reference"] is not [var reference]) return options;
        try
        {
            return options with { Reference = ReferenceLosses.Read(Cell.PathOf(reference)) };
        }
        catch (FtcException e)
        {
            throw reference.Place.Fail(e.Code, e.Message, e);
        }
    }

    /// <summary>How the features of a sample are an image, as an experiment file says it; null to guess it.</summary>
    internal static ImageShape? ImageOf(Experiment experiment) =>
        experiment.Settings["report.image"] is [{ Value: string shape }] ? ImageShape.Parse(shape) ?? ImageShape.None : null;
}
