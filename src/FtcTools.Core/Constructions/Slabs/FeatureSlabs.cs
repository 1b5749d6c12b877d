using FtcTools.Constructions.Regions;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Slabs along single features that cross at a sample, which make up a box around it. They are for samples with neighbours so near that no
/// sum of several products tells them apart in a precision.
/// </summary>
internal static class FeatureSlabs
{
    /// <summary>One slab, and further ones that cross it as long as other samples are inside; null where one stays inside.</summary>
    /// <param name="open">The samples to be served: those of this residual that the precision does not tell apart are held, too.</param>
    /// <param name="others">The samples that must be outside.</param>
    public static Slab? Around(int sample, IReadOnlyCollection<int> open, IEnumerable<int> others, Dataset data,
        Precision precision, CancellationToken cancellation)
    {
        int[] inside = [.. open.Where(Same).Order()];
        var box = new SampleBox(data, Ball.Point, inside);
        if (box.Walls(others.Except(inside), precision == Precision.Single, cancellation) is not { } walls) return null;
        Slab? slab = null;
        foreach (var facing in walls.GroupBy(wall => wall.Feature))
        {
            var (weights, weight) = (new Rational[data.Inputs], Rational.Of(facing.Max(wall => wall.Weight)));
            weights[facing.Key] = weight;
            slab = new(weights, -weight * Rational.Of(box.High(facing.Key)), weight * Rational.Of(box.Low(facing.Key)), inside)
                { Crossing = slab };
        }
        return slab;

        bool Same(int i)
        {
            if (!data.Residual(i)!.SequenceEqual(data.Residual(sample)!)) return false;
            for (var j = 0; j < data.Inputs; j++)
            {
                if (precision.Nearest(data.Row(i)[j]) != precision.Nearest(data.Row(sample)[j])) return false;
            }
            return true;
        }
    }
}
