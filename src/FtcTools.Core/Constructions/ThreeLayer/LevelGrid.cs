using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Points of a line cut into groups of equal size, seen by level: what <see cref="AllPoints"/>, <see cref="Bumps"/> and
/// <see cref="GroupedBlocks"/> share. Targets are residuals in units of max |z|, so they lie in [-1, 1].
/// </summary>
internal sealed class LevelGrid
{
    private readonly Zigzag _zigzag;
    private readonly Rational[] _others;
    private readonly Dictionary<Rational, int> _points = [];
    private readonly Line _line;

    /// <param name="line">The points that get a target.</param>
    /// <param name="samples">All samples, which every row must keep away from its level.</param>
    /// <param name="levels">Points in a group.</param>
    public LevelGrid(Line line, Line samples, int levels)
    {
        _line = line;
        var groups = Zigzag.Divide(line.C, levels);
        _zigzag = new Zigzag(line.Direction, groups);
        _others = [.. samples.C, .. groups[^1].Where(c => c > samples.C[^1])];
        for (var i = 0; i < line.Count; i++) _points.Add(line.C[i], i);
        Unit = Enumerable.Range(0, line.Count)
            .SelectMany(i => Enumerable.Range(0, line.Outputs).Select(o => Rational.Abs(line.Z(i, o))))
            .Aggregate(Rational.Zero, Rational.Max);
        if (Unit.IsZero) Unit = 1;
    }

    public int Groups => _zigzag.Groups;

    /// <summary>max |z|, or 1 where all z are 0.</summary>
    public Rational Unit { get; }

    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> FirstLayer => _zigzag.Units();

    /// <summary>z / Unit of output o at the level-k point of every group; 0 at padding.</summary>
    public Rational[] Targets(int k, int o)
    {
        var targets = new Rational[Groups];
        for (var j = 0; j < targets.Length; j++)
        {
            if (_points.TryGetValue(_zigzag.Point(j, k), out var i)) targets[j] = _line.Z(i, o) / Unit;
        }
        return targets;
    }

    /// <summary>See <see cref="Zigzag.Level"/>.</summary>
    public (Rational[] Row, Rational Bias) Row(int k, Rational[] targets, Rational margin) => _zigzag.Level(k, targets, margin, _others);
}
