using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.CrossValidation;

/// <summary>
/// The edit that is nearest to a point, among the samples that a remedy was made from, and whether no other of those is nearer.
/// </summary>
/// <param name="known">The samples that it was made from.</param>
internal sealed class NearestKnown(Dataset known, Norm norm)
{
    /// <summary>
    /// The edit (from 0; the first of several), its distance, and whether it is the nearest of all known samples; null where nothing is
    /// edited.
    /// </summary>
    public (int Edit, double Distance, bool IsNearest)? To(ReadOnlySpan<double> features)
    {
        var (edit, least, other) = (-1, double.PositiveInfinity, double.PositiveInfinity);
        var difference = new double[known.Inputs];
        foreach (var i in known.Edited)
        {
            if (edit >= 0 && Separation.Beyond(features, known.Row(i), least, norm)) continue;
            var distance = Separation.Near(features, known.Row(i), norm, difference);
            if (edit < 0 || distance < least) (edit, least) = (i, distance);
        }
        if (edit < 0) return null;
        for (var (i, next) = (0, 0); i < known.K && !(other < least); i++)
        {
            if (next < known.N && known.Edited[next] == i) next++;
            else if (!Separation.Beyond(features, known.Row(i), least, norm))
                other = Math.Min(other, Separation.Near(features, known.Row(i), norm, difference));
        }
        return (edit, least, !(other < least));
    }
}
