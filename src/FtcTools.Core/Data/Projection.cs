using System.Numerics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Data;

/// <summary>
/// c = a . x for any sample, in floating point with an error bound and, where that does not decide, exactly. The entries of a are floats,
/// so every c is a dyadic rational.
/// </summary>
public sealed class Projection
{
    private const int MostAttempts = 20;

    private readonly ExactRow _exact;
    private readonly double _step;
    private readonly double _relative;

    /// <param name="direction">a: d finite floats.</param>
    public Projection(ReadOnlySpan<double> direction)
    {
        Direction = direction.ToArray();
        _exact = new ExactRow(Array.ConvertAll(Direction, Rational.Of), 0);
        _step = Step(Direction);
        // d products and d - 1 sums are each off by at most one part in 2^53; one product by 1 is not.
        _relative = direction is [1] ? 0 : 1.01 * direction.Length;
    }

    /// <summary>a, d floats.</summary>
    public double[] Direction { get; }

    /// <summary>c of a sample.</summary>
    public Rational Exact(ReadOnlySpan<double> features) => _exact.At(features);

    /// <summary>A sample and its c in floating point, off by at most <see cref="Error"/>.</summary>
    internal readonly ref struct Position(ReadOnlySpan<double> features, double value, double error)
    {
        public ReadOnlySpan<double> Features { get; } = features;
        public double Value { get; } = value;
        public double Error { get; } = error;
    }

    internal Position At(ReadOnlySpan<double> features)
    {
        var (sum, magnitude) = (0.0, 0.0);
        var direction = Direction.AsSpan(0, features.Length);
        for (var j = 0; j < features.Length; j++)
        {
            var term = direction[j] * features[j];
            sum += term;
            magnitude += Math.Abs(term);
        }
        return new(features, sum, _relative == 0 ? 0 : _relative * (double.Epsilon + magnitude * Math.ScaleB(1, -53)));
    }

    /// <summary>-1, 0 or 1 as c of the one is below, at or above c of the other, decided exactly.</summary>
    internal int Compare(in Position a, in Position b)
    {
        var difference = a.Value - b.Value;
        var error = a.Error + b.Error;
        if (error == 0 || Math.Abs(difference) > 1.01 * error) return Math.Sign(difference);
        if (a.Features.SequenceEqual(b.Features)) return 0;
        return IsExact(a) && IsExact(b) ? Math.Sign(difference) : Exact(a.Features).CompareTo(Exact(b.Features));
    }

    // Integers on a dyadic grid sum exactly below 2^53 steps.
    private bool IsExact(in Position position)
    {
        foreach (var value in position.Features)
        {
            if (!double.IsInteger(value)) return false;
        }
        return position.Error / _relative < _step;
    }

    // The largest power of two of which every entry is a multiple.
    private static double Step(double[] direction)
    {
        var exponent = int.MaxValue;
        foreach (var entry in direction)
        {
            var (mantissa, e) = Rational.Split(entry);
            if (mantissa != 0) exponent = Math.Min(exponent, e + BitOperations.TrailingZeroCount(mantissa));
        }
        return exponent == int.MaxValue ? 1 : Math.ScaleB(1, exponent);
    }

    /// <summary>
    /// Random directions in the order in which they are tried, always the same for a seed; for one feature, that feature.
    /// </summary>
    /// <param name="inputs">The number of features, d.</param>
    public static IEnumerable<Projection> Random(int inputs, int seed)
    {
        if (inputs == 1)
        {
            yield return new Projection([1]);
            yield break;
        }
        var random = new Xoshiro256StarStar(seed);
        var direction = new double[inputs];
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            // Few bits first: they keep exact numbers short. Integer data may need more of them.
            var bits = 16 + 7 * (attempt / 4);
            for (var j = 0; j < direction.Length; j++)
            {
                direction[j] = Math.ScaleB(Math.Round(Math.ScaleB(2 * random.NextDouble() - 1, bits)), -bits);
            }
            yield return new Projection(direction);
        }
    }
}
