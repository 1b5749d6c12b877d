namespace FtcTools.Numerics;

/// <summary>The arithmetic in which a network is evaluated and verified.</summary>
public enum Arithmetic
{
    /// <summary>Rational numbers: every sample must be equal.</summary>
    Exact,

    /// <summary>IEEE binary64, any order of summation.</summary>
    Float64,

    /// <summary>IEEE binary32, any order of summation.</summary>
    Float32,
}
