using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>What became of one edited sample.</summary>
/// <param name="Sample">The sample, counted from 1.</param>
/// <param name="Before">
/// What the model answers: p outputs or, of a classification, one number, the class from 0; empty where that is not known.
/// </param>
/// <param name="Label">What is right, in the same form; where the model's answers are not known, what the network is to add.</param>
/// <param name="After">What model and network answer together, in the same form and in the arithmetic of the verdict.</param>
/// <param name="Right">Whether that is proven to be right, as the verdict asks for it.</param>
/// <param name="Lead">For a classification, by how much the right output is proven to lead every other; null otherwise.</param>
/// <param name="Error">How far an output may be off at most, in any order of summation; null for a classification.</param>
/// <param name="Radius">The edit is certified to hold for every input within this; null where nothing is certified.</param>
public sealed record EditedSample(int Sample, IReadOnlyList<double> Before, IReadOnlyList<double> Label, IReadOnlyList<double> After,
    bool Right, double? Lead, double? Error, double? Radius);

/// <summary>An untouched sample, and how near to being touched it is.</summary>
/// <param name="Sample">The sample, counted from 1.</param>
/// <param name="Answer">What the model answers, as <see cref="EditedSample.Before"/>.</param>
/// <param name="Distance">No input nearer than this is touched; rounded down.</param>
public sealed record UntouchedSample(int Sample, IReadOnlyList<double> Answer, double Distance);

/// <summary>A verdict sample by sample, for people: each edit, and the untouched samples that are nearest to being touched.</summary>
/// <param name="Edits">In the order of the samples; of very many, the first.</param>
/// <param name="Nearest">Nearest first; none where the distances are not known, as of samples that stay on disk.</param>
public sealed record SampleReport(Arithmetic Arithmetic, Norm? Norm, bool Classification, IReadOnlyList<EditedSample> Edits,
    IReadOnlyList<UntouchedSample> Nearest)
{
    /// <summary>Edits that are listed at most, unless more are asked for: a person does not read more.</summary>
    public const int MostEdits = 10_000;

    /// <summary>Looks at the samples behind a verdict.</summary>
    /// <param name="dataset">The samples that were verified.</param>
    /// <param name="report">The verdict on them.</param>
    /// <param name="model">The frozen model of a classification, where the verdict is on its own answers.</param>
    /// <param name="tolerance">The one of the verdict; null for the default.</param>
    /// <param name="nearest">How many untouched samples to list.</param>
    /// <exception cref="Diagnostics.FtcException">FTC0033: network and dataset do not fit.</exception>
    public static SampleReport Of(Network network, Dataset dataset, Report report, IFrozenModel? model = null, double? tolerance = null,
        int mostEdits = MostEdits, int nearest = 10, CancellationToken cancellation = default)
    {
        network.MustFit(dataset);
        if (model is not null) dataset = dataset.PredictedBy(model, report.Arithmetic, cancellation);
        // Of samples on disk the edits are at hand; how near the others are is not asked.
        var places = dataset.Edited;
        if (dataset.Stored is { } stored) dataset = stored.Edits;
        var distances = new SampleDistances(network, dataset, report.Norm ?? Numerics.Norm.Infinity, report.Arithmetic, cancellation);
        var edits = new EditedSample[Math.Min(dataset.N, mostEdits)];
        var check = Verifier.NewCheck(network, dataset, report.Arithmetic, Verifier.Allowed(dataset, report.Arithmetic, tolerance),
            cancellation);
        Parallel.For(0, edits.Length, Cores.All(cancellation),
            () => (Find: check.NewWorker(), Evaluator: new Evaluator(network, report.Arithmetic)), (at, _, worker) =>
        {
            var i = dataset.Edited[at];
            // What the verdict includes of the model is known of all edits together.
            edits[at] = Edit(dataset, i, worker.Find(i), worker.Evaluator, report.Arithmetic) with { Sample = places[at] + 1,
                Radius = report.ArgmaxRadius ?? distances.Reach(i) ?? report.Radius };
            return worker;
        }, _ => { });
        return new(
            report.Arithmetic, report.Norm, dataset.Classes is not null, edits,
            [.. distances.Nearest(nearest)
                .Select(sample => new UntouchedSample(sample.Sample + 1, Answer(dataset, sample.Sample), sample.Distance))]);
    }

    private static EditedSample Edit(Dataset dataset, int i, Finding finding, Evaluator evaluator, Arithmetic arithmetic)
    {
        var classes = dataset.Classes;
        var label = Label(dataset, i);
        // A class that is proven is the answer in any order of summation; so is an exact output that is right.
        var after = finding.Right && (classes is not null || arithmetic == Arithmetic.Exact) ? label : After(dataset, i, evaluator);
        return new(
            i + 1, Answer(dataset, i), label, after, finding.Right,
            classes is null ? null : finding.Lead, classes is null ? finding.Bound : null, Radius: null);
    }

    private static double[] Answer(Dataset dataset, int i) =>
        dataset.Classes is null ? dataset.Predictions(i).ToArray() : [Data.Classification.Argmax(dataset.Predictions(i))];

    private static double[] Label(Dataset dataset, int i)
    {
        if (dataset.Classes is { } classes) return [classes.Label(i)];
        var f = dataset.Predictions(i);
        var label = new double[dataset.Outputs];
        for (var o = 0; o < label.Length; o++)
            label[o] = (dataset.Residual(i, o) + (f.IsEmpty ? Rational.Zero : Rational.Of(f[o]))).ToDouble();
        return label;
    }

    private static double[] After(Dataset dataset, int i, Evaluator evaluator)
    {
        double[] outputs = [.. evaluator.At(i + 1, dataset.Row(i), dataset.Predictions(i))
            .Select(output => output.Corrected ?? output.Value)];
        return dataset.Classes is null ? outputs : [Data.Classification.Argmax(outputs)];
    }
}
