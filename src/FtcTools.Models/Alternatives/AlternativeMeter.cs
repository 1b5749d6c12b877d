using System.Diagnostics;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Training;
using FtcTools.Verification;

namespace FtcTools.Alternatives;

/// <summary>What to make and measure.</summary>
public sealed record AlternativeOptions
{
    /// <summary>A patch for each, ascending or not.</summary>
    public required IReadOnlyList<double> Radii { get; init; }

    public Norm Norm { get; init; }

    /// <summary>Every sample of so many is held out when each alternative is made once more: 5 for every fifth; 0 for none.</summary>
    public int HoldOut { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>The time limit of one patch, as <see cref="DesignOptions.TimeLimit"/>.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Steps of gradient descent, for a retrained model and a trained side network.</summary>
    public int Steps { get; init; } = 20_000;
}

/// <summary>
/// Neurons against radius, and what else would do: patches that hold within radii, a lookup table, the model trained anew and a side
/// network that is trained, all made from the same samples and measured in one run.
/// </summary>
public static class AlternativeMeter
{
    private delegate double[] Answers(ReadOnlySpan<double> features);

    // Parts: networks whose sum answers, of which the model may be none that can be attacked; no part for a lookup table.
    private sealed record Made(string Method, double? Asked, int Neurons, Answers Outputs, Action<int> Query, IReadOnlyList<Network?> Parts,
        double? Certified, double Seconds);

    /// <summary>One record an alternative, as it comes.</summary>
    /// <param name="data">A classification; the model's own answers take the place of its predictions.</param>
    /// <param name="progress">Gets what is made.</param>
    /// <exception cref="FtcException">
    /// FTC0043: model and samples do not go together; FTC0034: an option is out of its range; FTC0050, FTC0051: a radius is impossible.
    /// </exception>
    public static IEnumerable<Alternative> Measure(Dataset data, FrozenModel model, AlternativeOptions options,
        IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgmaxRadius.MustFit(model, data);
        if (options.HoldOut is < 0 or 1)
            throw new FtcException(Codes.Argument,
                $"every sample of {options.HoldOut} is held out; valid are 0, for none, and 2 and more.");
        data = data.PredictedBy(model, model.Arithmetic, cancellation);
        if (data.N == 0)
            throw new FtcException(Codes.Argument,
                $"'{Path.GetFileName(model.File)}' is right on all samples of {data.Name}: there is nothing to mend.");
        bool IsHeldOut(int i) => options.HoldOut > 0 && i % options.HoldOut == options.HoldOut - 1;
        int[] heldOut = [.. Enumerable.Range(0, data.K).Where(IsHeldOut)];
        var known = heldOut.Length == 0 ? null : data.Rows([.. Enumerable.Range(0, data.K).Where(i => !IsHeldOut(i))]);
        var plain = Plain(model);
        return Alternatives();

        IEnumerable<Alternative> Alternatives()
        {
            // A trained side network is given as many neurons as the largest patch has.
            IReadOnlyList<int> widths = [];
            foreach (var radius in options.Radii)
            {
                Say(FormattableString.Invariant($"a patch that holds within {radius}"));
                yield return Measured(data => PatchOrNone(data, model, plain, radius, options,
                    made => widths = made.Sum() > widths.Sum() ? made : widths, cancellation));
            }
            Say("a lookup table");
            yield return Measured(data => Table(data, model));
            if (plain is not null)
            {
                Say("the model, trained anew");
                yield return Measured(data => Retrained(data, plain, options, cancellation));
            }
            Say("a side network, trained");
            yield return Measured(data => TrainedSide(data, model, plain, widths.Count > 0 ? widths : [32, 32], options, cancellation));
        }

        void Say(string what)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(what);
        }

