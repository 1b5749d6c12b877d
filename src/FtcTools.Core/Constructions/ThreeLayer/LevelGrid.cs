using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// Points of a line cut into groups of equal size, seen by level: what the constructions with equal groups share. Targets are residuals in
/// units of max |z|, so they lie in [-1, 1].
/// </summary>
internal sealed class LevelGrid
{
    private readonly Folding _folding;
    private readonly Rational[] _others;
    private readonly Dictionary<Rational, int> _points = [];
    private readonly Line _line;
    private readonly int _levels;

    /// <param name="line">The points that get a target.</param>
    /// <param name="samples">All samples, which every row must keep away from its level.</param>
    /// <param name="levels">Points in a group.</param>
    /// <param name="fold">The first layer for the groups.</param>
    public LevelGrid(Line line, Line samples, int levels, Func<IReadOnlyList<Rational[]>, Folding> fold)
    {
        _line = line;
        _levels = levels;
        var groups = Divide(line.C, samples.C[^1], levels);
        _folding = fold(groups);
        _others = [.. samples.C, .. groups[^1].Where(c => c > samples.C[^1])];
        for (var i = 0; i < line.Count; i++) _points.Add(line.C[i], i);
    }

    /// <summary>Groups of equal size; points behind the last sample, with target 0, fill the last one.</summary>
    public static List<Rational[]> Divide(Rational[] points, Rational behind, int levels)
    {
        var groups = points.Chunk(levels).ToList();
        groups[^1] = [.. groups[^1], .. Enumerable.Range(1, levels - groups[^1].Length).Select(i => behind + i)];
        return groups;
    }

    public int Groups => _folding.Groups;

    /// <summary>max |z|, or 1 where all z are 0.</summary>
    public Rational Unit => _line.Unit;

    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> FirstLayer => _folding.Units();

    /// <summary>z / Unit of output o at the level-k point of every group; 0 at padding.</summary>
    public Rational[] Targets(int k, int o)
    {
        var targets = new Rational[Groups];
        for (var j = 0; j < targets.Length; j++)
        {
            if (_points.TryGetValue(_folding.Point(j, k), out var i)) targets[j] = _line.Z(i, o) / Unit;
        }
        return targets;
    }

    /// <summary>See <see cref="Folding.Level(int, Rational[], Rational, Rational[])"/>.</summary>
    public (Rational[] Row, Rational Bias) Row(int k, Rational[] targets, Rational margin) => _folding.Level(k, targets, margin, _others);

    /// <summary>
    /// The points of <paramref name="line"/> get z through one window (the identity on [-1, 1], 0 outside [-2, 2]; 4 ReLUs) a level and
    /// output; every other sample is pushed outside.
    /// </summary>
    public static Network Windows(Line line, Line samples, int levels, Func<IReadOnlyList<Rational[]>, Folding> fold,
        CancellationToken cancellation)
    {
        var grid = new LevelGrid(line, samples, levels, fold);
        var outputs = Enumerable.Range(0, line.Outputs).Select(o => (grid.Heights(o), Rational.Zero));
        return new NetworkBuilder(line.Direction.Length).Units(grid.FirstLayer).Units(grid.Windows(cancellation)).Outputs(outputs);
    }

    /// <summary>The windows as units of the second layer: output by output, level by level.</summary>
    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> Windows(CancellationToken cancellation)
    {
        for (var u = 0; u < _levels * _line.Outputs; u++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (row, bias) = Row(u % _levels, Targets(u % _levels, u / _levels), 2);
            yield return (row, bias, Shape.Window);
        }
    }

    /// <summary>What output o takes of the windows.</summary>
    public Rational[] Heights(int o) =>
        [.. Enumerable.Range(0, _levels * _line.Outputs).Select(u => u / _levels == o ? Unit : Rational.Zero)];

    /// <summary>
    /// All points of <paramref name="line"/>, which are all samples, get z through one hard-tanh of alternating sign a level and output: at
    /// a point of level k those below are saturated at 1 and those above at -1.
    /// </summary>
    /// <param name="hardTanhs">Hard-tanh neurons, where the folding has them too; otherwise two ReLUs for each.</param>
    public static Network Staircase(Line line, int levels, Func<IReadOnlyList<Rational[]>, Folding> fold, CancellationToken cancellation,
        bool hardTanhs = false)
    {
        var grid = new LevelGrid(line, line, levels, fold);
        return new NetworkBuilder(line.Direction.Length) { HardTanhs = hardTanhs }
            .Units(grid.FirstLayer)
            .Units(grid.Stairs(cancellation))
            .Outputs(Enumerable.Range(0, line.Outputs).Select(o => (grid.Signs(o), grid.Saturated)));
    }

    /// <summary>The hard-tanhs of the staircase as units of the second layer: output by output, level by level.</summary>
    public IEnumerable<(Rational[] Row, Rational Bias, Shape Shape)> Stairs(CancellationToken cancellation)
    {
        for (var u = 0; u < _levels * _line.Outputs; u++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (k, o) = (u % _levels, u / _levels);
            var (row, bias) = Row(k, Array.ConvertAll(Targets(k, o), z => Sign(k) * z), 1);
            yield return (row, bias, Shape.HardTanh);
        }
    }

    /// <summary>What output o takes of the staircase.</summary>
    public Rational[] Signs(int o) =>
        [.. Enumerable.Range(0, _levels * _line.Outputs).Select(u => u / _levels == o ? Sign(u % _levels) * Unit : 0)];

    /// <summary>What must be added: the saturated ones add up to 1 for an even number of levels, to 0 for an odd one.</summary>
    public Rational Saturated => _levels % 2 == 0 ? -Unit : 0;

    private static Rational Sign(int k) => k % 2 == 0 ? 1 : -1;
}
