using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>
/// Asks which units of a network are not proven to be zero at every untouched sample, on its whole ball and in every order of summation.
/// For each group of units it also finds the samples that come into one of them, the worst first, and those that come near.
/// </summary>
internal sealed class TouchingQuestion : Question<TouchingSamples>
{
    // What counts as the value of a unit that is zero, but not certified to be so within the radius: less than any other.
    private const double Uncertified = 1e-9;

    private readonly Network _network;
    private readonly float[] _scale;
    private readonly int[] _groupOf;
    private readonly int _groups;
    private readonly double _radius;
    private readonly Norm _norm;
    private readonly Arithmetic[] _arithmetics;
    private readonly double _near;
    private readonly int _most;
    private readonly UnitScreen _screen;
    private readonly Enclosure[] _enclosures;
    private readonly (int Row, double Foot)[][] _feet;
    private readonly UnitDistances[] _distances;

    /// <param name="scale">The scale of the features, from <see cref="UnitScreen.ScaleOf"/>.</param>
    /// <param name="groupOf">The group of each unit.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="ball">The ball, which has one radius for all samples.</param>
    /// <param name="arithmetics">The arithmetics in which units must be zero.</param>
    /// <param name="near">How near a sample outside must come to be kept, as a multiple of the distance over which a unit falls to
    /// zero.</param>
    /// <param name="most">The largest number of samples that are kept for a group.</param>
    /// <exception cref="FtcException">FTC0036: weights are beyond the range of float32.</exception>
    public TouchingQuestion(Network network, float[] scale, int[] groupOf, int groups, Ball ball, Arithmetic[] arithmetics, double near,
        int most)
    {
        (_network, _scale, _groupOf, _groups, _arithmetics, _near, _most) = (network, scale, groupOf, groups, arithmetics, near, most);
        (_radius, _norm) = (ball.Radius, ball.Norm);
        _screen = UnitScreen.Of(network, scale, _norm)
            ?? throw new FtcException(Codes.NothingVerifies, "weights are beyond the range of float32");
        _enclosures = Array.ConvertAll(arithmetics, Enclosed);
        _feet = ball.IsPoint ? [] : [.. Enumerable.Range(0, groupOf.Length).Select(u => Feet(network, u))];
        _distances = ball.IsPoint ? []
            : [.. arithmetics.Select(arithmetic => UnitDistances.Of(network, ball.Norm, arithmetic)).OfType<UnitDistances>()];
    }

    public TouchingQuestion(BinaryReader reader)
        : this(reader.ReadNetwork(), Array.ConvertAll(reader.ReadDoubles(), x => (float)x), reader.ReadIntegers(), reader.ReadInt32(),
            new Ball(reader.ReadDouble(), (Norm)reader.ReadInt32()), Array.ConvertAll(reader.ReadIntegers(), x => (Arithmetic)x),
            reader.ReadDouble(), reader.ReadInt32())
    {
    }

    public override string Kind => "touching";

    public override TouchingSamples Nothing =>
        new(_groupOf, new long[_groupOf.Length], [.. Enumerable.Range(0, _groups).Select(_ => Array.Empty<TouchingSample>())]);

    public override void Write(BinaryWriter writer)
    {
        writer.Write(_network);
        writer.Write(Array.ConvertAll(_scale, x => (double)x).AsSpan());
        writer.Write(_groupOf.AsSpan());
        writer.Write(_groups);
        writer.Write(_radius);
        writer.Write((int)_norm);
        writer.Write(Array.ConvertAll(_arithmetics, x => (int)x).AsSpan());
        writer.Write(_near);
        writer.Write(_most);
    }

    public override TouchingSamples Merge(TouchingSamples a, TouchingSamples b) =>
        new(_groupOf, [.. a.Counts.Zip(b.Counts, (x, y) => x + y)], [.. a.Groups.Zip(b.Groups, (x, y) => Worst([.. x, .. y]))]);

    public override void Write(TouchingSamples answer, BinaryWriter writer)
    {
        writer.WriteMany(answer.Counts, writer.Write);
        writer.WriteMany(answer.Groups, group => writer.WriteMany(group, found =>
        {
            writer.Write(found.Depth);
            writer.Write(found.Sample);
        }));
    }

    public override TouchingSamples ReadAnswer(BinaryReader reader) =>
        new(_groupOf, reader.ReadMany(r => r.ReadInt64()),
            reader.ReadMany(r => r.ReadMany(one => new TouchingSample(one.ReadDouble(), one.ReadSample()))));

    protected override IBlockWorker NewWorker(Action<TouchingSamples> tell, CancellationToken cancellation) => new Worker(this, tell);

