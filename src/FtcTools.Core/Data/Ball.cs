using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// The inputs within r of a sample, its border included. What a construction or check asks of it is the radius around one sample,
/// <see cref="At"/>, and how it is measured, <see cref="Norm"/>: inequalities about sample i take At(i) for r, |w|_1 for the infinity norm
/// and |w|_2 for the 2-norm.
/// </summary>
public sealed record Ball
{
    private readonly double[]? _radii; // one a sample, where they differ

    /// <param name="radius">r, in the units of the features.</param>
    /// <exception cref="FtcException">FTC0034: a radius that is negative or not finite.</exception>
    public Ball(double radius, Norm norm)
    {
        if (!(radius >= 0 && double.IsFinite(radius)))
            throw new FtcException(Codes.Argument, $"the radius is {Text.Of(radius)}; a radius is a number from 0 on.");
        (Radius, Norm) = (radius, norm);
    }

    /// <summary>Radii of their own for the samples.</summary>
    /// <param name="radii">K numbers, in the units of the features.</param>
    /// <exception cref="FtcException">FTC0034: a radius that is negative or not finite.</exception>
    internal Ball(double[] radii, Norm norm)
        : this(radii.Min(), norm)
    {
        if (!Array.TrueForAll(radii, double.IsFinite))
            throw new FtcException(Codes.Argument, "a radius is not finite; a radius is a number from 0 on.");
        _radii = radii;
    }

    /// <summary>The radius around every sample; the smallest where samples have radii of their own.</summary>
    public double Radius { get; }

    /// <summary>The radius around sample <paramref name="sample"/> (from 0), in the units of the features.</summary>
    public double At(int sample) => _radii is null ? Radius : _radii[sample];

    public Norm Norm { get; }

    /// <summary>What part of its own room the radius of a sample is; null where all have the same radius.</summary>
    public double? Share { get; init; }

    /// <summary>
    /// Whether what holds in the ball is to end as near behind it as rounding allows, instead of as near to other samples as it may.
    /// </summary>
    public bool EndsNear { get; init; }

    /// <summary>Whether all balls are their samples alone.</summary>
    public bool IsPoint => _radii is null ? Radius == 0 : Array.TrueForAll(_radii, radius => radius == 0);

    /// <summary>The ball around one sample (from 0), for what looks at it alone.</summary>
    public Ball Around(int sample) => _radii is null ? this : new(_radii[sample], Norm);

    /// <summary>The sample alone.</summary>
    public static Ball Point { get; } = new(0, Norm.Infinity);

    /// <summary>`0.5 in the infinity norm`.</summary>
    public override string ToString() => Share is { } share ? $"{Text.Of(share)} of what its neighbours leave it in the {Norm.InWords()}"
        : $"{Text.Of(Radius)} in the {Norm.InWords()}";
}
