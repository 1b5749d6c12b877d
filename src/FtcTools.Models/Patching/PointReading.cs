using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Runtime;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FtcTools.Patching;

/// <summary>What a model computes on samples at a patch point, and how far other runtimes may be off.</summary>
/// <param name="Features">K rows of d: the values of the tensor that is read.</param>
/// <param name="Width">The number of features, d.</param>
/// <param name="Scores">K rows of p: the values of the tensor that decides.</param>
/// <param name="Outputs">The number of outputs, p.</param>
/// <param name="Errors">K rows of p: how far each score may be off; null where none is.</param>
/// <param name="Noise">How far a feature moved between sessions; 0 at the model's input.</param>
/// <param name="Proven">Whether <paramref name="Errors"/> are a bound for every order of summation; otherwise they are measured.</param>
internal sealed record PointReading(double[] Features, int Width, double[] Scores, int Outputs, double[]? Errors, double Noise, bool Proven)
{
    /// <summary>What is measured is taken so many times: another machine, or a sample that was not measured, may be further off.</summary>
    public const double Safety = 4;

    private static readonly HashSet<string> s_random =
        ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli"];

    // Samples that are run in every session.
    private const int MostMeasured = 64;

    // Samples of which every answer is compared bit by bit.
    private const int MostCompared = 8;

    /// <summary>Runs all samples once, and some of them in five sessions.</summary>
    /// <param name="inputs">One for each input of the model.</param>
    /// <exception cref="FtcException">
    /// FTC0015: an answer that is not finite; FTC0042: scores to which nothing can be added, a label that is no class; FTC0045: a tensor
    /// that cannot be read without a change of the answers; and as <see cref="ModelSession.Run"/>.
    /// </exception>
    public static PointReading Of(PatchPoint point, IReadOnlyList<SampleValues> inputs, IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        var model = point.Model;
        string[] tensors = point.IsInput ? [point.Score] : [point.Score, point.Tensor];
        string[] asked = model.Decision is { Classifier: not null, Label: { } name } ? [.. tensors, name] : tensors;
        SampleValues scores, features;
        SampleValues? label;
        using (var session = model.Open(new SessionSettings(), asked))
        {
            var values = session.Run(inputs, asked, progress, cancellation);
            (scores, features) = (values[0], point.IsInput ? AsGiven(point, inputs) : values[1]);
            label = asked.Length > tensors.Length ? values[^1] : null;
        }
        if (scores.Numbers is null || features.Numbers is null)
            throw new FtcException(Codes.NoTensor,
                $"the tensor '{(features.Numbers is null ? point.Tensor : point.Score)}' of '{model.Name}' holds words; a side network reads, and adds to, numbers.", model.File);
        MustAdd(point);
        foreach (var values in (SampleValues[])[scores, features])
        {
            if (values.Count * values.Width != values.Numbers!.Length)
                throw new FtcException(Codes.NoTensor,
                    $"the tensor '{values.Name}' of '{model.Name}' has another size for each sample; a side network reads, and adds to, vectors of one size.", model.File);
            if (Array.FindIndex(values.Numbers, value => !double.IsFinite(value)) is >= 0 and var at)
                throw new FtcException(Codes.NotFinite,
                    $"'{model.Name}' computes {Text.Of(values.Numbers[at])} in '{values.Name}' on sample {at / values.Width + 1}; valid are finite numbers.", model.File);
        }
        MustStay(point, inputs, cancellation);
        if (model.Decision.IsSmallest) scores = scores with { Numbers = Array.ConvertAll(scores.Numbers!, s => -s) };
        if (label is not null) scores = Naming(point, scores, label);
        var (scoreNoise, featureNoise) = Measure(point, inputs, tensors, cancellation);
        var noise = point.IsInput ? 0 : featureNoise;
        var errors = Enclosed(point, features, scores, noise * Safety, cancellation);
        var measured = scoreNoise == 0 ? null : Enumerable.Repeat(scoreNoise * Safety, scores.Numbers!.Length).ToArray();
        return new(features.Numbers, features.Width, scores.Numbers!, scores.Width, errors ?? measured, noise, errors is not null);
    }

