using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>Samples on a line: strictly ascending positions c, and the residuals there.</summary>
public sealed class Line
{
    private readonly IReadOnlyList<Rational>?[] _z; // null where no sample is edited

    private Line(double[] direction, int outputs, Rational unit, Rational[] positions, IReadOnlyList<Rational>?[] residuals)
    {
        Direction = direction;
        Outputs = outputs;
        Unit = unit;
        C = positions;
        _z = residuals;
    }

    public double[] Direction { get; }

    /// <summary>Positions, strictly ascending, exact.</summary>
    public Rational[] C { get; }

    public int Count => C.Length;

    /// <summary>
    /// Points in front of which, down to the point before, untouched samples lie that the line leaves out: a function must vanish there.
    /// </summary>
    internal IReadOnlyList<int> Flat { get; private init; } = [];

    public int Outputs { get; }

    /// <summary>max |z|, or 1 where all z are 0.</summary>
    public Rational Unit { get; }

    /// <summary>z of output <paramref name="output"/> at point <paramref name="at"/>.</summary>
    public Rational Z(int at, int output) => _z[at]?[output] ?? Rational.Zero;

    /// <summary>z of all outputs at point <paramref name="at"/>; null where it is not edited.</summary>
    internal IReadOnlyList<Rational>? Z(int at) => _z[at];

    public bool IsEdited(int at) => _z[at] is not null;

    public int EditedCount => _z.Count(z => z is not null);

    /// <summary>The edited points of this line.</summary>
    public Line Edited() => Only([.. Enumerable.Range(0, Count).Where(IsEdited)]);

    /// <summary>Some points of this line in a row.</summary>
    internal Line Part(int start, int end) => Only([.. Enumerable.Range(start, end - start)]);

    /// <summary>The points of this line and others behind the last one, so far apart, where nothing is edited.</summary>
    internal Line Padded(int count, Rational pitch) =>
        new(Direction, Outputs, Unit, [.. C, .. Enumerable.Range(1, count).Select(i => C[^1] + i * pitch)],
            [.. _z, .. new IReadOnlyList<Rational>?[count]]);

    /// <summary>
    /// The same points with one other number at each of those that are edited, up to <paramref name="largest"/> in absolute value.
    /// </summary>
    internal Line With(Func<int, Rational> number, Rational largest) =>
        new(Direction, 1, UnitOf(largest), C, [.. _z.Select((z, i) => z is null ? null : (IReadOnlyList<Rational>)[number(i)])]);

    private Line Only(int[] points) =>
        new(Direction, Outputs, Unit, Array.ConvertAll(points, i => C[i]), Array.ConvertAll(points, i => _z[i]));

    /// <summary>All distinct positions of the K samples.</summary>
    /// <exception cref="FtcException">FTC0032: samples of different residuals share one.</exception>
    public static Line Whole(Dataset data, Projection projection)
    {
        var keys = new double[data.K];
        var order = new int[data.K];
        var error = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            var position = projection.At(data.Row(i));
            (order[i], keys[i]) = (i, position.Value);
            error = Math.Max(error, position.Error);
        }
        Array.Sort(keys, order);
        // The floats give the order up to runs of neighbours closer than their error; those are sorted exactly.
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && !(keys[end] - keys[end - 1] > 2.02 * error)) end++;
            if (end - start > 1)
                Array.Sort(order, start, end - start,
                    Comparer<int>.Create((i, j) => Compare(i, j) is var c and not 0 ? c : i.CompareTo(j)));
            start = end;
        }
        var distinct = new List<int>(order.Length);
        foreach (var i in order)
        {
            if (distinct.Count == 0 || Compare(distinct[^1], i) != 0)
                distinct.Add(i);
            else if (!Same(data.Residual(distinct[^1]), data.Residual(i)))
                throw new FtcException(Codes.NoDirection,
                    $"the direction sends samples {distinct[^1] + 1} and {i + 1}, of different residuals, to one point.");
        }
        return new Line(projection.Direction, data.Outputs, UnitOf(data.MaxResidual),
            [.. distinct.Select(i => projection.Exact(data.Row(i)))], [.. distinct.Select(i => data.Residual(i))]);

        int Compare(int i, int j) => projection.Compare(projection.At(data.Row(i)), projection.At(data.Row(j)));

        static bool Same(IReadOnlyList<Rational>? a, IReadOnlyList<Rational>? b) =>
            a is null ? b is null : b is not null && a.SequenceEqual(b);
    }

    /// <summary>J of Theorem 4.4: the edited samples and the two end points of every block of untouched ones between them.</summary>
    /// <exception cref="FtcException">FTC0032: samples of different residuals share a position.</exception>
    public static Line Support(Neighbours neighbours)
    {
        if (!neighbours.Separates)
            throw new FtcException(Codes.NoDirection, "the direction sends samples of different residuals to one point.");
        var edits = neighbours.Edits;
        var positions = new List<Rational>();
        var residuals = new List<IReadOnlyList<Rational>?>();
        var inside = new List<int>();
        for (var gap = 0; gap <= edits.Count; gap++)
        {
            if (neighbours.Untouched(gap) is var (first, last))
            {
                Add(first, null);
                if (neighbours.More(gap)) inside.Add(positions.Count);
                if (last != first) Add(last, null);
            }
            if (gap < edits.Count) Add(edits.C[gap], edits.Z[gap]);
        }
        var largest = edits.Z.SelectMany(z => z).Select(Rational.Abs).Aggregate(Rational.Zero, Rational.Max);
        return new Line(edits.Projection.Direction, edits.Outputs, UnitOf(largest), [.. positions], [.. residuals]) { Flat = inside };

        void Add(Rational position, IReadOnlyList<Rational>? residual)
        {
            positions.Add(position);
            residuals.Add(residual);
        }
    }

    private static Rational UnitOf(Rational largest) => largest.IsZero ? 1 : largest;
}
