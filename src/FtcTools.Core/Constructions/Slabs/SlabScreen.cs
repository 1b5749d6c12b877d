using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// Whether slabs with a radius are worth a try. A slab that leaves room for balls is about 4 r |w| wide, and it must not meet many more of
/// the K samples than there are dimensions to move them out.
/// </summary>
internal static class SlabScreen
{
    private const int Sampled = 1000;

    // Up to so many samples in a slab for each dimension, slabs still have fewer neurons than polytopes; on tables up to more, so that they
    // are tried where as many passes as half of the edits are over in a moment.
    private const double Crowd = 3, CrowdWhereQuick = 20, Quick = 1e9;

    // The height of a normal density at its middle.
    private const double Density = 0.4;

    public static bool Allows(Dataset data, Ball ball)
    {
        var step = Math.Max(1, data.K / Sampled);
        var (variance, radius, count) = (0.0, 0.0, 0);
        var mean = new double[data.Inputs];
        for (var i = 0; i < data.K; i += step, count++)
        {
            for (var j = 0; j < mean.Length; j++) mean[j] += data.Row(i)[j];
            radius += ball.At(i);
        }
        for (var i = 0; i < data.K; i += step)
        {
            for (var j = 0; j < mean.Length; j++)
            {
                var off = data.Row(i)[j] - mean[j] / count;
                variance += off * off;
            }
        }
        var deviation = Math.Sqrt(variance / count / data.Inputs);
        var crowd = (double)data.K * data.Inputs * data.N / 2 <= Quick ? CrowdWhereQuick : Crowd;
        var stretch = ball.Norm == Norm.Infinity ? Math.Sqrt(data.Inputs) : 1;
        return data.K * 4 * (radius / count) * stretch / deviation * Density < crowd * data.Inputs;
    }
}