        Alternative Measured(Func<Dataset, Made> make)
        {
            var made = make(data);
            var (right, lost, move, elsewhere) = Effects(data, made, cancellation);
            (int Better, int Worse)? unseen = known is null ? null : Changes(data, heldOut, make(known));
            return new Alternative
            {
                Method = made.Method,
                Asked = made.Asked,
                Neurons = made.Neurons,
                N = data.N,
                Right = right.Count,
                Others = data.K - data.N,
                Lost = lost,
                LargestMove = move,
                LargestMoveElsewhere = elsewhere,
                Certified = made.Certified,
                Attacked = made.Parts.Count == 0 ? 0 : made.Parts.Any(part => part is null) ? null
                    : new Attack(made.Parts!, options.Norm).Least(data, right, Widest(data), cancellation),
                Norm = options.Norm,
                Microseconds = LimitMeter.Nanoseconds(data, made.Query, cancellation) / 1000,
                Seconds = made.Seconds,
                HeldOut = known is null ? null : heldOut.Length,
                Better = unseen?.Better,
                Worse = unseen?.Worse,
            };
        }
    }

    // The edited samples that are right, how many others are not any more, and how far outputs move at most: anywhere, and at the others.
    private static (List<int> Right, int Lost, double Move, double Elsewhere) Effects(Dataset data, Made made,
        CancellationToken cancellation)
    {
        var (right, lost, move, elsewhere) = (new List<int>(), 0, 0.0, 0.0);
        for (var i = 0; i < data.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var outputs = made.Outputs(data.Row(i));
            var isRight = Classification.Argmax(outputs) == data.Classes!.Label(i);
            var moved = outputs.Zip(data.Predictions(i).ToArray(), (after, before) => Math.Abs(after - before)).Max();
            move = Math.Max(move, moved);
            if (data.Residual(i) is not null)
            {
                if (isRight) right.Add(i);
                continue;
            }
            if (!isRight) lost++;
            elsewhere = Math.Max(elsewhere, moved);
        }
        return (right, lost, move, elsewhere);
    }

    // How many of some samples are right now and were not, and the other way round.
    private static (int Better, int Worse) Changes(Dataset data, int[] samples, Made made)
    {
        var (better, worse) = (0, 0);
        foreach (var i in samples)
        {
            var label = data.Classes!.Label(i);
            var before = Classification.Argmax(data.Predictions(i)) == label;
            var after = Classification.Argmax(made.Outputs(data.Row(i))) == label;
            if (after && !before) better++;
            if (before && !after) worse++;
        }
        return (better, worse);
    }

    // A radius that is not reached within the time limit is a result, too: nothing is put right.
    private static Made PatchOrNone(Dataset data, FrozenModel model, Network? plain, double radius, AlternativeOptions options,
        Action<IReadOnlyList<int>> made, CancellationToken cancellation)
    {
        try
        {
            return Patch(data, model, plain, radius, options, made, cancellation);
        }
        catch (FtcException e) when (e.Code is Codes.NothingVerifies or Codes.TimeLimit)
        {
            return new("None", radius, 0, x => model.Evaluate(x), i => model.Evaluate(data.Row(i)), [null], null,
                options.TimeLimit.TotalSeconds);
        }
    }

    private static Made Patch(Dataset data, FrozenModel model, Network? plain, double radius, AlternativeOptions options,
        Action<IReadOnlyList<int>> made, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var network = Design.Build(data, new DesignOptions
        {
            Untouched = Untouched.Exact,
            Radius = radius,
            Norm = options.Norm,
            Precision = Arithmetic.Float32,
            Pretrained = model,
            Seed = options.Seed,
            TimeLimit = options.TimeLimit,
        }, null, cancellation).Network;
        var report = Verifier.Verify(network, data, model, model.Arithmetic, null, null, cancellation);
        var seconds = clock.Elapsed.TotalSeconds;
        made(network.Widths);
        return Beside(network.Origin.Method!, radius, network, data, model, plain,
            report is { Passed: true, Touched: 0 } ? report.ArgmaxRadius : null, seconds);
    }

