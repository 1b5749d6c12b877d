using FtcTools.Diagnostics;

namespace FtcTools.Data;

/// <summary>Which data on a line take as many neurons as any.</summary>
public enum HardKind
{
    /// <summary>
    /// z alternates with the number of the sample, and no more than two untouched ones stand in a row: for every N and K.
    /// </summary>
    Alternating,

    /// <summary>
    /// First the samples with z = 1, then those with z = -1, three untouched ones between neighbours: for 3 layers and K >= 4N + 1.
    /// </summary>
    Signed,

    /// <summary>
    /// The instances of Sohn et al. 2024, proof of Theorem 4.1: for K >= 3N + 2 and, with fewer kinks than claimed there, K = 2N + 1.
    /// </summary>
    Paper,
}

/// <summary>The residuals of hard instances; samples are x_i = i, i from 1 to K.</summary>
internal static class HardInstance
{
    /// <returns>i and z of every edited sample, ascending.</returns>
    /// <exception cref="FtcException">FTC0034: there is no instance of that kind for that N and K.</exception>
    public static IEnumerable<(int I, int Z)> Residuals(int n, int k, HardKind kind) => kind switch
    {
        HardKind.Alternating => Alternating(n, k),
        HardKind.Signed => Signed(n, k),
        HardKind.Paper => Paper(n, k),
        _ => throw new FtcException(Codes.Argument,
            $"there is no kind {kind} of hard data; valid are {string.Join(", ", Enum.GetNames<HardKind>())}."),
    };

    // Every inner one of the first min(K, 3N + 2) samples is then a kink, and their signs alternate: no function has fewer.
    private static IEnumerable<(int, int)> Alternating(int n, int k)
    {
        var (zeros, rest) = Math.DivRem((int)Math.Min(k - n, 2L * n + 2), n + 1);
        var i = 0;
        for (var slot = 0; slot < n; slot++)
        {
            i += zeros + (slot < rest ? 1 : 0) + 1;
            yield return (i, i % 2 == 0 ? 1 : -1);
        }
    }

    // A bump upwards takes two convex kinks and a concave one; a unit of the second layer turns one way only.
    private static IEnumerable<(int, int)> Signed(int n, int k) => k > 4L * n
        ? Enumerable.Range(1, n).Select(j => (4 * j - 1, 2 * j <= n + 1 ? 1 : -1))
        : throw new FtcException(Codes.Argument, $"the signed instance needs K >= 4N + 1 = {4L * n + 1}; K is {k}.");

    private static IEnumerable<(int, int)> Paper(int n, int k)
    {
        var apart = k >= 3L * n + 2 ? 3 : k == 2L * n + 1 ? 2 : throw new FtcException(Codes.Argument,
            $"the paper has instances for K >= 3N + 2 = {3L * n + 2} and for K = 2N + 1 = {2L * n + 1}; K is {k}. The alternating one serves every K.");
        return Enumerable.Range(1, n).Select(j => (apart * j, j % 2 == 0 ? 2 : -1));
    }
}
