using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// The radius r around each sample within which a network of units is proven: every ball of radius r around an untouched sample is
/// untouched, g = 0 all over it, to the last bit in floats; on every ball around an edited sample g is constant or, for a classification,
/// the right output of f + g stays the largest, f taken as at the sample.
/// <para>
/// A unit is s(b - sum_q m_q s(h_q(x))) with m_q >= 0, as those of Hats and Polytope are: 0 where one h_q is at least b / m_q, b where none
/// is above 0, and in between it changes by at most sum m_q |w_q| over a distance of 1, with |w| in the dual norm. Other networks, and
/// edits of real targets that are no plateau, have the radius 0.
/// </para>
/// </summary>
internal sealed class UnitRadii
{
    private const double Double = 1.0 / (1L << 53);

    private readonly Network _network;
    private readonly Dataset _dataset;
    private readonly double _unit;
    private readonly AffineFunction[] _rows;
    private readonly double[] _lengths; // at least what a row changes by over a distance of 1, its rounding included
    private readonly Unit[] _units;
    private readonly Lazy<ExactEvaluator> _exact;

    // The buffers of one thread.
    private sealed class Buffers(int rows, int features)
    {
        public double[] Low { get; } = new double[rows];
        public double[] High { get; } = new double[rows];
        public double[] Magnitudes { get; } = new double[features];
    }

    private readonly record struct Unit(double Bias, (int Row, double Foot, double Slope)[] Facets, double Steepness, int Raises);

    private UnitRadii(Network network, Dataset dataset, Norm norm, double unit)
    {
        (_network, _dataset, _unit) = (network, dataset, unit);
        _exact = new(() => new(network));
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
            return new(bias.ToDouble(), facets,
                Above(facets.Sum(facet => facet.Item3 * _lengths[facet.r]) * (1 + 1e-12)), RaisedBy(u, network.Layers[2]));
        }