    private static Made Beside(string method, double? radius, Network network, Dataset data, FrozenModel model, Network? plain,
        double? certified, double seconds)
    {
        var side = new RoundedNetwork<float>(network);
        var (g, scratch) = (new float[network.Outputs], new float[2 * side.Widest]);
        return new(
            method, radius, network.Neurons,
            x =>
            {
                var f = model.Evaluate(x);
                side.Evaluate(x, g, scratch);
                return [.. f.Zip(g, (a, b) => (double)((float)a + b))];
            },
            i => side.Evaluate(data.Row(i), g, scratch), [plain, network], certified, seconds);
    }

    private static Made Table(Dataset data, FrozenModel model)
    {
        var clock = Stopwatch.StartNew();
        var table = new LookupTable(data);
        var seconds = clock.Elapsed.TotalSeconds;
        return new(
            "LookupTable", null, 0,
            x =>
            {
                var f = model.Evaluate(x);
                var z = table.Find(x);
                for (var o = 0; o < z.Length; o++) f[o] += z[o];
                return f;
            },
            i => table.Find(data.Row(i)), [], 0, seconds);
    }

    // It is trained on its own outputs, the right one lifted to lead everywhere by the margin of the edits.
    private static Made Retrained(Dataset data, Network plain, AlternativeOptions options, CancellationToken cancellation)
    {
        var margin = data.Classes!.Margin.ToDouble();
        var set = Balanced(data, (i, o) =>
            data.Predictions(i)[o] + (o == data.Classes!.Label(i) ? Math.Max(0, margin - Classification.Lead(data.Predictions(i), o)) : 0));
        var result = Trainer.Train(set, plain, Descent(data, options), cancellation);
        var network = result.Network ?? plain;
        var model = new RoundedNetwork<float>(network);
        var (f, scratch) = (new float[network.Outputs], new float[2 * model.Widest]);
        return new(
            "Retrained", null, 0,
            x =>
            {
                model.Evaluate(x, f, scratch);
                return Array.ConvertAll(f, v => (double)v);
            },
            i => model.Evaluate(data.Row(i), f, scratch), [network], null, result.Seconds);
    }

    private static Made TrainedSide(Dataset data, FrozenModel model, Network? plain, IReadOnlyList<int> widths, AlternativeOptions options,
        CancellationToken cancellation)
    {
        var result = Trainer.Train(Balanced(data, (i, o) => data.Residual(i, o).ToDouble()), widths, Descent(data, options), cancellation);
        var network = result.Network ?? NetworkBuilder.Nothing(data.Inputs, data.Outputs, 2);
        return Beside("TrainedSide", null, network, data, model, plain, null, result.Seconds);
    }

    // Edits weigh as much as all else: each stands as often in the set as there are other samples for one edit.
    private static TrainingSet Balanced(Dataset data, Func<int, int, double> target)
    {
        var times = Math.Max(1, (data.K - data.N) / data.N);
        int[] rows = [.. Enumerable.Range(0, data.K).SelectMany(i => Enumerable.Repeat(i, data.Residual(i) is null ? 1 : times))];
        return new(data.Inputs, data.Outputs, [.. rows.SelectMany(i => data.Row(i).ToArray())],
            [.. rows.SelectMany(i => Enumerable.Range(0, data.Outputs).Select(o => target(i, o)))]);
    }

    private static TrainingOptions Descent(Dataset data, AlternativeOptions options) =>
        new() { Steps = options.Steps, LearningRate = 3e-3, Batch = Math.Min(256, data.K), Seed = options.Seed };

    /// <summary>The model as a network of ReLUs; null where it is none.</summary>
    internal static Network? Plain(FrozenModel model)
    {
        try
        {
            var network = OnnxNetwork.Of(model);
            return network.Layers.SkipLast(1).All(layer => layer.Activation == Activation.Relu) ? network : null;
        }
        catch (FtcException e) when (e.Code == Codes.OnnxUnsupported)
        {
            return null;
        }
    }

    // No search goes further than the samples reach.
    private static double Widest(Dataset data)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in data.Features) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return most - least;
    }
}
