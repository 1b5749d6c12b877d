namespace FtcTools.Numerics;

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