        Rational Round(Rational value) => unit == 0 ? value : unit > 1e-10 ? Rational.Of(value.ToSingle()) : Rational.Of(value.ToDouble());
    }

    /// <summary>The radius around each of the K samples alone, rounded down; null where the network is not made of units.</summary>
    /// <param name="untilZero">Whether one sample with the radius 0 is enough: others may then be 0, too.</param>
    public static double[]? Of(Network network, Dataset dataset, Norm norm, Arithmetic arithmetic, bool untilZero,
        CancellationToken cancellation)
    {
        if (!IsOfUnits(network)) return null;
        var radii = new UnitRadii(network, dataset, norm,
            arithmetic switch { Arithmetic.Exact => 0, Arithmetic.Float64 => Math.ScaleB(1, -53), _ => Math.ScaleB(1, -24) });
        var (distances, ended) = (new double[dataset.K], false);
        Parallel.For(0, dataset.K, Cores.All(cancellation), () => new Buffers(radii._rows.Length, dataset.Inputs), (i, _, buffers) =>
        {
            if (Volatile.Read(ref ended)) return buffers;
            distances[i] = radii.Around(i, buffers);
            if (untilZero && distances[i] == 0) Volatile.Write(ref ended, true);
            return buffers;
        }, _ => { });
        return distances;
    }

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

    // Bounds of all rows at the sample, then of the radius around it.
    private double Around(int i, Buffers buffers)
    {
        var (low, high, magnitudes) = (buffers.Low, buffers.High, buffers.Magnitudes);
        var features = _dataset.Row(i);
        TensorPrimitives.Abs(features, magnitudes);
        var largest = TensorPrimitives.Max<double>(magnitudes);
        for (var r = 0; r < _rows.Length; r++)
        {
            var (middle, error) = _rows[r].Enclose(features, magnitudes, largest);
            // The enclosure's own error is that of float64, with one operation less: features are rounded, too.
            var operations = features.Length + 4;
            var rounding = 1.009 * operations / (operations - 1) / (1 - operations * _unit) * _unit / Double * error;
            if (Math.Abs(middle) <= error) (middle, error) = (_rows[r].At(features).ToDouble(), 0);
            error += rounding;
            (low[r], high[r]) = (Math.BitDecrement(middle - error), Math.BitIncrement(middle + error));
            if (middle == 0 && rounding == 0) (low[r], high[r]) = (0, 0);
        }
        var edited = _dataset.Residual(i) is not null;
        if (edited && _dataset.Classes is not null) return Lead(i, buffers);
        var radius = double.PositiveInfinity;
        foreach (var unit in _units)
        {
            radius = Math.Min(radius, edited ? Math.Max(Zero(unit, low), Plateau(unit, high)) : Zero(unit, low, radius));
            if (radius == 0) break;
        }
        return radius;
    }

    // How far the sample is from where the unit is not 0, or that it is as far as is enough: of many facets a few tell that.
    private double Zero(Unit unit, double[] low, double enough = double.PositiveInfinity)
    {
        if (unit.Bias == 0) return double.PositiveInfinity;
        var farthest = 0.0;
        foreach (var (row, foot, _) in unit.Facets)
        {
            if (farthest >= enough) break;
            farthest = Math.Max(farthest, Quotient(low[row] - foot, _lengths[row]));
        }
        return farthest;
    }

    // How far it is from where the unit is not b.
    private double Plateau(Unit unit, double[] high)
    {
        var nearest = double.PositiveInfinity;
        foreach (var (row, _, _) in unit.Facets) nearest = Math.Min(nearest, Quotient(-high[row], _lengths[row]));
        return nearest;
    }

    // How far the right output keeps its lead. A unit that lifts it and no other can only help, wherever it is not zero: of these, so many
    // are counted on that the others are not needed, those with the widest plateaus first. Every other unit is constant, or on its slope.
    private double Lead(int i, Buffers buffers)
    {
        var label = _dataset.Classes!.Label(i);
        var g = _exact.Value;
        var outputs = g.Evaluate(_dataset.Row(i), g.NewWorkspace()).ToArray();
        if (!ExactClassCheck.Compare(_dataset, i, outputs).Right) return 0;
        Rational[] f = [.. _dataset.Predictions(i).ToArray().Select(Rational.Of)];
        var leads = outputs.Select((own, o) => outputs[label] + f[label] - own - f[o]).ToArray();
        var (radius, rises, ramps) = (double.PositiveInfinity, new double[outputs.Length], 0);
        var helping = new List<(int Unit, double Zero, double Plateau, Rational Value)>();
        for (var u = 0; u < _units.Length; u++)
        {
            var (zero, plateau) = (Zero(_units[u], buffers.Low), Plateau(_units[u], buffers.High));
            if (_units[u].Raises == label) helping.Add((u, zero, plateau, zero > 0 ? Rational.Zero : Value(u, i)));
            else if (Math.Max(zero, plateau) is > 0 and var constant) radius = Math.Min(radius, constant);
            else
            {
                ramps++;
                for (var o = 0; o < rises.Length; o++) rises[o] += _units[u].Steepness * Math.Abs(Gain(u, label, o).ToDouble());
            }
        }
        // Without any of the units that help, then with one after the other.
        foreach (var (unit, _, _, value) in helping)
        {
            for (var o = 0; o < leads.Length; o++) leads[o] -= value * Gain(unit, label, o);
        }
        helping.Sort((a, b) => b.Plateau.CompareTo(a.Plateau) is not 0 and var order ? order : a.Unit.CompareTo(b.Unit));
        var magnitude = outputs.Concat(f).Sum(v => Math.Abs(v.ToDouble()));
        var best = 0.0;
        for (var counted = 0; best < radius; counted++)
        {
            best = Math.Max(best, Math.Min(radius, Counting(counted)));
            if (counted == helping.Count || helping[counted].Plateau == 0) break;
            for (var o = 0; o < leads.Length; o++) leads[o] += helping[counted].Value * Gain(helping[counted].Unit, label, o);
        }
        return best;

        // The radius with so many of the units that help.
        double Counting(int counted)
        {
            var within = counted == 0 ? radius : Math.Min(radius, helping[counted - 1].Plateau);
            var others = helping.Skip(counted).Where(other => other.Zero < within).ToList();
            // Nothing changes: what is right at the sample is right all around it.
            if (ramps + others.Count == 0) return within;
            // Rounding of the sums themselves; a tie is not yet a lead.
            var sizes = magnitude + others.Sum(other => _units[other.Unit].Bias * Largest(other.Unit));
            var error = 64 * _unit * sizes * (1 + ramps + others.Count);
            for (var o = 0; o < leads.Length; o++)
            {
                if (o == label) continue;
                var safe = leads[o].ToDouble() * (1 - 1e-12) - error;
                within = safe > 0 ? Math.Min(within, Quotient(safe, rises[o] * (1 + 1e-12))) : 0;
            }
            return within;
        }
    }

    // What a unit adds to the lead of the right output over another, for each 1 of its own.
    private Rational Gain(int unit, int label, int other) =>
        _network.Layers[2].Weights(label)[unit] - _network.Layers[2].Weights(other)[unit];

    private double Largest(int unit) =>
        Enumerable.Range(0, _network.Outputs).Max(o => Math.Abs(_network.Layers[2].Weights(o)[unit].ToDouble()));

    // The one output that a unit raises; -1 where it raises none, or several.
    private static int RaisedBy(int unit, Layer last)
    {
        var raised = Enumerable.Range(0, last.Neurons).Where(o => last.Weights(o)[unit].Sign > 0).Take(2).ToList();
        return raised is [var only] ? only : -1;
    }

    // The exact value of a unit at a sample.
    private Rational Value(int unit, int i)
    {
        var (first, second) = (_network.Layers[0], _network.Layers[1]);
        var value = second.Bias(unit);
        foreach (var (row, _, _) in _units[unit].Facets)
        {
            var h = new ExactRow(first.Weights(row).ToArray(), first.Bias(row)).At(_dataset.Row(i));
            if (h.Sign > 0) value += second.Weights(unit)[row] * h;
        }
        return value.Sign > 0 ? value : Rational.Zero;
    }

    private double Rounding(double magnitude) => _unit == 0 ? 0 : 1.02 * (_network.Inputs + 4) * _unit * magnitude;

    private static double Quotient(double distance, double length) =>
        distance < 0 || double.IsNaN(distance) ? 0 : length == 0 ? double.PositiveInfinity
            : Math.Max(0, Math.BitDecrement(distance / length * (1 - 1e-15)));

    private static double Above(double value) => value == 0 ? 0 : Math.BitIncrement(value);
}