    // A sum must fit the type of the scores, and be the same whenever the model runs.
    private static void MustAdd(PatchPoint point)
    {
        var (model, score) = (point.Model, point.Score);
        if (model.ValueOf(score) is { IsTensor: true, IsNumeric: false, Type: not (TensorElementType.BFloat16 or TensorElementType.Int32
            or TensorElementType.Int64) } value)
        {
            throw new FtcException(Codes.OnnxUnsupported,
                $"'{score}', which decides the answer of '{model.Name}', is of {value.TypeName}, which does not hold what is added; valid are floats, int32 and int64.", model.File);
        }
        var random = model.Graph.Before([score]).Select(n => model.Message.Graph.Node[n])
            .FirstOrDefault(node => s_random.Contains(node.OpType));
        if (random is not null)
        {
            throw new FtcException(Codes.OnnxUnsupported,
                $"'{model.Name}' draws random numbers ({random.OpType}) before '{score}', which decides: its answer to one sample is another one each time, and nothing mends that. Valid are models that give a sample the same answer again.", model.File);
        }
    }

    // A runtime gets the features as numbers of the input's type, and so does the patch.
    private static SampleValues AsGiven(PatchPoint point, IReadOnlyList<SampleValues> inputs)
    {
        var given = inputs.First(input => input.Name == point.Tensor);
        if (given.Numbers is null) return given;
        return point.Model.ValueOf(point.Tensor)?.Type switch
        {
            TensorElementType.Float16 => given with { Numbers = Array.ConvertAll(given.Numbers, v => (double)(float)(Float16)(float)v) },
            TensorElementType.BFloat16 => given with { Numbers = Array.ConvertAll(given.Numbers, v => (double)(float)(BFloat16)(float)v) },
            _ => given,
        };
    }

    // Takes so many of the samples, spread over all of them.
    private static SampleValues[] Some(IReadOnlyList<SampleValues> inputs, int most)
    {
        var count = inputs[0].Count;
        var some = Enumerable.Range(0, Math.Min(count, most)).Select(i => (int)((long)i * count / Math.Min(count, most))).ToArray();
        return [.. inputs.Select(input => input.Rows(some))];
    }

    // A tensor that is read is not fused with what stands behind it, and what the model answers may then have other last bits: on samples
    // that nobody edits, too.
    private static void MustStay(PatchPoint point, IReadOnlyList<SampleValues> inputs, CancellationToken cancellation)
    {
        if (point.IsInput) return;
        var (model, rows) = (point.Model, Some(inputs, MostCompared));
        string[] outputs = [.. model.Outputs.Where(output => output.IsTensor).Select(output => output.Name)];
        foreach (var settings in SessionSettings.Five)
        {
            using var plain = model.Open(settings);
            using var read = model.Open(settings, [.. outputs.Append(point.Tensor).Distinct()]);
            var answers = plain.Run(rows, outputs, null, cancellation);
            if (answers.Zip(read.Run(rows, outputs, null, cancellation)).All(pair => pair.First.Distance(pair.Second) == 0)) continue;
            throw new FtcException(Codes.NoTensor,
                $"the tensor '{point.Tensor}' of '{model.Name}' cannot be read: ONNX Runtime ({settings}) fuses it with what stands behind it, and its answers change where it is read. "
                + "Valid are tensors where fusion ends, such as the output of an activation, a pool or a Flatten.", model.File);
        }
    }

