using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>The samples of a dataset with a ball of radius r around each, and what half-spaces need to know of them. Features are not copied.</summary>
internal sealed class Terrain
{
    // Fewer are not worth a thread; samples that one takes at once.
    private const int SerialProducts = 1 << 21;
    private const int Part = 4096;

    // Of a product of d features in float32, between two balls, for facets to have room.
    private const double RoundingErrors = 64;

    private readonly double[] _reach; // the largest |x_j| in any ball

    public Terrain(Dataset data, Ball ball, Separation? nearest)
    {
        (Data, Radius, Norm) = (data, ball.Radius, ball.Norm);
        var (low, high) = (data.Row(0).ToArray(), data.Row(0).ToArray());
        for (var i = 1; i < data.K; i++)
        {
            TensorPrimitives.Min(low, data.Row(i), low);
            TensorPrimitives.Max(high, data.Row(i), high);
        }
        Centre = new double[data.Inputs];
        foreach (var i in data.Edited) TensorPrimitives.MultiplyAdd(data.Row(i), 1.0 / data.N, Centre, Centre);
        _reach = new double[data.Inputs];
        Spread = new double[data.Inputs];
        for (var j = 0; j < _reach.Length; j++)
        {
            _reach[j] = Above(Math.Max(Math.Abs(low[j]), Math.Abs(high[j])) + Radius);
            Spread[j] = Math.Max(high[j] - Centre[j], Centre[j] - low[j]);
        }
        var widest = TensorPrimitives.Max<double>(Spread);
        Scale = widest is > 1e-300 and < 1e300 ? Math.ScaleB(1, Math.ILogB(widest)) : 1;
        Single = nearest is null || nearest.Distance - 2 * ball.Radius > RoundingErrors * data.Inputs * Math.ScaleB(TensorPrimitives.Max<double>(_reach), -24);
        Order = new int[data.K];
        Array.Fill(Order, -1);
        for (var n = 0; n < data.N; n++) Order[data.Edited[n]] = n;
    }

    public Dataset Data { get; }

    public double Radius { get; }

    public Norm Norm { get; }

    /// <summary>Whether float32 can tell the balls apart.</summary>
    public bool Single { get; }

    /// <summary>Of the edited samples, as floats find it.</summary>
    public double[] Centre { get; }

    /// <summary>How far a feature is from the centre at most.</summary>
    public double[] Spread { get; }

    /// <summary>A power of two: coordinates in this unit are about 1.</summary>
    public double Scale { get; }

    /// <summary>The place of a sample among the edited ones; -1 where it is none of them.</summary>
    public int[] Order { get; }

    /// <summary>Not below the length of w in the dual norm: how much w . x can change in a ball of radius 1.</summary>
    public double LengthUp(ReadOnlySpan<double> w) => Above(Norm == Norm.Infinity ? TensorPrimitives.SumOfMagnitudes(w) : TensorPrimitives.Norm(w), w.Length);

    /// <summary>The same exactly, but for the last bits of a square root.</summary>
    public Rational LengthUp(Rational[] w)
    {
        var sum = Rational.Zero;
        foreach (var entry in w) sum += Norm == Norm.Infinity ? Rational.Abs(entry) : entry * entry;
        return Norm == Norm.Infinity ? sum : Rational.RootUp(sum);
    }

    /// <summary>Not below sum |w_j x_j|, wherever x is in a ball around a sample.</summary>
    public double MagnitudeUp(ReadOnlySpan<double> w)
    {
        var sum = 0.0;
        for (var j = 0; j < w.Length; j++) sum += Math.Abs(w[j]) * _reach[j];
        return Above(sum, w.Length);
    }

    /// <summary>w . x of all samples, of which <paramref name="products"/> may have room for more; each is off by less than 1.01 (d + 1) 2^-53 <see cref="MagnitudeUp"/>.</summary>
    public void Products(double[] w, double[] products) => InParts(Data.K, (from, to) =>
    {
        for (var i = from; i < to; i++) products[i] = TensorPrimitives.Dot(Data.Row(i), w);
    });

    /// <summary>w . x of some samples, in their order.</summary>
    public void Products(double[] w, ReadOnlyMemory<int> samples, double[] products) => InParts(samples.Length, (from, to) =>
    {
        var some = samples.Span;
        for (var n = from; n < to; n++) products[n] = TensorPrimitives.Dot(Data.Row(some[n]), w);
    });

    private void InParts(int count, Action<int, int> part)
    {
        if ((long)count * Data.Inputs < SerialProducts) part(0, count);
        else Parallel.For(0, Integers.CeilingOfQuotient(count, Part), Cores.All(), i => part(i * Part, Math.Min(count, (i + 1) * Part)));
    }

    private static double Above(double value, int operations = 1) => value == 0 ? 0 : Math.BitIncrement(value * (1 + operations * Math.ScaleB(1, -52)));
}
