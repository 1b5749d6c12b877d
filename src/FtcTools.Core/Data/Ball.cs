using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>How the distance of two samples is measured.</summary>
public enum Norm
{
    /// <summary>The largest change of a feature.</summary>
    Infinity,

    /// <summary>The root of the sum of the squared changes.</summary>
    Two,
}

internal static class NormNames
{
    public static string InWords(this Norm norm) => norm == Norm.Infinity ? "infinity norm" : "2-norm";
}

/// <summary>The inputs within r of a sample, its border included.</summary>
public sealed record Ball
{
    /// <param name="radius">r, in the units of the features.</param>
    /// <exception cref="FtcException">FTC0034: a radius that is negative or not finite.</exception>
    public Ball(double radius, Norm norm)
    {
        if (!(radius >= 0 && double.IsFinite(radius))) throw new FtcException(Codes.Argument, $"the radius is {Text.Of(radius)}; a radius is a number from 0 on.");
        (Radius, Norm) = (radius, norm);
    }

    public double Radius { get; }

    public Norm Norm { get; }

    /// <summary>The sample alone.</summary>
    public static Ball Point { get; } = new(0, Norm.Infinity);

    /// <summary>`0.5 in the infinity norm`.</summary>
    public override string ToString() => $"{Text.Of(Radius)} in the {Norm.InWords()}";
}
