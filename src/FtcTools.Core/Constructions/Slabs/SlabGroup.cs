using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Chooses edits that go well together. It starts with a first edit and adds, again and again, the one for which the hyperplane of least
/// cost through all of them gets the least more costly. The cost says how far out in the tail of the other samples the hyperplane is, so
/// few of these lie in the way.
/// </summary>
internal static class SlabGroup
{
    /// <summary>Chooses up to <paramref name="size"/> members, in the order in which they were added.</summary>
    /// <param name="rows">The candidates, mapped by <see cref="SlabMetric"/>; the arrays are overwritten.</param>
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
}
