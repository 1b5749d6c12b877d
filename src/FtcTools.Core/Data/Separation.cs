using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// The edited sample and the sample of another residual that are nearest to each other. Where balls of radius r around the two meet, no
/// function edits the one ball and leaves the other: r must be below half of their distance.
/// </summary>
/// <param name="Edited">The edited sample, counted from 0.</param>
/// <param name="Other">The other sample, counted from 0.</param>
/// <param name="Measure">Their distance; its square in the 2-norm. Exact.</param>
public sealed record Separation(int Edited, int Other, Rational Measure, Norm Norm)
{
    // Edits that look through the samples together, so many at a time: they stay in the cache.
    private const int Together = 32;
    private const int Rows = 256;
    private const int FirstFeatures = 16;

    // Below it, what a square is rounded by may be too small for a float.
    private const double LeastSquare = 1e-290;

    /// <summary>The distance, rounded down.</summary>
    public double Distance
    {
        get
        {
            var distance = Norm == Norm.Infinity ? Measure.ToDouble() : Math.Sqrt(Measure.ToDouble());
            while (distance > 0 && Exceeds(Rational.Of(distance))) distance = Math.BitDecrement(distance);
            return distance;

            bool Exceeds(Rational value) => (Norm == Norm.Infinity ? value : value * value) > Measure;
        }
    }

    /// <summary>Whether balls of this radius around the two are apart.</summary>
    public bool Allows(Rational radius) => (Norm == Norm.Infinity ? 2 * radius : 4 * radius * radius) < Measure;

    /// <summary>Whether the balls around the two are apart.</summary>
    public bool Allows(Ball ball)
    {
        var sum = Rational.Of(ball.At(Edited)) + Rational.Of(ball.At(Other));
        return (Norm == Norm.Infinity ? sum : sum * sum) < Measure;
    }

    /// <summary>The nearest pair of a dataset, the first one of several; null where all samples have one residual.</summary>
    public static Separation? Of(Dataset data, Norm norm, CancellationToken cancellation = default)
    {
        var nearest = new (double Distance, int Other)[data.N];
        Array.Fill(nearest, (double.PositiveInfinity, -1));
        var together = Math.Clamp(data.N / (4 * Environment.ProcessorCount), 1, Together);
        Parallel.For(0, Integers.CeilingOfQuotient(data.N, together), Cores.All(cancellation), () => new double[data.Inputs],
            (group, _, difference) =>
        {
            for (var from = 0; from < data.K; from += Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var n = group * together; n < Math.Min(data.N, (group + 1) * together); n++)
                    Look(n, from, Math.Min(data.K, from + Rows), difference);
            }
            return difference;
        }, _ => { });

        // Floats err by less than this part of a distance; what they cannot tell apart is decided exactly.
        var limit = nearest.Length == 0 ? double.PositiveInfinity
            : nearest.Min(entry => entry.Distance) * (1 + (data.Inputs + 4) * Math.ScaleB(1, -50)) + 1e-290;
        int[] near = [.. Enumerable.Range(0, data.N).Where(n => nearest[n].Other >= 0 && nearest[n].Distance <= limit)];
        var least = new Separation?[near.Length];
        Parallel.For(0, near.Length, Cores.All(cancellation), () => new double[data.Inputs], (n, _, difference) =>
        {
            least[n] = Least(data.Edited[near[n]], difference);
            return difference;
        }, _ => { });
        // The first one of several: Aggregate takes another one only where it is nearer.
        return least.OfType<Separation>().Aggregate((Separation?)null, (a, b) => a is not null && a.Measure <= b.Measure ? a : b);

