using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Training;

namespace FtcTools.Alternatives;

/// <summary>
/// A network that was trained on known samples, which answers in the model's place or beside it; in float32. Nothing is proven of it.
/// </summary>
internal sealed record Trained : Corrected
{
    private readonly RoundedNetwork<float> _network;
    private readonly bool _isBeside;

    /// <param name="isBeside">Whether it is added to the model's answers, or replaces them.</param>
    public Trained(Network network, bool isBeside) => (_network, _isBeside) = (new(network), isBeside);

    /// <inheritdoc />
    public override bool[] EditsRight(Dataset known, CancellationToken cancellation)
    {
        var answers = AnswersAt(known);
        return Array.ConvertAll(known.Edited, i => Classification.Argmax(answers(i)) == known.Classes!.Label(i));
    }

    /// <inheritdoc />
    public override Func<int, double[]> AnswersAt(Dataset samples)
    {
        var (outputs, scratch) = (new float[samples.Outputs], new float[2 * _network.Widest]);
        return i =>
        {
            _network.Evaluate(samples.Row(i), outputs, scratch);
            var answers = new double[outputs.Length];
            for (var o = 0; o < outputs.Length; o++) answers[o] = _isBeside ? (float)samples.Predictions(i)[o] + outputs[o] : outputs[o];
            return answers;
        };
    }

    /// <summary>The model's own layers, trained anew from where they are: on its own answers, with the right one in front.</summary>
    public static Trained Whole(Dataset known, Network model, TrainingOptions options, CancellationToken cancellation)
    {
        var result = Trainer.Train(Set(known, known.Inputs, i => known.Row(i).ToArray(), InFront(known)), model, options, cancellation);
        return new(result.Network ?? model, false) { Method = "Retrained", Bytes = model.Parameters * sizeof(float),
            Seconds = result.Seconds };
    }

    /// <summary>The same of the last layer alone, on what the others make of the samples.</summary>
    public static Trained LastLayer(Dataset known, Network model, TrainingOptions options, CancellationToken cancellation)
    {
        var hidden = new Layer(Activation.Identity, model.Layers[^1].Inputs,
            [.. Enumerable.Range(0, model.Layers[^1].Inputs).Select(r => Unit(model.Layers[^1].Inputs, r))],
            new Numerics.Rational[model.Layers[^1].Inputs]);
        var features = new RoundedNetwork<double>(new Network([.. model.Layers.SkipLast(1), hidden]));
        var last = new Network([model.Layers[^1]]);
        var result = Trainer.Train(Set(known, last.Inputs, i => features.Evaluate(known.Row(i)), InFront(known)), last, options,
            cancellation);
        return new(new Network([.. model.Layers.SkipLast(1), (result.Network ?? last).Layers[^1]]), false) { Method = "LastLayer",
            Bytes = last.Parameters * sizeof(float), Seconds = result.Seconds };
    }

    /// <summary>A side network of given widths, from random weights.</summary>
    public static Trained Side(Dataset known, IReadOnlyList<int> widths, TrainingOptions options, CancellationToken cancellation)
    {
        var result = Trainer.Train(Set(known, known.Inputs, i => known.Row(i).ToArray(), (i, o) => known.Residual(i, o).ToDouble()), widths,
            options, cancellation);
        var network = result.Network ?? NetworkBuilder.Nothing(known.Inputs, known.Outputs, 2);
        return new(network, true) { Method = "TrainedSide", Neurons = network.Neurons, Bytes = network.Parameters * sizeof(float),
            Seconds = result.Seconds };
    }

    private static Numerics.Rational[] Unit(int length, int at)
    {
        var row = new Numerics.Rational[length];
        row[at] = 1;
        return row;
    }

    private static Func<int, int, double> InFront(Dataset data)
    {
        var margin = data.Classes!.Margin.ToDouble();
        return (i, o) => data.Predictions(i)[o]
            + (o == data.Classes.Label(i) ? Math.Max(0, margin - Classification.Lead(data.Predictions(i), o)) : 0);
    }

    // Edits weigh as much as all else: each stands as often in the set as there are other samples for one edit.
    private static TrainingSet Set(Dataset data, int width, Func<int, double[]> features, Func<int, int, double> target)
    {
        var times = data.N == 0 ? 1 : Math.Max(1, (data.K - data.N) / data.N);
        int[] rows = [.. Enumerable.Range(0, data.K).SelectMany(i => Enumerable.Repeat(i, data.Residual(i) is null ? 1 : times))];
        return new(width, data.Outputs, [.. rows.SelectMany(features)],
            [.. rows.SelectMany(i => Enumerable.Range(0, data.Outputs).Select(o => target(i, o)))]);
    }
}
