using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>A line x = p + s q in the space of the features.</summary>
public sealed class SampleLine
{
    private SampleLine(string name, Rational[] point, Rational[] direction)
    {
        if (Array.TrueForAll(direction, a => a.IsZero))
            throw new FtcException(Codes.Argument, $"the line {name} has the direction 0; at least one number is not 0.");
        (Name, Point, Direction) = (name, point, direction);
    }

    /// <summary>The line as people read it.</summary>
    public string Name { get; }

    /// <summary>The number of outputs, p.</summary>
    internal Rational[] Point { get; }

    /// <summary>q.</summary>
    internal Rational[] Direction { get; }

    /// <summary>The line through two samples.</summary>
    /// <param name="from">The sample, counted from 1.</param>
    /// <param name="to">The sample, counted from 1.</param>
    /// <exception cref="FtcException">FTC0018: there is no such sample; FTC0034: they have the same features.</exception>
    public static SampleLine Through(Dataset dataset, int from, int to)
    {
        var (p, q) = (Features(dataset, from), Features(dataset, to));
        return new($"through samples {from} and {to}", p, [.. q.Zip(p, (b, a) => b - a)]);
    }

    /// <summary>The line in a direction through a sample (from 1), or through the origin.</summary>
    /// <exception cref="FtcException">
    /// FTC0018: there is no such sample; FTC0033: it has another number of features; FTC0015, FTC0034: the direction is not finite, or 0.
    /// </exception>
    public static SampleLine Along(IReadOnlyList<double> direction, Dataset? dataset = null, int? from = null)
    {
        foreach (var a in direction)
        {
            if (!double.IsFinite(a))
                throw new FtcException(Codes.NotFinite, $"the direction holds {Text.Of(a)}; its entries are finite numbers.");
        }
        var point = from is { } sample
            ? Features(dataset ?? throw new FtcException(Codes.Argument,
                $"sample {sample} cannot be found: no dataset is at hand."), sample)
            : new Rational[direction.Count];
        if (point.Length != direction.Count)
            throw new FtcException(Codes.ShapeMismatch,
                $"the direction has {direction.Count} numbers where a sample has {point.Length} features.");
        return new(from is null ? "through the origin" : $"through sample {from}", point, [.. direction.Select(Rational.Of)]);
    }

    private static Rational[] Features(Dataset dataset, int sample) => sample >= 1 && sample <= dataset.K
        ? Array.ConvertAll(dataset.Row(sample - 1).ToArray(), Rational.Of)
        : throw new FtcException(Codes.SampleOutOfRange, $"there is no sample {sample}; valid are 1..K with K = {dataset.K}.");
}
