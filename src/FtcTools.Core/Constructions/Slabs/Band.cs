using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// A direction w, rounded to the precision that ships, and the interval of w . x that some samples take along it, with their rounding and
/// their balls included. All numbers are in units of w . x; a slab then multiplies them by a power of two, which is exact.
/// </summary>
internal sealed class Band
{
    // A weight below this share of the largest one (each times the spread of its column) is set to 0: it would only cost a number to
    // multiply.
    private const double Negligible = 1.0 / (1L << 40);

    // A slab may be widened until its bias has grown by so many typical sizes of its columns.
    private const double Widening = 4;

    private readonly SlabSamples _samples;
    private readonly Precision _precision;
    private readonly float[] _single;
    private readonly double _length; // the norm of w in scaled features
    private readonly double _bias;
    private readonly Ball _ball;
    private readonly double _dual; // the dual norm of w: how far w . x moves within a ball of radius 1
    private readonly (double OfLength, double Constant, double OfRadius) _coarse;

    /// <param name="scaled">The direction w in scaled features.</param>
    /// <param name="members">The samples whose w . x the band must contain.</param>
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
        // The bias of a slab is about -w . x of its members, so its magnitude is bounded by theirs, with room for a wider slab.
        _bias = 1.01 * members.Max(i => Math.Abs(Sums.Dot(samples.Data.Row(i), Weights))) + Widening * _length;
        var d = scaled.Length;
        var own = 1.01 * (d + 4) * (samples.ProductUnit + Precision.Double.Unit);
        _coarse = ((precision.Relative(d) + own) * _length, precision.Relative(d) * _bias, (1 + precision.Relative(d)) * _dual);
        (Low, High) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var i in members) Include(At(i));
    }

    /// <summary>The direction w in the units of the features themselves.</summary>
    public double[] Weights { get; }

    /// <summary>The lower end of the interval that the plateau of a slab must cover.</summary>
    public double Low { get; private set; }

    /// <summary>Its upper end.</summary>
    public double High { get; private set; }

    public double Middle => (Low + High) / 2;

    public double Half => (High - Low) / 2;

    /// <summary>The largest magnitude of a bias for which the rounding errors are valid.</summary>
    public double MostBias => _bias;

    public bool IsUsable => double.IsFinite(_length) && _length > 0 && double.IsFinite(Low) && double.IsFinite(High);

    public void Include((double Value, double Error) at) =>
        (Low, High) = (Math.Min(Low, at.Value - at.Error), Math.Max(High, at.Value + at.Error));

    /// <summary>
    /// w . x of a sample, and a bound on how far it may be off, for every x in the ball around the sample, whether computed in the
    /// precision that ships, exactly, or in float64.
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

    /// <summary>The same as <see cref="At"/>, computed faster and with a larger error bound.</summary>
    public (double Value, double Error) Near(int i)
    {
        var value = _samples.Product(i, Weights, _single);
        var error = _coarse.OfLength * _samples.Length(i) + _coarse.Constant + _coarse.OfRadius * _ball.At(i);
        return double.IsFinite(value + error) ? (value, error) : (0, double.PositiveInfinity);
    }
}
