using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// T along a projection: the edited samples by ascending c, one for each c. What a summary of the other samples is made against; the same
/// for every shard.
/// </summary>
public sealed class ProjectedEdits
{
    // Finer than the edits lie, so that a bucket seldom holds two.
    private const int BucketsPerEdit = 4;

    private readonly double[] _features;
    private readonly double[] _keys;
    private readonly double _error;
    private readonly int[] _starts;
    private readonly double _scale;

    /// <param name="projection">The projection of the samples.</param>
    /// <param name="outputs">The number of outputs, p.</param>
    /// <param name="samples">Every edited sample with its p residuals, in any order.</param>
    public ProjectedEdits(Projection projection, int outputs, IEnumerable<(double[] Features, IReadOnlyList<Rational> Residual)> samples)
    {
        Projection = projection;
        Outputs = outputs;
        var all = samples.ToArray();
        Array.Sort(all, (a, b) => projection.Compare(projection.At(a.Features), projection.At(b.Features)));
        var distinct = new List<(double[] Features, IReadOnlyList<Rational> Residual)>(all.Length);
        foreach (var sample in all)
        {
            if (distinct.Count == 0 || projection.Compare(projection.At(distinct[^1].Features), projection.At(sample.Features)) != 0)
                distinct.Add(sample);
            else
                Separate &= ReferenceEquals(distinct[^1].Residual, sample.Residual) || distinct[^1].Residual.SequenceEqual(sample.Residual);
        }
        C = [.. distinct.Select(sample => projection.Exact(sample.Features))];
        Z = [.. distinct.Select(sample => sample.Residual)];
        _features = [.. distinct.SelectMany(sample => sample.Features)];
        _keys = new double[distinct.Count];
        for (var j = 0; j < _keys.Length; j++)
        {
            var position = projection.At(distinct[j].Features);
            _error = Math.Max(_error, position.Error);
            // Their order is exact; where their floats contradict it, the larger one is within the error of both.
            _keys[j] = j > 0 ? Math.Max(position.Value, _keys[j - 1]) : position.Value;
        }
        var buckets = Math.Max(1, BucketsPerEdit * _keys.Length);
        _scale = _keys.Length > 1 ? buckets / (_keys[^1] - _keys[0]) : 0;
        _starts = new int[buckets + 1];
        foreach (var key in _keys) _starts[Bucket(key) + 1]++;
        for (var b = 0; b < buckets; b++) _starts[b + 1] += _starts[b];
    }

    public Projection Projection { get; }

    /// <summary>The number of outputs, p.</summary>
    public int Outputs { get; }

    /// <summary>Number of distinct positions.</summary>
    public int Count => C.Length;

    /// <summary>Whether no two edited samples of different residuals share a c.</summary>
    public bool Separate { get; } = true;

    /// <summary>Positions, strictly ascending, exact.</summary>
    internal Rational[] C { get; }

    /// <summary>The residuals at each.</summary>
    internal IReadOnlyList<Rational>[] Z { get; }

    /// <summary>T of a dataset.</summary>
    internal static ProjectedEdits Of(Dataset data, Projection projection) =>
        new(projection, data.Outputs, data.Edited.Select(i => (data.Row(i).ToArray(), data.Residual(i)!)));

    internal bool Same(ProjectedEdits other) => ReferenceEquals(this, other)
        || (Projection.Direction.SequenceEqual(other.Projection.Direction) && C.SequenceEqual(other.C)
            && Z.Zip(other.Z).All(pair => pair.First.SequenceEqual(pair.Second)));

    /// <summary>The number of edits below a sample; ~j where edit j is at its place.</summary>
    internal int Locate(in Projection.Position sample)
    {
        if (_keys.Length == 0) return 0;
        var bucket = Bucket(sample.Value);
        var (low, high) = (_starts[bucket], _starts[bucket + 1]);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_keys[middle] < sample.Value) low = middle + 1;
            else high = middle;
        }
        var slack = 1.01 * (sample.Error + _error);
        return (low == 0 || sample.Value - _keys[low - 1] > slack) && (low == _keys.Length || _keys[low] - sample.Value > slack) ? low
            : Search(sample);
    }

    private int Search(in Projection.Position sample)
    {
        var (low, high) = (0, _keys.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            switch (Projection.Compare(Projection.At(_features.AsSpan(middle * Projection.Direction.Length, Projection.Direction.Length)),
                sample))
            {
                case 0: return ~middle;
                case < 0: low = middle + 1; break;
                default: high = middle; break;
            }
        }
        return low;
    }

    // Never falls as the value rises, so keys of lower buckets lie below it.
    private int Bucket(double value) => Math.Clamp((int)((value - _keys[0]) * _scale), 0, _starts.Length - 2);
}