        // The nearest pair of an edit among those that floats do not tell apart. Where features are integers most samples may be as near as
        // the nearest, and floats say so without any rounding.
        Separation? Least(int edited, double[] difference)
        {
            var (found, above, z) = ((Separation?)null, double.PositiveInfinity, data.Residual(edited)!);
            for (var i = 0; i < data.K; i++)
            {
                if (i % Rows == 0) cancellation.ThrowIfCancellationRequested();
                if (IsAtLeast(above, data.Row(edited), data.Row(i), norm) || !(Near(data, edited, i, norm, difference) <= limit)
                    || (data.Residual(i) is { } other && other.SequenceEqual(z))) continue;
                var measure = Exact(data, edited, i, norm);
                if (found is not null && measure >= found.Measure) continue;
                (found, above) = (new(edited, i, measure, norm), measure.ToDouble());
                if (double.IsFinite(above) && Rational.Of(above) < measure) above = Math.BitIncrement(above);
            }
            return found;
        }

        void Look(int n, int from, int to, double[] difference)
        {
            var (best, at) = nearest[n];
            var (edited, z) = (data.Edited[n], data.Residual(data.Edited[n])!);
            for (var i = from; i < to; i++)
            {
                if (Beyond(data.Row(edited), data.Row(i), best, norm)) continue;
                var distance = Near(data, edited, i, norm, difference);
                if (!(distance < best) || (data.Residual(i) is { } other && other.SequenceEqual(z))) continue;
                (best, at) = (distance, i);
            }
            nearest[n] = (best, at);
        }
    }

    // Whether the first few features say so already.
    internal static bool Beyond(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double limit, Norm norm)
    {
        var sum = 0.0;
        for (var j = 0; j < Math.Min(a.Length, FirstFeatures); j++)
        {
            var difference = Math.Abs(a[j] - b[j]);
            sum += difference * difference;
            if (norm == Norm.Infinity ? difference >= limit : sum >= limit * limit) return true;
        }
        return false;
    }

    /// <summary>Whether the balls around two samples meet: floats decide where they can.</summary>
    internal static bool Meet(Dataset data, Ball ball, int a, int b, double[] difference)
    {
        var distance = Near(data, a, b, ball.Norm, difference);
        var error = distance * (data.Inputs + 4) * Math.ScaleB(1, -50) + 1e-290;
        var both = ball.At(a) + ball.At(b);
        return distance - error <= both * (1 + 1e-15)
            && (distance + error < both * (1 - 1e-15)
                || !new Separation(a, b, Exact(data, a, b, ball.Norm), ball.Norm).Allows(ball));
    }

    /// <summary>The exact distance of two samples; its square in the 2-norm.</summary>
    internal static Rational Exact(Dataset data, int a, int b, Norm norm)
    {
        var sum = Rational.Zero;
        for (var j = 0; j < data.Inputs; j++)
        {
            var difference = Rational.Of(data.Row(a)[j]) - Rational.Of(data.Row(b)[j]);
            sum = norm == Norm.Infinity ? Rational.Max(sum, Rational.Abs(difference)) : sum + difference * difference;
        }
        return sum;
    }

    // Whether floats tell, without any rounding, that two points are no nearer than this, measured as in Measure.
    private static bool IsAtLeast(double limit, ReadOnlySpan<double> a, ReadOnlySpan<double> b, Norm norm)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++)
        {
            var difference = Math.Abs(a[j] - b[j]);
            var (most, least) = (Math.Max(a[j], b[j]), Math.Min(a[j], b[j]));
            if (most - difference != least || least + difference != most) continue;
            if (norm == Norm.Two)
            {
                var square = difference * difference;
                var longer = sum + square;
                if (square < LeastSquare || Math.FusedMultiplyAdd(difference, difference, -square) != 0 || longer - sum != square
                    || longer - square != sum) continue;
                sum = longer;
            }
            else sum = Math.Max(sum, difference);
            if (sum >= limit) return true;
        }
        return false;
    }

    internal static double Near(Dataset data, int a, int b, Norm norm, double[] difference) =>
        Near(data.Row(a), data.Row(b), norm, difference);

    /// <summary>The distance of two points, in floats.</summary>
    internal static double Near(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Norm norm, double[] difference)
    {
        TensorPrimitives.Subtract(a, b, difference);
        return norm == Norm.Infinity ? Math.Abs(TensorPrimitives.MaxMagnitude<double>(difference)) : Sums.Norm(difference);
    }
}
