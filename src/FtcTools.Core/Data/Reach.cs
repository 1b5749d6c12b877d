using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// The room that the data leave every sample: half the distance of an edited sample to the nearest sample of another residual, half that of
/// any other to the nearest edited one. Balls with a share below 1 of it never meet where they must not: the room of each of two is at most
/// half their distance. Rounded down.
/// </summary>
internal static class Reach
{
    // Edits that look through the samples together, so many at a time: they stay in the cache.
    private const int Together = 32;
    private const int Rows = 256;

    /// <summary>A ball around every sample, with a share of the room that it has.</summary>
    /// <param name="share">From 0 to below 1: at 1 the balls of two that are nearest to each other touch.</param>
    /// <param name="least">The radius of balls that would be smaller.</param>
    /// <exception cref="FtcException">FTC0034: another share.</exception>
    public static Ball Ball(Dataset data, double share, Norm norm, double least = 0, CancellationToken cancellation = default)
    {
        MustBeShare(share);
        // Rounded down, as what it is a share of.
        return new Ball(Array.ConvertAll(Of(data, norm, cancellation), room => Math.Max(least, Math.BitDecrement(share * room))),
            norm) { Share = share };
    }

    /// <exception cref="FtcException">FTC0034: no number from 0 to below 1.</exception>
    public static void MustBeShare(double share)
    {
        if (!(share >= 0 && share < 1))
            throw new FtcException(Codes.Argument,
                $"the reach is {Text.Of(share)}; a reach is a number from 0 to below 1, the share of the room that each sample's neighbours leave it.");
    }

    /// <summary>K numbers; 0 where no sample has another residual.</summary>
    public static double[] Of(Dataset data, Norm norm, CancellationToken cancellation = default)
    {
        var value = Values(data);
        var (nearest, gate) = (Infinite(data.K), new Lock());
        Parallel.For(0, Integers.CeilingOfQuotient(data.N, Together), Cores.All(cancellation),
            () => (Nearest: Infinite(data.K), Difference: new double[data.Inputs]), (group, _, own) =>
        {
            for (var from = 0; from < data.K; from += Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var n = group * Together; n < Math.Min(data.N, (group + 1) * Together); n++)
                    Look(data.Edited[n], from, Math.Min(data.K, from + Rows), own.Nearest, own.Difference);
            }
            return own;
        }, own =>
        {
            lock (gate)
            {
                for (var i = 0; i < nearest.Length; i++) nearest[i] = Math.Min(nearest[i], own.Nearest[i]);
            }
        });
        return Array.ConvertAll(nearest, distance => double.IsPositiveInfinity(distance) ? 0 : Below(distance) / 2);

        void Look(int edited, int from, int to, double[] least, double[] difference)
        {
            for (var i = from; i < to; i++)
            {
                if (value[i] == value[edited]) continue;
                var limit = value[i] < 0 ? Math.Max(least[edited], least[i]) : least[edited];
                if (Separation.Beyond(data.Row(edited), data.Row(i), limit, norm)) continue;
                // Beyond the range of squares the largest change is not above the 2-norm, and beyond that of floats no change is.
                var distance = Separation.Near(data, edited, i, norm, difference);
                if (double.IsPositiveInfinity(distance))
                    distance = Math.Min(Separation.Near(data, edited, i, Norm.Infinity, difference), double.MaxValue);
                least[edited] = Math.Min(least[edited], distance);
                if (value[i] < 0) least[i] = Math.Min(least[i], distance);
            }
        }

        // A change is rounded once; a sum of squares and its root as often as there are features.
        double Below(double distance) => distance * (1 - (norm == Norm.Infinity ? 4 : data.Inputs + 4) * Math.ScaleB(1, -50));
    }

    // A number for every residual; -1 where it is zero.
    private static int[] Values(Dataset data)
    {
        var values = new int[data.K];
        Array.Fill(values, -1);
        foreach (var (value, alike) in data.EditedByResidual.Index())
        {
            foreach (var i in alike) values[i] = value;
        }
        return values;
    }

    private static double[] Infinite(int count)
    {
        var numbers = new double[count];
        Array.Fill(numbers, double.PositiveInfinity);
        return numbers;
    }
}
