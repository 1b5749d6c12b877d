using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// A direction w in numbers of a precision, and how far along it some samples reach, their rounding and their balls included. Everything is
/// in the units of w . x: a slab multiplies it by a power of two, which is exact.
/// </summary>
internal sealed class Band
{
    // Weights that are smaller in relation to the largest, each by the spread of its column, are left out.
    private const double Negligible = 1.0 / (1L << 40);

    private readonly SlabSamples _samples;
    private readonly Precision _precision;
    private readonly float[] _single;
    private readonly double _length; // of w in scaled features
    private readonly double _bias;
    private readonly Ball _ball;
    private readonly double _dual; // how far w . x gets in a ball of radius 1
    private readonly (double OfLength, double Constant) _coarse;

    /// <param name="scaled">w for scaled features.</param>
    /// <param name="members">Samples that it must hold.</param>
    public Band(SlabSamples samples, Precision precision, Ball ball, double[] scaled, IReadOnlyList<int> members)
    {
        (_samples, _precision, _ball) = (samples, precision, ball);
        var least = Negligible * Math.Abs(TensorPrimitives.MaxMagnitude<double>(scaled));
        Weights = new double[scaled.Length];
        var sum = 0.0;
        for (var j = 0; j < scaled.Length; j++)
        {
            if (samples.Scale[j] == 0 || Math.Abs(scaled[j]) < least) continue;
            Weights[j] = precision.Nearest(scaled[j] * samples.Scale[j]);
            var unscaled = Weights[j] / samples.Scale[j];
            sum += unscaled * unscaled;
        }
        _single = Array.ConvertAll(Weights, w => (float)w);
        _length = Math.Sqrt(sum) * (1 + 1e-6);
        _dual = ball.IsPoint ? 0 : (1 + 1e-9) * (ball.Norm == Norm.Infinity ? Sums.OfMagnitudes(Weights) : Sums.Norm(Weights));
        // A bias lies where the members are, or a little beside them.
        _bias = 1.01 * members.Max(i => Math.Abs(Sums.Dot(samples.Data.Row(i), Weights))) + _length;
        var d = scaled.Length;
        var own = 1.01 * (d + 4) * (samples.ProductUnit + Precision.Double.Unit);
        _coarse = ((precision.Relative(d) + own) * _length, precision.Relative(d) * _bias);
        (Low, High) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var i in members) Include(At(i));
    }

    /// <summary>w in the features' units.</summary>
    public double[] Weights { get; }

    /// <summary>Where the plateau must reach, at least.</summary>
    public double Low { get; private set; }

    public double High { get; private set; }

    public double Middle => (Low + High) / 2;

    public double Half => (High - Low) / 2;

    /// <summary>The largest |bias| for which errors have been counted.</summary>
    public double MostBias => _bias;

    public bool IsUsable => double.IsFinite(_length) && _length > 0 && double.IsFinite(Low) && double.IsFinite(High);

    public void Include((double Value, double Error) at) =>
        (Low, High) = (Math.Min(Low, at.Value - at.Error), Math.Max(High, at.Value + at.Error));

    /// <summary>
    /// w . x of a sample, and how far it may be off wherever x is in the ball around it, in the precision, exactly and in float64.
    /// </summary>
    public (double Value, double Error) At(int i)
    {
        var (value, magnitude, terms) = (0.0, 0.0, 0);
        var row = _samples.Data.Row(i);
        for (var j = 0; j < row.Length; j++)
        {
            var term = row[j] * Weights[j];
            value += term;
            magnitude += Math.Abs(term);
            if (row[j] != 0) terms++;
        }
        var room = _ball.At(i) * _dual;
        var error = _precision.Relative(room > 0 ? row.Length : terms) * (magnitude + room + _bias) + room;
        return double.IsFinite(value + error) ? (value, error) : (0, double.PositiveInfinity);
    }

    /// <summary>The same, quickly and with a larger error.</summary>
    public (double Value, double Error) Near(int i)
    {
        var room = _ball.At(i) * _dual;
        var value = _samples.Product(i, Weights, _single);
        var error = _coarse.OfLength * _samples.Length(i) + _coarse.Constant + room * (1 + _precision.Relative(Weights.Length));
        return double.IsFinite(value + error) ? (value, error) : (0, double.PositiveInfinity);
    }
}
