using System.Globalization;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.PowerShell;

/// <summary>What -Verbose says of the things that several cmdlets make or use.</summary>
internal static class VerboseText
{
    public static string Of(Dataset data)
    {
        var shape = $"{data.Name}: K = {data.K} samples of {data.Inputs} feature(s) and {data.Outputs} output(s), of which N = {data.N} are to be edited";
        if (data.ClassNames is { } names) shape += $"; the classes are {string.Join(", ", names)}";
        return data.Classes is { } classes
            ? $"{shape}: those whose largest output is not that of their class. An edit leads by the margin {Text.Of(classes.Margin.ToDouble())} at least."
            : $"{shape}: those with z = label - prediction other than 0. The largest |z| is {Text.Of(data.MaxResidual.ToDouble())}.";
    }

    /// <summary>
    /// The noise of features and answers that a runtime computed: how far others may be off, and which samples are edited for that alone.
    /// </summary>
    public static IEnumerable<string> Noise(Dataset data)
    {
        if (data.FeatureTensor is not { } tensor) yield break;
        yield return tensor.Noise == 0 ? $"{data.Name}: '{tensor.Name}' was the same in five sessions of ONNX Runtime."
            : $"{data.Name}: '{tensor.Name}' moves by at most {Short(tensor.Noise)} between five sessions of ONNX Runtime; edits hold within {Short(tensor.Radius)} where no radius is asked for and the samples leave that room.";
        if (data.Classes is not { } classes) yield break;
        var close = data.T.Where(i => Classification.Argmax(data.Predictions(i - 1)) == classes.Label(i - 1)).ToList();
        if (close.Count > 0)
            yield return $"{data.Name}: {close.Count} sample(s) are right by less than other runtimes may be off, and are edited, too: {string.Join(", ", close.Take(20))}{(close.Count > 20 ? ", ..." : "")}.";
    }

    /// <summary>Within what edits hold where no radius was asked for, and why.</summary>
    public static IEnumerable<string> Radius(Network network, Dataset data)
    {
        if (data.FeatureTensor is not { Noise: > 0 } tensor || network.Origin is not { Reach: null, Radius: { } radius }) yield break;
        yield return $"Edits hold within {Short(radius)}, {Math.Round(radius / tensor.Noise)} times what '{tensor.Name}' moved by in ONNX Runtime{(radius < tensor.Radius ? $": within {Short(2 * radius)} nothing was found that does" : "")}.";
    }

    public static string Terms(Dataset data, Arithmetic arithmetic, double? tolerance) => arithmetic switch
    {
        _ when data.Classes is not null =>
            $"{arithmetic}: the right class must have the largest output on every sample, in any order of summation.",
        Arithmetic.Exact => "Exact: every sample must be equal, as a rational number.",
        _ => $"{arithmetic}: allowed is an error of {Short(tolerance ?? Verifier.DefaultTolerance(arithmetic))} times the largest |z|{(data.Outputs > 1 ? " of its output" : $", which is {Short(data.MaxResidual.ToDouble())}")}, in any order of summation.",
    };

    public static string Verdict(Report report) => report.Passed
        ? $"{report.Arithmetic}: proven on all {report.K} samples, {(report.ErrorBound == 0 ? "without an error" : $"with an error of at most {Short(report.ErrorBound)}")}; {(report.Touched == 0 ? "those that are not edited do not move at all" : $"{report.Touched} of those that are not edited may move by less than that")}."
        : $"{report.Arithmetic}: not proven on {report.Mismatches} of {report.K} samples; sample {report.Worst} may be off by {Short(report.ErrorBound)}.{(report.Arithmetic == Arithmetic.Exact ? "" : $" New-FtcNetwork -Precision {report.Arithmetic} looks for a network that is.")}";

    public static IEnumerable<string> Of(ReachResult chosen)
    {
        foreach (var point in chosen.Curve)
        {
            yield return point.Gain is null
                ? $"A reach of {Text.Of(point.Reach)}: {point.Note}"
                : $"A reach of {Text.Of(point.Reach)}: of the samples held out in {ReachSearch.Parts} folds {point.Better} become better and {point.Worse} worse, with {point.Neurons} neurons.";
        }
        yield return $"Chosen is a reach of {Text.Of(chosen.Design.Network.Origin.Reach ?? 0)}.";
    }

    public static string Of(RegionPlan plan) => plan.Lift == 0
        ? $"{plan.Region.Name}: proven right as it is, in {plan.Boxes} boxes; nothing is moved."
        : $"{plan.Region.Name}: the worst violation found is {Short(plan.Violation)}, the largest lift {Short(plan.Lift)}; {plan.Untouched.ToString("P2", CultureInfo.InvariantCulture)} of the region is untouched, and all beyond {Short(plan.Margin)} of its width around it; {plan.Boxes} boxes.";

    public static string Of(RegionReport report) => report.Verdict switch
    {
        RegionVerdict.Holds => $"{report.Region}, {report.Arithmetic}: proven on all of it, in {report.Boxes} boxes.",
        RegionVerdict.Violated =>
            $"{report.Region}, {report.Arithmetic}: violated by {Short(report.Violation)} at {report.Counterexample}.",
        _ => $"{report.Region}, {report.Arithmetic}: not decided after {report.Boxes} boxes, which prove {report.Proven.ToString("P2", CultureInfo.InvariantCulture)} of it; a longer -TimeLimit may.",
    };

    private static string Short(double number) => number.ToString("g3", CultureInfo.InvariantCulture);
}
