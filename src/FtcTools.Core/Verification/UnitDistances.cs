using System.Numerics.Tensors;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// How far a sample is from where each unit of a network is not zero, and from where it is not constant, proven for one arithmetic and
/// every order of summation.
/// <para>
/// A unit is s(b - sum_q m_q s(h_q(x))) with m_q >= 0, as those of Hats and Polytope are: 0 where one h_q is at least b / m_q, b where none
/// is above 0, and in between it changes by at most sum m_q |w_q| over a distance of 1, with |w| in the dual norm.
/// </para>
/// </summary>
internal sealed class UnitDistances
{
    private const double Double = 1.0 / (1L << 53);

    private readonly int _inputs;
    private readonly AffineFunction[] _rows;
    private readonly double[] _lengths; // at least what a row changes by over a distance of 1, its rounding included
    private readonly Unit[] _units;

    /// <summary>What one thread computes with: bounds of all rows at the sample, and the magnitudes of its features.</summary>
    public sealed class Buffers(UnitDistances distances)
    {
        internal double[] Low { get; } = new double[distances._rows.Length];
        internal double[] High { get; } = new double[distances._rows.Length];
        internal double[] Magnitudes { get; } = new double[distances._inputs];
    }

    private readonly record struct Unit(double Bias, (int Row, double Foot, double Slope)[] Facets, double Steepness);

    private UnitDistances(Network network, Norm norm, Arithmetic arithmetic)
    {
        _inputs = network.Inputs;
        RoundingUnit = arithmetic switch { Arithmetic.Exact => 0, Arithmetic.Float64 => Math.ScaleB(1, -53), _ => Math.ScaleB(1, -24) };
        var (first, second) = (network.Layers[0], network.Layers[1]);
        _rows = [.. Enumerable.Range(0, first.Neurons)
            .Select(r => new AffineFunction(Array.ConvertAll(first.Weights(r).ToArray(), Round), Round(first.Bias(r))))];
        // What a row changes by, and what the sum of its terms' magnitudes does.
        _lengths = Array.ConvertAll(_rows,
            row => (norm == Norm.Infinity ? Above(row.Sum.ToDouble()) : Above(Math.Sqrt(Above(row.Squares.ToDouble())))) is var length
                ? Above(length + Rounding(length)) : 0);
        _units = [.. Enumerable.Range(0, second.Neurons).Select(Of)];

        Unit Of(int u)
        {
            var bias = Round(second.Bias(u));
            var facets = Enumerable.Range(0, first.Neurons).Where(r => !second.Weights(u)[r].IsZero).Select(r =>
            {
                var weight = -Round(second.Weights(u)[r]);
                return (r, Above((bias / weight).ToDouble()), weight.ToDouble());
            }).ToArray();
            return new(bias.ToDouble(), facets, Above(facets.Sum(facet => facet.Item3 * _lengths[facet.r]) * (1 + 1e-12)));
        }

        Rational Round(Rational value) => arithmetic switch
        {
            Arithmetic.Exact => value,
            Arithmetic.Float64 => Rational.Of(value.ToDouble()),
            _ => Rational.Of(value.ToSingle()),
        };
    }

    /// <summary>Null where the network is not made of units.</summary>
    public static UnitDistances? Of(Network network, Norm norm, Arithmetic arithmetic) =>
        IsOfUnits(network) ? new(network, norm, arithmetic) : null;

    /// <summary>The largest relative error of one operation; 0 in exact arithmetic.</summary>
    public double RoundingUnit { get; }

    public int Units => _units.Length;

    /// <summary>The value of a unit on its plateau.</summary>
    public double Bias(int unit) => _units[unit].Bias;

    /// <summary>At least what a unit changes by over a distance of 1.</summary>
    public double Steepness(int unit) => _units[unit].Steepness;

    /// <summary>The rows that a unit reads.</summary>
    public IEnumerable<int> Rows(int unit) => _units[unit].Facets.Select(facet => facet.Row);

    public Buffers NewBuffers() => new(this);

    private static bool IsOfUnits(Network network)
    {
        if (network.Layers.Count != 3 || network.Layers.SkipLast(1).Any(layer => layer.Activation != Activation.Relu)) return false;
        var (second, last) = (network.Layers[1], network.Layers[2]);
        return Enumerable.Range(0, second.Neurons).All(u => second.Bias(u).Sign >= 0 && !ContainsPositive(second.Weights(u)))
            && Enumerable.Range(0, last.Neurons).All(o => last.Bias(o).IsZero)
            && network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
                .SelectMany(r => layer.Weights(r).ToArray().Append(layer.Bias(r))))
                .All(v => v.IsZero || Math.Abs(v.ToDouble()) is > 1e-37 and < 1e37);

        static bool ContainsPositive(ReadOnlySpan<Rational> weights)
        {
            foreach (var w in weights)
            {
                if (w.Sign > 0) return true;
            }
            return false;
        }
    }

    /// <summary>Bounds all rows at a sample.</summary>
    public void Look(ReadOnlySpan<double> features, Buffers buffers)
    {
        var (low, high, magnitudes) = (buffers.Low, buffers.High, buffers.Magnitudes);
        TensorPrimitives.Abs(features, magnitudes);
        var largest = TensorPrimitives.Max<double>(magnitudes);
        for (var r = 0; r < _rows.Length; r++)
        {
            var (middle, error) = _rows[r].Enclose(features, magnitudes, largest);
            // The enclosure's own error is that of float64, with one operation less: features are rounded, too.
            var operations = features.Length + 4;
            var rounding = 1.009 * operations / (operations - 1) / (1 - operations * RoundingUnit) * RoundingUnit / Double * error;
            if (Math.Abs(middle) <= error) (middle, error) = (_rows[r].At(features).ToDouble(), 0);
            error += rounding;
            (low[r], high[r]) = (Math.BitDecrement(middle - error), Math.BitIncrement(middle + error));
            if (middle == 0 && rounding == 0) (low[r], high[r]) = (0, 0);
        }
    }

    /// <summary>
    /// How far the sample is from where a unit is not 0, or that it is as far as is enough: of many facets a few tell that.
    /// </summary>
    public double Zero(int unit, Buffers buffers, double enough = double.PositiveInfinity)
    {
        if (_units[unit].Bias == 0) return double.PositiveInfinity;
        var farthest = 0.0;
        foreach (var (row, foot, _) in _units[unit].Facets)
        {
            if (farthest >= enough) break;
            farthest = Math.Max(farthest, Quotient(buffers.Low[row] - foot, _lengths[row]));
        }
        return farthest;
    }

    /// <summary>How far it is from where a unit is not b.</summary>
    public double Plateau(int unit, Buffers buffers)
    {
        var nearest = double.PositiveInfinity;
        foreach (var (row, _, _) in _units[unit].Facets) nearest = Math.Min(nearest, Quotient(-buffers.High[row], _lengths[row]));
        return nearest;
    }

    /// <summary>The quotient of a distance and a length, rounded down; 0 for a distance below 0.</summary>
    public static double Quotient(double distance, double length) =>
        distance < 0 || double.IsNaN(distance) ? 0 : length == 0 ? double.PositiveInfinity
            : Math.Max(0, Math.BitDecrement(distance / length * (1 - 1e-15)));

    private double Rounding(double magnitude) => RoundingUnit == 0 ? 0 : 1.02 * (_inputs + 4) * RoundingUnit * magnitude;

    private static double Above(double value) => value == 0 ? 0 : Math.BitIncrement(value);
}
