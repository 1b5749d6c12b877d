using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>Chooses edits that go well together, of candidates that are mapped by <see cref="SlabMetric"/>.</summary>
internal static class SlabGroup
{
    // How near to 1 a spanned sample must be for it to lie on the hyperplanes through a group; and how near, as a share, two ways to
    // compute the same squared length are at least.
    private const double OnFlat = 1.0 / (1 << 10), Agreeing = 1.0 / (1 << 10);

    /// <summary>
    /// Starts with a first edit and adds, again and again, the one for which the hyperplane of least cost through all of them gets the
    /// least more costly. The cost says how far out in the tail of the other samples the hyperplane is, so few of these lie in the way.
    /// </summary>
    /// <param name="rows">The candidates; the arrays are overwritten.</param>
    /// <returns>Up to <paramref name="size"/> candidates, in the order in which they were added.</returns>
    public static List<int> Around(int first, double[][] rows, int size)
    {
        var chosen = new List<int> { first };
        var (values, squares, whole) =
            (new double[rows.Length], Array.ConvertAll(rows, row => Sums.OfSquares(row)),
                Array.ConvertAll(rows, row => Sums.OfSquares(row)));
        var taken = new bool[rows.Length];
        for (var next = first; ;)
        {
            taken[next] = true;
            if (chosen.Count == size) return chosen;
            var (axis, square, lacking) = (rows[next], squares[next], 1 - values[next]);
            var (best, least) = (-1, double.PositiveInfinity);
            for (var i = 0; i < rows.Length; i++)
            {
                if (taken[i]) continue;
                var along = Sums.Dot(rows[i], axis) / square;
                TensorPrimitives.MultiplyAdd(axis, -along, rows[i], rows[i]);
                squares[i] = Math.Max(0, squares[i] - along * along * square);
                values[i] += lacking * along;
                if (!(squares[i] > GramFactor.Dependent * whole[i])) continue;
                var cost = (1 - values[i]) * (1 - values[i]) / squares[i];
                if (cost < least) (best, least) = (i, cost);
            }
            if (best < 0) return chosen;
            chosen.Add(next = best);
        }
    }

    /// <summary>
    /// Adds one candidate after the other, but none with which all hyperplanes through the group go through another sample: of data with
    /// few levels, many samples lie in the flat that a few of them span.
    /// </summary>
    /// <param name="rows">The candidates, first those to begin with; the arrays are overwritten.</param>
    /// <param name="others">The samples that are to stay apart, mapped like the candidates; the arrays are overwritten.</param>
    /// <returns>Up to <paramref name="size"/> candidates, in the order in which they were added.</returns>
    public static List<int> Apart(double[][] rows, int size, double[][] others)
    {
        var chosen = new List<int>();
        var flat = new List<(double[] Axis, double Square, double Lacking)>();
        var (values, squares, whole) =
            (new double[others.Length], Array.ConvertAll(others, row => Sums.OfSquares(row)),
                Array.ConvertAll(others, row => Sums.OfSquares(row)));
        for (var n = 0; n < rows.Length && chosen.Count < size; n++)
        {
            var (axis, lacking, before) = (rows[n], 1.0, Sums.OfSquares(rows[n]));
            foreach (var (other, ofOther, lackingThere) in flat)
            {
                var along = Sums.Dot(axis, other) / ofOther;
                TensorPrimitives.MultiplyAdd(other, -along, axis, axis);
                lacking -= along * lackingThere;
            }
            var square = Sums.OfSquares(axis);
            if (!(square > GramFactor.Dependent * before) || (flat.Count > 0 && Meets(axis, square, lacking))) continue;
            chosen.Add(n);
            flat.Add((axis, square, lacking));
            for (var i = 0; i < others.Length; i++)
            {
                if (IsSpanned(i, squares[i])) continue;
                var along = Sums.Dot(others[i], axis) / square;
                TensorPrimitives.MultiplyAdd(axis, -along, others[i], others[i]);
                squares[i] = Math.Max(0, squares[i] - along * along * square);
                values[i] += lacking * along;
            }
        }
        return chosen;

        bool IsSpanned(int i, double left) => !(left > GramFactor.Dependent * whole[i]);

        // Whether another sample would lie on all hyperplanes. What is left of it must then be parallel to what is left of the candidate,
        // which one column tells of most.
        bool Meets(double[] axis, double square, double lacking)
        {
            var largest = Enumerable.Range(0, axis.Length).MaxBy(j => Math.Abs(axis[j]));
            for (var i = 0; i < others.Length; i++)
            {
                if (IsSpanned(i, squares[i])) continue;
                var along = others[i][largest] / axis[largest];
                if (Math.Abs(along * along * square - squares[i]) > Agreeing * squares[i]
                    || Math.Abs(1 - values[i] - lacking * along) > OnFlat) continue;
                along = Sums.Dot(others[i], axis) / square;
                if (IsSpanned(i, squares[i] - along * along * square)) return true;
            }
            return false;
        }
    }
}