    private Enclosure Enclosed(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => Enclosure.OfExact(_network),
        Arithmetic.Float64 => Enclosure.OfRounded(new RoundedNetwork<double>(_network)),
        _ => Enclosure.OfRounded(new RoundedNetwork<float>(_network)),
    };

    // For each row that a unit reads, the value from which the row alone makes the unit zero. A radius is certified by one row.
    private static (int Row, double Foot)[] Feet(Network network, int u)
    {
        var second = network.Layers[1];
        return [.. Enumerable.Range(0, second.Inputs).Where(r => second.Weights(u)[r].Sign < 0)
            .Select(r => (r, Math.BitIncrement((-second.Bias(u) / second.Weights(u)[r]).ToDouble())))];
    }

    // The worst of the samples found, at most as many as are kept. No two are equal, and a sample that is among the worst of all is among
    // the worst of its part, so parts can be merged.
    private TouchingSample[] Worst(List<TouchingSample> found)
    {
        found.Sort(ByDepth);
        return [.. found.Take(_most)];
    }

    private static int ByDepth(TouchingSample a, TouchingSample b) =>
        b.Depth.CompareTo(a.Depth) is var order && order != 0 ? order : a.Sample.Place.CompareTo(b.Sample.Place);

    private sealed class Worker(TouchingQuestion asked, Action<TouchingSamples> tell) : IBlockWorker
    {
        private readonly UnitScreen.Buffers _buffers = asked._screen.NewBuffers();
        private readonly Enclosure.Scratch[] _scratch = [.. asked._enclosures.Select(enclosure => enclosure.NewScratch())];
        private readonly long[] _counts = new long[asked._groupOf.Length];
        private readonly UnitDistances.Buffers[] _bounds = [.. asked._distances.Select(distances => distances.NewBuffers())];
        private readonly double[] _values = new double[asked._groupOf.Length];
        private readonly double[] _depths = new double[asked._groups];
        private readonly List<TouchingSample>[] _found = [.. Enumerable.Range(0, asked._groups).Select(_ => new List<TouchingSample>())];

        public void Take(SampleBlock block)
        {
            for (var i = 0; i < block.Count; i++)
            {
                if (block.Edited[i]) continue;
                var open = asked._screen.Look(block.SingleRow(i), _buffers) is var distance && !(distance >= asked._radius);
                if (open)
                {
                    Evaluate(block.Row(i));
                    Certify(block.Row(i));
                }
                if (Depths(open)) Keep(PickedSample.Of(block, i));
            }
        }

        // Computes the largest value that each unit may have.
        private void Evaluate(double[] features)
        {
            _values.AsSpan().Clear();
            for (var a = 0; a < _scratch.Length; a++)
            {
                asked._enclosures[a].Evaluate(features, _scratch[a], asked._radius, asked._norm);
                var (middles, radii) = (_scratch[a].Middles[1], _scratch[a].Radii[1]);
                for (var u = 0; u < middles.Length; u++)
                {
                    if (asked._feet.Length > 0) _values[u] = Math.Max(_values[u], Missing(asked._feet[u], _scratch[a]));
                    if (middles[u] != 0 || radii[u] != 0)
                        _values[u] = Math.Max(_values[u],
                            double.IsNaN(middles[u] + radii[u]) ? double.PositiveInfinity : middles[u] + radii[u]);
                }
            }
        }

        // A radius is certified by bounds that are wider than those of what is evaluated: where these lack something, nothing else may.
        private void Certify(double[] features)
        {
            for (var a = 0; a < _bounds.Length; a++)
            {
                var distances = asked._distances[a];
                distances.Look(features, _bounds[a]);
                for (var u = 0; u < _values.Length; u++)
                {
                    if (_values[u] == 0 && distances.Zero(u, _bounds[a], enough: asked._radius) < asked._radius) _values[u] = Uncertified;
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
                var depth = (asked._radius - _buffers.Distances[u]) / _buffers.Ramps[u];
                if (open && _values[u] > 0)
                {
                    _counts[u]++;
                    depth = _values[u];
                }
                else if (!(depth > -asked._near))
                {
                    continue;
                }
                else
                {
                    depth = Math.Min(depth, 0);
                }
                _depths[asked._groupOf[u]] = Math.Max(_depths[asked._groupOf[u]], depth);
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
                if (_found[g].Count < 2 * asked._most) continue;
                _found[g].Sort(ByDepth);
                _found[g].RemoveRange(asked._most, _found[g].Count - asked._most);
            }
        }

        public void End() => tell(new(asked._groupOf, _counts, Array.ConvertAll(_found, asked.Worst)));
    }
}
