using System.Numerics;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Data;

/// <summary>
/// c_i = a . x_i for every sample, in floating point with an error bound and, where that does not decide, exactly.
/// The entries of a are floats, so every c_i is a dyadic rational.
/// </summary>
public sealed class Projection
{
    private readonly double[] _approximate;
    private readonly ExactRow _exact;

    private Projection(Dataset dataset, double[] direction)
    {
        Dataset = dataset;
        Direction = direction;
        _exact = new ExactRow(Array.ConvertAll(direction, Rational.Of), 0);
        _approximate = new double[dataset.K];
        var largest = 0.0;
        var integers = true;
        for (var i = 0; i < _approximate.Length; i++)
        {
            var (sum, magnitude) = (0.0, 0.0);
            var row = dataset.Row(i);
            for (var j = 0; j < row.Length; j++)
            {
                var term = direction[j] * row[j];
                sum += term;
                magnitude += Math.Abs(term);
                integers &= double.IsInteger(row[j]);
            }
            _approximate[i] = sum;
            largest = Math.Max(largest, magnitude);
        }
        // Integers on a dyadic grid sum exactly below 2^53 steps. Otherwise d products and d - 1 sums are each off by at most one part
        // in 2^53, and underflow.
        var exact = direction is [1] || (integers && largest / Step(direction) < 1L << 53);
        Error = exact ? 0 : 1.01 * direction.Length * (double.Epsilon + largest * Math.ScaleB(1, -53));
    }

    public Dataset Dataset { get; }

    /// <summary>a, d floats.</summary>
    public double[] Direction { get; }

    /// <summary>Every |Approximate(i) - Exact(i)| is at most this.</summary>
    public double Error { get; }

    public double Approximate(int i) => _approximate[i];

    internal double[] Approximations => _approximate;

    public Rational Exact(int i) => _exact.At(Dataset.Row(i));

    /// <summary>-1, 0 or 1 as c_i is below, at or above c_j, decided exactly.</summary>
    public int Compare(int i, int j)
    {
        var difference = _approximate[i] - _approximate[j];
        return Math.Abs(difference) > 2.01 * Error ? Math.Sign(difference) : Exact(i).CompareTo(Exact(j));
    }

    /// <summary>The projection along a given direction, whether it separates or not.</summary>
    public static Projection Along(Dataset dataset, double[] direction) => new(dataset, direction);

    /// <summary>
    /// The first random direction, from <paramref name="seed"/>, along which no two samples with different residuals coincide (for one
    /// feature: that feature). Checked exactly.
    /// </summary>
    /// <exception cref="FtcException">FTC0032: none among 20 with entries of up to 51 bits.</exception>
    public static Projection Separating(Dataset dataset, int seed)
    {
        if (dataset.Inputs == 1) return new Projection(dataset, [1]);
        var random = new Xoshiro256StarStar(seed);
        var direction = new double[dataset.Inputs];
        for (var attempt = 0; attempt < 20; attempt++)
        {
            // Few bits first: they keep exact numbers short. Integer data may need more of them.
            var bits = 16 + 7 * (attempt / 4);
            for (var j = 0; j < direction.Length; j++)
            {
                direction[j] = Math.ScaleB(Math.Round(Math.ScaleB(2 * random.NextDouble() - 1, bits)), -bits);
            }
            var projection = new Projection(dataset, [.. direction]);
            if (projection.Separates()) return projection;
        }
        throw new FtcException(Codes.NoDirection,
            $"20 random directions (seed {seed}) each send two samples of {dataset.Name} with different residuals to one point; samples this close cannot be told apart on a line: try another seed.");
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

    /// <summary>Whether no edited sample shares its c with a sample of another residual.</summary>
    public bool Separates() => Neighbours.Find(this) is not null;
}
