using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// All hyperplanes through a group of one sample fewer than fix one: they turn about it, and meet every other sample once. In the order in
/// which they do, samples that have none to leave out between them may share a slab with the group.
/// </summary>
internal static class Pencil
{
    /// <summary>The longest stretch of open samples, in the order in which the hyperplanes meet them.</summary>
    /// <param name="rows">The group; it leaves a second direction.</param>
    /// <param name="roles">One a sample.</param>
    /// <param name="open">Those that are open.</param>
    public static int[] LongestRun(SlabSamples samples, SlabRows rows, Role[] roles, IEnumerable<int> open, Random random,
        CancellationToken cancellation)
    {
        if (rows.Across(random) is not { } across) return [];
        var (through, aside) = (new Line(samples, rows.Direction()), new Line(samples, across));
        var held = rows.Held.ToHashSet();
        // The sample at which through = 1 and aside = 0 are one hyperplane each; s through + aside = s meets a sample at one s.
        var met = open.Where(i => !held.Contains(i)).Select(i => (At: Met(i), Sample: i)).Where(entry => !double.IsNaN(entry.At)).Order()
            .ToArray();
        if (met.Length == 0) return [];
        double[] places = [.. met.Select(entry => entry.At)];
        var parted = new bool[places.Length + 1]; // before each place
        samples.InParts((from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                if (roles[i] != Role.Other || Met(i) is not (var at and not double.NaN)) continue;
                var place = Array.BinarySearch(places, at);
                parted[place < 0 ? ~place : place] = true;
            }
        }, cancellation);
        var (best, start) = (0..0, 0);
        for (var place = 1; place <= places.Length; place++)
        {
            if (place < places.Length && !parted[place]) continue;
            if (place - start > best.End.Value - best.Start.Value) best = start..place;
            start = place;
        }
        return [.. met[best].Select(entry => entry.Sample)];

        double Met(int i) => aside.At(i) / (1 - through.At(i));
    }

    // w . (x - centre) for w in scaled features, quickly.
    private sealed class Line
    {
        private readonly SlabSamples _samples;
        private readonly double[] _weights;
        private readonly float[] _single;
        private readonly double _centre;

        public Line(SlabSamples samples, double[] scaled)
        {
            _samples = samples;
            _weights = [.. scaled.Zip(samples.Scale, (w, scale) => w * scale)];
            _single = Array.ConvertAll(_weights, w => (float)w);
            _centre = Sums.Dot(samples.Centre, _weights);
        }

        public double At(int i) => _samples.Product(i, _weights, _single) - _centre;
    }
}
