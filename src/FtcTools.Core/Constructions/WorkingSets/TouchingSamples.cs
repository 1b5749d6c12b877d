using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>
/// One pass that proves which units of a network are zero at every untouched sample, all over its ball and in every order of summation, and
/// keeps for each group of units the samples that come into one of them, the worst first, and those that come near. The same whatever the
/// number of threads and wherever blocks begin.
/// </summary>
/// <param name="groupOf">Of each unit.</param>
/// <param name="groups">How many groups there are.</param>
/// <param name="arithmetics">In which units must be zero.</param>
/// <param name="near">How near samples are kept that do not come in, in parts of the distance over which a unit falls to zero.</param>
/// <param name="most">Samples that are kept for a group.</param>
internal sealed class TouchingSamples(SampleSource source, Network network, int[] groupOf, int groups, Ball ball, IReadOnlyList<Arithmetic> arithmetics, double near, int most)
{
    private readonly int[] _touching = new int[groupOf.Length];
    private readonly List<Found>[] _found = [.. Enumerable.Range(0, groups).Select(_ => new List<Found>())];
    private readonly (int Row, double Foot)[][] _feet = ball.IsPoint ? [] : [.. Enumerable.Range(0, groupOf.Length).Select(u => Feet(network, u))];
    private UnitScreen _screen = null!;
    private Enclosure[] _enclosures = [];

    // Above 0: how large a unit of the group may be there. Below: how near it comes to one.
    private readonly record struct Found(double Depth, PickedSample Sample);

    /// <summary>Units (from 0) that are not zero at some untouched sample.</summary>
    public IReadOnlySet<int> Touching => Enumerable.Range(0, _touching.Length).Where(u => _touching[u] > 0).ToHashSet();

    /// <summary>How often samples come into units of a group.</summary>
    public int CountIn(int group) => Enumerable.Range(0, _touching.Length).Where(u => groupOf[u] == group).Sum(u => _touching[u]);

    /// <summary>The samples that are kept for a group.</summary>
    public IEnumerable<PickedSample> Of(int group) => _found[group].Take(most).Select(found => found.Sample);

    public void Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        _screen = UnitScreen.Of(network, source.Edits, ball.Norm) ?? throw new Diagnostics.FtcException(Diagnostics.Codes.NothingVerifies, "weights are beyond the range of float32");
        _enclosures = [.. arithmetics.Select(Enclosed)];
        source.Pass(() => new Worker(this), progress, cancellation);
        foreach (var found in _found) found.Sort(ByDepth);
    }

    private Enclosure Enclosed(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => Enclosure.OfExact(network),
        Arithmetic.Float64 => Enclosure.OfRounded(new RoundedNetwork<double>(network)),
        _ => Enclosure.OfRounded(new RoundedNetwork<float>(network)),
    };

    // Where each row that a unit reads takes it to zero alone: a radius is certified by one of them.
    private static (int Row, double Foot)[] Feet(Network network, int u)
    {
        var second = network.Layers[1];
        return [.. Enumerable.Range(0, second.Inputs).Where(r => second.Weights(u)[r].Sign < 0).Select(r => (r, Math.BitIncrement((-second.Bias(u) / second.Weights(u)[r]).ToDouble())))];
    }

    private static int ByDepth(Found a, Found b) => b.Depth.CompareTo(a.Depth) is var order && order != 0 ? order : a.Sample.Place.CompareTo(b.Sample.Place);

    private double Radius => ball.Radius;

    private int[] GroupOf => groupOf;

    private sealed class Worker(TouchingSamples owner) : IBlockWorker
    {
        private readonly UnitScreen.Room _room = owner._screen.NewRoom();
        private readonly Enclosure.Scratch[] _scratch = [.. owner._enclosures.Select(enclosure => enclosure.NewScratch())];
        private readonly int[] _touching = new int[owner._touching.Length];
        private readonly double[] _values = new double[owner._touching.Length];
        private readonly double[] _depths = new double[owner._found.Length];
        private readonly List<Found>[] _found = [.. owner._found.Select(_ => new List<Found>())];

        public void Take(SampleBlock block)
        {
            for (var i = 0; i < block.Count; i++)
            {
                if (block.Edited[i]) continue;
                var open = owner._screen.Look(block.SingleRow(i), _room) is var distance && !(distance >= owner.Radius);
                if (open) Evaluate(block.Row(i));
                if (Depths(open)) Keep(PickedSample.Of(block, i));
            }
        }

        // What each unit may be, at most.
        private void Evaluate(double[] features)
        {
            _values.AsSpan().Clear();
            for (var a = 0; a < _scratch.Length; a++)
            {
                owner._enclosures[a].Evaluate(features, _scratch[a], owner.Radius, owner.Norm);
                var (middles, radii) = (_scratch[a].Middles[1], _scratch[a].Radii[1]);
                for (var u = 0; u < middles.Length; u++)
                {
                    if (owner._feet.Length > 0) _values[u] = Math.Max(_values[u], Missing(owner._feet[u], _scratch[a]));
                    if (middles[u] != 0 || radii[u] != 0) _values[u] = Math.Max(_values[u], double.IsNaN(middles[u] + radii[u]) ? double.PositiveInfinity : middles[u] + radii[u]);
                }
            }
        }

        // What the farthest row lacks of its foot, all over the ball.
        private static double Missing((int Row, double Foot)[] feet, Enclosure.Scratch room)
        {
            var least = 1.0;
            foreach (var (row, foot) in feet) least = Math.Min(least, 1 - (room.Middles[0][row] - room.Radii[0][row]) / foot);
            return double.IsNaN(least) ? 1 : Math.Max(0, least);
        }

        private bool Depths(bool open)
        {
            _depths.AsSpan().Fill(double.NegativeInfinity);
            var any = false;
            for (var u = 0; u < _values.Length; u++)
            {
                var depth = (owner.Radius - _room.Distances[u]) / _room.Ramps[u];
                if (open && _values[u] > 0)
                {
                    _touching[u]++;
                    depth = _values[u];
                }
                else if (!(depth > -owner.Near))
                {
                    continue;
                }
                else
                {
                    depth = Math.Min(depth, 0);
                }
                _depths[owner.GroupOf[u]] = Math.Max(_depths[owner.GroupOf[u]], depth);
                any = true;
            }
            return any;
        }

        private void Keep(PickedSample sample)
        {
            for (var g = 0; g < _depths.Length; g++)
            {
                if (double.IsNegativeInfinity(_depths[g])) continue;
                _found[g].Add(new(_depths[g], sample));
                if (_found[g].Count < 2 * owner.Most) continue;
                _found[g].Sort(ByDepth);
                _found[g].RemoveRange(owner.Most, _found[g].Count - owner.Most);
            }
        }

        public void End()
        {
            for (var u = 0; u < _touching.Length; u++) owner._touching[u] += _touching[u];
            for (var g = 0; g < _found.Length; g++) owner._found[g].AddRange(_found[g]);
        }
    }

    private Norm Norm => ball.Norm;

    private double Near => near;

    private int Most => most;
}