    // A classifier gives label and scores at once, and some choose the label otherwise, by votes for one. Its scores are then taken with a
    // lead for the class that it names, above all that they differ by: who is wrong is said by the label, and whatever is lifted above such
    // a lead is the largest of the scores themselves.
    private static SampleValues Naming(PatchPoint point, SampleValues scores, SampleValues label)
    {
        if (point.Words is not { Count: > 1 } words || scores.Width != words.Count || label.Width != 1) return scores;
        var places = words.Select((word, place) => (word, place))
            .ToDictionary(pair => pair.word, pair => pair.place, StringComparer.Ordinal);
        int[] named = [.. Enumerable.Range(0, scores.Count)
            .Select(i => places.TryGetValue(label.Words?[i] ?? Text.Of(label.Numbers![i]), out var place) ? place
                : throw new FtcException(Codes.OnnxUnsupported,
                    $"'{point.Model.Name}' answers '{label.Words?[i] ?? Text.Of(label.Numbers![i])}' on sample {i + 1}, which is none of its classes ({string.Join(", ", words)}).", point.Model.File))];
        if (named.Select((place, i) => place == Classification.Argmax(scores.Numbers.AsSpan(i * scores.Width, scores.Width)))
            .All(same => same)) return scores;
        var lead = LeadOver(scores.Largest);
        var single = point.Model.ValueOf(point.Score)?.Type != TensorElementType.Double;
        return scores with
        {
            Numbers = [.. scores.Numbers!.Select((score, at) => named[at / scores.Width] != at % scores.Width ? score
                : single ? (float)(score + lead) : score + lead)],
        };
    }

    private static double LeadOver(double largest) => Math.Pow(2, Math.Ceiling(Math.Log2(1 + 2 * largest)));

    /// <summary>
    /// Whether the scores of classes are probabilities, from 0 to 1 and 1 together, those of the class that the label names with a lead or
    /// not.
    /// </summary>
    public static bool AreProbabilities(Dataset? dataset)
    {
        if (dataset?.Classes is null || dataset.Outputs < 2) return false;
        // Over probabilities of at most a half, and over larger ones.
        double[] leads = [0, LeadOver(0.5), LeadOver(1)];
        foreach (var i in dataset.OnDisk ? dataset.Edited : Enumerable.Range(0, dataset.K))
        {
            var (sum, largest) = (0.0, 0.0);
            foreach (var p in dataset.Predictions(i))
            {
                if (!(p >= 0)) return false;
                sum += p;
                largest = Math.Max(largest, p);
            }
            if (!Array.Exists(leads, lead => largest >= lead && Math.Abs(sum - lead - 1) <= 1e-3)) return false;
        }
        return true;
    }

    // Between five sessions, on some samples.
    private static (double Scores, double Features) Measure(PatchPoint point, IReadOnlyList<SampleValues> inputs, string[] tensors,
        CancellationToken cancellation)
    {
        var rows = Some(inputs, MostMeasured);
        var runs = SessionSettings.Five.Select(settings =>
        {
            using var session = point.Model.Open(settings, tensors);
            return session.Run(rows, tensors, null, cancellation);
        }).ToList();
        double Between(int tensor) => runs.SelectMany((a, i) => runs.Skip(i + 1).Select(b => a[tensor].Distance(b[tensor]))).Max();
        return (Between(0), tensors.Length > 1 ? Between(1) : 0);
    }

    // Bounds for every order of summation, with features anywhere within their noise.
    private static double[]? Enclosed(PatchPoint point, SampleValues features, SampleValues scores, double noise,
        CancellationToken cancellation)
    {
        if (point.Frozen is not { } frozen || frozen.Inputs != features.Width || frozen.Outputs != scores.Width) return null;
        if (!frozen.Encloses(features.Count)) return null;
        var errors = new double[scores.Numbers!.Length];
        var ball = new Ball(noise, Norm.Infinity);
        var finite = true;
        Parallel.For(0, features.Count, Cores.All(cancellation), i =>
        {
            var (low, high) = frozen.Bounds(features.Numbers.AsSpan(i * features.Width, features.Width), ball, frozen.Arithmetic);
            for (var o = 0; o < scores.Width; o++)
            {
                var score = scores.Numbers[i * scores.Width + o];
                var error = Math.BitIncrement(Math.Max(high[o] - score, score - low[o]));
                if (!double.IsFinite(error)) Volatile.Write(ref finite, false);
                errors[i * scores.Width + o] = Math.Max(0, error);
            }
        });
        return finite ? errors : null;
    }
}
