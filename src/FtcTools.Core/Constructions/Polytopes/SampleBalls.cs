using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// The samples of a dataset, each with the ball around it, and what half-spaces need to know of them. Features are not copied.
/// </summary>
internal sealed class SampleBalls
{
    // Fewer multiplications than the first are done on one thread; otherwise a thread takes as many samples at a time as the second says.
    private const int SerialProducts = 1 << 21;
    private const int Part = 4096;

    // Facets have room where two balls are this many rounding errors of a product of d features in float32 apart.
    private const double RoundingErrors = 64;

    private readonly Ball _ball;

    public SampleBalls(Dataset data, Ball ball, Separation? nearest)
    {
        (Data, _ball) = (data, ball);
        var (low, high) = (data.Row(0).ToArray(), data.Row(0).ToArray());
        for (var i = 1; i < data.K; i++)
        {
            TensorPrimitives.Min(low, data.Row(i), low);
            TensorPrimitives.Max(high, data.Row(i), high);
        }
        var largest = 0.0; // the largest |x_j|
        Centre = new double[data.Inputs];
        foreach (var i in data.Edited) TensorPrimitives.MultiplyAdd(data.Row(i), 1.0 / data.N, Centre, Centre);
        Spread = new double[data.Inputs];
        for (var j = 0; j < Spread.Length; j++)
        {
            largest = Math.Max(largest, Math.Max(Math.Abs(low[j]), Math.Abs(high[j])));
            Spread[j] = low[j] == high[j] ? 0 : Math.Max(high[j] - Centre[j], Centre[j] - low[j]);
        }
        var widest = PowerOfTwo(TensorPrimitives.Max<double>(Spread), 1);
        Scales = Array.ConvertAll(Spread, spread => PowerOfTwo(spread, widest));
        Single = nearest is null
            || nearest.Distance - 2 * ball.Radius > RoundingErrors * data.Inputs * Math.ScaleB(largest + ball.Radius, -24);
        Order = new int[data.K];
        Array.Fill(Order, -1);
        for (var n = 0; n < data.N; n++) Order[data.Edited[n]] = n;
    }

    public Dataset Data { get; }

    public Norm Norm => _ball.Norm;

    /// <summary>The radius of the ball around a sample.</summary>
    public double Radius(int sample) => _ball.At(sample);

    /// <summary>Whether float32 can tell the balls apart.</summary>
    public bool Single { get; }

    /// <summary>The mean of the edited samples, rounded.</summary>
    public double[] Centre { get; }

    /// <summary>The largest distance of each feature from the centre.</summary>
    public double[] Spread { get; }

    /// <summary>A power of two a feature: coordinates in these units are about 1, and 0 where a feature never changes.</summary>
    public double[] Scales { get; }

    /// <summary>The place of each sample among the edited ones; -1 where it is not edited.</summary>
    public int[] Order { get; }

    /// <summary>An upper bound of the dual norm of w: how far w . x can change in a ball of radius 1.</summary>
    public double LengthUp(ReadOnlySpan<double> w) => Above(Norm == Norm.Infinity ? Sums.OfMagnitudes(w) : Sums.Norm(w), w.Length);

    /// <summary>The dual norm of w, exact except for the last bits of a square root, where it is rounded upwards.</summary>
    public Rational LengthUp(Rational[] w)
    {
        var sum = Rational.Zero;
        foreach (var entry in w) sum += Norm == Norm.Infinity ? Rational.Abs(entry) : entry * entry;
        return Norm == Norm.Infinity ? sum : Rational.RootUp(sum);
    }

    /// <summary>
    /// Computes w . x of all samples; <paramref name="products"/> may be longer. The error of each is below 1.01 (d + 1) 2^-53 times its
    /// sum |w_j x_j|.
    /// </summary>
    public void Products(double[] w, double[] products) => InParts(Data.K, (from, to) =>
    {
        for (var i = from; i < to; i++) products[i] = Sums.Dot(Data.Row(i), w);
    });

    /// <summary>Computes w . x of some samples, in their order.</summary>
    public void Products(double[] w, ReadOnlyMemory<int> samples, double[] products) => InParts(samples.Length, (from, to) =>
    {
        var some = samples.Span;
        for (var n = from; n < to; n++) products[n] = Sums.Dot(Data.Row(some[n]), w);
    });

    /// <summary>Computes an upper bound of sum |w_j x_j| for each sample.</summary>
    public void Magnitudes(double[] w, double[] magnitudes) => InParts(Data.K, (from, to) =>
    {
        for (var i = from; i < to; i++) magnitudes[i] = Above(Sums.OfMagnitudes(Data.Row(i), w), w.Length);
    });

    private void InParts(int count, Action<int, int> part)
    {
        if ((long)count * Data.Inputs < SerialProducts) part(0, count);
        else Parallel.For(0, Integers.CeilingOfQuotient(count, Part), Cores.All(), i => part(i * Part, Math.Min(count, (i + 1) * Part)));
    }

    private static double PowerOfTwo(double value, double otherwise) =>
        value is > 1e-300 and < 1e300 ? Math.ScaleB(1, Math.ILogB(value)) : otherwise;

    private static double Above(double value, int operations = 1) =>
        value == 0 ? 0 : Math.BitIncrement(value * (1 + operations * Math.ScaleB(1, -52)));
}
