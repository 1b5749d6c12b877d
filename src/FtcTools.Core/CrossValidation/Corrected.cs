using System.Diagnostics.CodeAnalysis;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.CrossValidation;

/// <summary>A model with something done about its wrong answers, made from known samples: a patch, or what else would do.</summary>
internal abstract record Corrected
{
    public required string Method { get; init; }

    public double? Reach { get; init; }

    public double? Radius { get; init; }

    /// <summary>Hidden neurons that are added.</summary>
    public int Neurons { get; init; }

    /// <summary>Bytes of the numbers that are added or changed.</summary>
    public long Bytes { get; init; }

    /// <summary>To make it, proof included.</summary>
    public double? Seconds { get; init; }

    /// <summary>Whether each edit, in the order of T, is right now.</summary>
    public abstract bool[] EditsRight(Dataset known, CancellationToken cancellation);

    /// <summary>A function for one thread: the p outputs at sample i (from 0) of any dataset that fits.</summary>
    public abstract Func<int, double[]> AnswersAt(Dataset samples);
}

/// <summary>A model and a side network, added in the arithmetic in which they ship.</summary>
internal sealed record Patched : Corrected
{
    private readonly Network _network;
    private readonly Arithmetic _arithmetic;

    [SetsRequiredMembers]
    public Patched(Network network, Arithmetic arithmetic)
    {
        (_network, _arithmetic) = (network, arithmetic);
        Method = network.Origin.Method ?? "Network";
        Bytes = network.Parameters * (arithmetic == Arithmetic.Float32 ? sizeof(float) : sizeof(double));
        Neurons = network.Neurons;
        Reach = network.Origin.Reach;
        Radius = Reach is null ? network.Origin.Radius : null;
    }

    /// <summary>Where the network itself says in which arithmetic it is to run, in that one, else in the model's.</summary>
    public static Arithmetic PrecisionOf(Network network, Dataset data) =>
        network.Origin.Precision ?? data.AnsweredIn ?? Arithmetic.Float64;

    /// <inheritdoc />
    public override bool[] EditsRight(Dataset known, CancellationToken cancellation)
    {
        var right = new bool[known.N];
        var check = Verifier.NewCheck(_network, known, _arithmetic, Verifier.Allowed(known, _arithmetic, null), cancellation);
        Parallel.For(0, right.Length, Cores.All(cancellation), check.NewWorker, (at, _, find) =>
        {
            right[at] = find(known.Edited[at]).Right;
            return find;
        }, _ => { });
        return right;
    }

    /// <inheritdoc />
    public override Func<int, double[]> AnswersAt(Dataset samples)
    {
        var evaluator = new Evaluator(_network, _arithmetic);
        return i =>
        {
            var outputs = evaluator.At(i + 1, samples.Row(i), samples.Predictions(i));
            // Zeros leave the model's answers as they are, whatever the arithmetic in which the data have them.
            return Array.TrueForAll(outputs, output => output.Value == 0) && samples.HasPredictions
                ? samples.Predictions(i).ToArray()
                : Array.ConvertAll(outputs, output => output.Corrected ?? output.Value);
        };
    }
}
