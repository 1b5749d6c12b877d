using System.Numerics;

namespace FtcTools.Numerics;

/// <summary>Square systems of linear equations over the rational numbers.</summary>
public static class LinearSystem
{
    /// <summary>
    /// The solution of matrix x = right, by elimination without fractions (Bareiss, Math. Comp. 22, 1968): every entry stays a minor of the
    /// integer matrix.
    /// </summary>
    /// <param name="matrix">n rows of n numbers.</param>
    /// <param name="right">n numbers.</param>
    /// <returns>n numbers; null where the matrix is singular.</returns>
    public static Rational[]? Solve(IReadOnlyList<Rational[]> matrix, IReadOnlyList<Rational> right,
        CancellationToken cancellation = default)
    {
        var n = matrix.Count;
        var rows = new BigInteger[n][];
        for (var r = 0; r < n; r++) rows[r] = Integers(matrix[r], right[r]);

        var previous = BigInteger.One;
        for (var k = 0; k < n; k++)
        {
            var pivot = Array.FindIndex(rows, k, row => !row[k].IsZero);
            if (pivot < 0) return null;
            (rows[k], rows[pivot]) = (rows[pivot], rows[k]);
            var head = rows[k];
            for (var r = k + 1; r < n; r++)
            {
                cancellation.ThrowIfCancellationRequested();
                var row = rows[r];
                var factor = row[k];
                for (var c = k + 1; c <= n; c++)
                {
                    var value = head[k] * row[c];
                    if (!factor.IsZero) value -= factor * head[c];
                    row[c] = previous.IsOne ? value : value / previous;
                }
                row[k] = BigInteger.Zero;
            }
            previous = head[k];
        }

        // The last pivot is the determinant; by Cramer's rule det x is a vector of integers, so back substitution needs no fractions
        // either.
        var determinant = previous;
        var scaled = new BigInteger[n];
        for (var r = n - 1; r >= 0; r--)
        {
            var sum = determinant * rows[r][n];
            for (var c = r + 1; c < n; c++) sum -= rows[r][c] * scaled[c];
            scaled[r] = sum / rows[r][r];
        }
        return Array.ConvertAll(scaled, value => Rational.Of(value, determinant));
    }

    private static BigInteger[] Integers(Rational[] row, Rational right)
    {
        var denominator = right.Denominator;
        foreach (var value in row)
        {
            var own = value.Denominator;
            if (!(denominator % own).IsZero) denominator = denominator / BigInteger.GreatestCommonDivisor(denominator, own) * own;
        }
        var integers = new BigInteger[row.Length + 1];
        for (var c = 0; c < row.Length; c++) integers[c] = row[c].Numerator * (denominator / row[c].Denominator);
        integers[^1] = right.Numerator * (denominator / right.Denominator);
        return integers;
    }
}
