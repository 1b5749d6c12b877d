using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>Samples on a line: strictly ascending positions c, and for each one sample that stands for all at that position.</summary>
public sealed class Line
{
    private readonly Dataset _dataset;

    private Line(Projection projection, int[] samples)
        : this(projection.Dataset, projection.Direction, samples, Array.ConvertAll(samples, projection.Exact))
    {
    }

    private Line(Dataset dataset, double[] direction, int[] samples, Rational[] positions)
    {
        _dataset = dataset;
        Direction = direction;
        Samples = samples;
        C = positions;
    }

    public double[] Direction { get; }

    /// <summary>Sample numbers, from 0.</summary>
    internal int[] Samples { get; }

    /// <summary>Positions, strictly ascending, exact.</summary>
    public Rational[] C { get; }

    public int Count => C.Length;

    /// <summary>Points in front of which, down to the point before, untouched samples lie that the line leaves out: a function must vanish there.</summary>
    internal IReadOnlyList<int> Flat { get; private init; } = [];

    public int Outputs => _dataset.Outputs;

    /// <summary>max |z|, or 1 where all z are 0.</summary>
    public Rational Unit => _dataset.MaxResidual.IsZero ? 1 : _dataset.MaxResidual;

    /// <summary>z of output <paramref name="output"/> at point <paramref name="at"/>.</summary>
    public Rational Z(int at, int output) => _dataset.Residual(Samples[at], output);

    public bool IsEdited(int at) => _dataset.Residual(Samples[at]) is not null;

    public int EditedCount => Enumerable.Range(0, Count).Count(IsEdited);

    /// <summary>The edited points of this line.</summary>
    public Line Edited()
    {
        var edited = Enumerable.Range(0, Count).Where(IsEdited).ToArray();
        return new(_dataset, Direction, Array.ConvertAll(edited, i => Samples[i]), Array.ConvertAll(edited, i => C[i]));
    }

    /// <summary>All distinct positions of the K samples.</summary>
    public static Line Whole(Projection projection)
    {
        var keys = (double[])projection.Approximations.Clone();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(keys, order);
        // The floats give the order up to runs of neighbours closer than their error; those are sorted exactly.
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && keys[end] - keys[end - 1] <= 2.01 * projection.Error) end++;
            if (end - start > 1) Array.Sort(order, start, end - start, Comparer<int>.Create(Tie));
            start = end;
        }
        var distinct = new List<int>(order.Length);
        foreach (var i in order)
        {
            if (distinct.Count > 0 && projection.Compare(distinct[^1], i) == 0)
            {
                if (!Same(distinct[^1], i))
                    throw new FtcException(Codes.NoDirection, $"the direction sends samples {distinct[^1] + 1} and {i + 1}, of different residuals, to one point.");
                continue;
            }
            distinct.Add(i);
        }
        return new Line(projection, [.. distinct]);

        int Tie(int i, int j) => projection.Compare(i, j) is var c and not 0 ? c : i.CompareTo(j);

        bool Same(int i, int j) => (projection.Dataset.Residual(i), projection.Dataset.Residual(j)) switch
        {
            (null, null) => true,
            ({ } a, { } b) => a.SequenceEqual(b),
            _ => false,
        };
    }

    /// <summary>J of Theorem 4.4: the edited samples and the two end points of every block of untouched ones between them.</summary>
    public static Line Support(Projection projection)
    {
        var neighbours = Neighbours.Find(projection)
            ?? throw new FtcException(Codes.NoDirection, "the direction sends samples of different residuals to one point.");
        var samples = new List<int>();
        var inside = new List<int>();
        for (var gap = 0; gap <= neighbours.Edited.Length; gap++)
        {
            var (first, last) = (neighbours.First[gap], neighbours.Last[gap]);
            if (first >= 0) samples.Add(first);
            if (neighbours.More[gap]) inside.Add(samples.Count);
            if (first >= 0 && projection.Compare(first, last) != 0) samples.Add(last);
            if (gap < neighbours.Edited.Length) samples.Add(neighbours.Edited[gap]);
        }
        return new Line(projection, [.. samples]) { Flat = inside };
    }
}
