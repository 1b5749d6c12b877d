using System.Numerics.Tensors;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Edits that go well together: to a first one comes, again and again, the one through which the hyperplane of least cost gets the least
/// costlier, for what a direction costs says how far out in the tail of the others its hyperplane is.
/// </summary>
internal static class SlabGroup
{
    /// <summary>Up to so many members, in the order in which they came.</summary>
    /// <param name="rows">Mapped; changed.</param>
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
