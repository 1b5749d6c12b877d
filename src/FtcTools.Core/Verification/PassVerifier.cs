using System.Diagnostics;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// The verdict on samples that are looked at in one pass: what <see cref="UnitScreen"/> proves to be zero is done with, edits and all
/// others are verified as those of a dataset in memory are. The report is the same.
/// </summary>
internal static class PassVerifier
{
    /// <summary>Verifies a network on samples that are looked at in one pass.</summary>
    /// <param name="tolerance">The tolerance, as <see cref="Verifier"/> has it.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="Diagnostics.FtcException">
    /// FTC0033: network and samples do not fit; FTC0034: a negative or NaN tolerance; and as of reading the samples.
    /// </exception>
    public static Report Verify(Network network, SampleSource source, Arithmetic arithmetic, double? tolerance = null,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        network.MustFit(source.Edits);
        using var keeper = MemoryKeeper.Within(source.MemoryLimit);
        var clock = Stopwatch.StartNew();
        var question = new VerdictQuestion(network, source.Form, UnitScreen.ScaleOf(source.Edits), arithmetic,
            Verifier.Allowed(source.Edits, arithmetic, tolerance), source.N > 0);
        var atEdits = question.Of(source.Edits, source.Edited, double.PositiveInfinity, cancellation);
        var verdict = question.Merge(atEdits, source.Ask(question.Within(atEdits.Radius), progress, cancellation));
        return verdict.Tally.Report(network, source.Edits, source.K, arithmetic) with
        {
            Radius = source.N == 0 ? null : verdict.Radius,
            Norm = source.N == 0 ? null : question.Norm,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Whether a dataset in memory is better looked at so: it holds many numbers, or gives many in the first layer.</summary>
    internal static bool Takes(Network network, Dataset dataset) =>
        SampleSource.IsLarge(dataset.K, dataset.N, Math.Max(dataset.Inputs, network.Layers[0].Neurons)) && network.Origin.Reach is null
        && UnitScreen.IsOfUnits(network);
}
