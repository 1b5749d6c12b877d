using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// The radius r around each sample within which a network of units is proven: every ball of radius r around an untouched sample is
/// untouched, g = 0 all over it, to the last bit in floats; on every ball around an edited sample g is constant or, for a classification,
/// the right output of f + g stays the largest, f taken as at the sample.
/// Networks that are not made of units, as <see cref="UnitDistances"/> has them, and edits of real targets that are no plateau, have the
/// radius 0.
/// </summary>
internal sealed class UnitRadii
{
    private readonly Network _network;
    private readonly Dataset _dataset;
    private readonly UnitDistances _distances;
    private readonly int[] _raises; // the one output that each unit raises; -1 where it raises none, or several
    private readonly Lazy<ExactEvaluator> _exact;

    private UnitRadii(Network network, Dataset dataset, UnitDistances distances)
    {
        (_network, _dataset, _distances) = (network, dataset, distances);
        _exact = new(() => new(network));
        _raises = [.. Enumerable.Range(0, distances.Units).Select(u => RaisedBy(u, network.Layers[2]))];
    }

    /// <summary>The radius around each of the K samples alone, rounded down; null where the network is not made of units.</summary>
    /// <param name="untilZero">Whether one sample with the radius 0 is enough: others may then be 0, too.</param>
    public static double[]? Of(Network network, Dataset dataset, Norm norm, Arithmetic arithmetic, bool untilZero,
        CancellationToken cancellation)
    {
        if (UnitDistances.Of(network, norm, arithmetic) is not { } units) return null;
        var radii = new UnitRadii(network, dataset, units);
        var (distances, ended) = (new double[dataset.K], false);
        Parallel.For(0, dataset.K, Cores.All(cancellation), units.NewBuffers, (i, _, buffers) =>
        {
            if (Volatile.Read(ref ended)) return buffers;
            distances[i] = radii.Around(i, buffers);
            if (untilZero && distances[i] == 0) Volatile.Write(ref ended, true);
            return buffers;
        }, _ => { });
        return distances;
    }

    private double Around(int i, UnitDistances.Buffers buffers)
    {
        _distances.Look(_dataset.Row(i), buffers);
        var edited = _dataset.Residual(i) is not null;
        if (edited && _dataset.Classes is not null) return Lead(i, buffers);
        var radius = double.PositiveInfinity;
        for (var u = 0; u < _distances.Units; u++)
        {
            radius = Math.Min(radius, edited ? Math.Max(_distances.Zero(u, buffers), _distances.Plateau(u, buffers))
                : _distances.Zero(u, buffers, enough: radius));
            if (radius == 0) break;
        }
        return radius;
    }

    // How far the right output keeps its lead. A unit that lifts it and no other can only help, wherever it is not zero: of these, so many
    // are counted on that the others are not needed, those with the widest plateaus first. Every other unit is constant, or on its slope.
    private double Lead(int i, UnitDistances.Buffers buffers)
    {
        var label = _dataset.Classes!.Label(i);
        var g = _exact.Value;
        var outputs = g.Evaluate(_dataset.Row(i), g.NewWorkspace()).ToArray();
        if (!ExactClassCheck.Compare(_dataset, i, outputs).Right) return 0;
        Rational[] f = [.. _dataset.Predictions(i).ToArray().Select(Rational.Of)];
        var leads = outputs.Select((own, o) => outputs[label] + f[label] - own - f[o]).ToArray();
        var (radius, rises, ramps) = (double.PositiveInfinity, new double[outputs.Length], 0);
        var helping = new List<(int Unit, double Zero, double Plateau, Rational Value)>();
        for (var u = 0; u < _distances.Units; u++)
        {
            var (zero, plateau) = (_distances.Zero(u, buffers), _distances.Plateau(u, buffers));
            if (_raises[u] == label) helping.Add((u, zero, plateau, zero > 0 ? Rational.Zero : Value(u, i)));
            else if (Math.Max(zero, plateau) is > 0 and var constant) radius = Math.Min(radius, constant);
            else
            {
                ramps++;
                for (var o = 0; o < rises.Length; o++) rises[o] += _distances.Steepness(u) * Math.Abs(Gain(u, label, o).ToDouble());
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
            var sizes = magnitude + others.Sum(other => _distances.Bias(other.Unit) * Largest(other.Unit));
            var error = 64 * _distances.RoundingUnit * sizes * (1 + ramps + others.Count);
            for (var o = 0; o < leads.Length; o++)
            {
                if (o == label) continue;
                var safe = leads[o].ToDouble() * (1 - 1e-12) - error;
                within = safe > 0 ? Math.Min(within, UnitDistances.Quotient(safe, rises[o] * (1 + 1e-12))) : 0;
            }
            return within;
        }
    }

    // What a unit adds to the lead of the right output over another, for each 1 of its own.
    private Rational Gain(int unit, int label, int other) =>
        _network.Layers[2].Weights(label)[unit] - _network.Layers[2].Weights(other)[unit];

    private double Largest(int unit) =>
        Enumerable.Range(0, _network.Outputs).Max(o => Math.Abs(_network.Layers[2].Weights(o)[unit].ToDouble()));

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
        foreach (var row in _distances.Rows(unit))
        {
            var h = new ExactRow(first.Weights(row).ToArray(), first.Bias(row)).At(_dataset.Row(i));
            if (h.Sign > 0) value += second.Weights(unit)[row] * h;
        }
        return value.Sign > 0 ? value : Rational.Zero;
    }
}
