using FtcTools.Constructions.Slabs;
using FtcTools.Data;

namespace FtcTools.Constructions.Regions;

/// <summary>What the features can be in the ball around a sample, with room for the rounding of what is proven there.</summary>
internal readonly ref struct SampleInterval
{
    private readonly ReadOnlySpan<double> _row;
    private readonly double _radius;
    private readonly double _relative;

    public SampleInterval(Dataset data, Ball ball, int sample)
    {
        _row = data.Row(sample);
        _radius = ball.At(sample);
        _relative = _radius == 0 ? 0 : 2 * Precision.Single.Relative(data.Inputs);
    }

    public (double Low, double High) Of(int feature)
    {
        var x = _row[feature];
        var room = _radius == 0 ? 0 : _radius + _relative * (Math.Abs(x) + _radius);
        return (x - room, x + room);
    }
}
