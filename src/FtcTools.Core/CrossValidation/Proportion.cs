
namespace FtcTools.CrossValidation;

/// <summary>
/// A count out of so many, and the 95 % interval of the share behind it (Wilson, J. Am. Stat. Assoc. 22, 1927). Null where nothing is
/// counted.
/// </summary>
/// <param name="Count">From 0 to <paramref name="Of"/>.</param>
public readonly record struct Proportion(int Count, int Of)
{
    // The 97.5 % quantile of the standard normal distribution.
    private const double Quantile = 1.959963984540054;

    /// <summary>The share, from 0 to 1.</summary>
    public double? Share => Of == 0 ? null : (double)Count / Of;

    /// <summary>The lower end of the interval; 0 where nothing was counted.</summary>
    public double? Low => Count == 0 ? (Of == 0 ? null : 0) : End(-1);

    /// <summary>The upper end of the interval; 1 where all were counted.</summary>
    public double? High => Count == Of ? (Of == 0 ? null : 1) : End(1);

    private double? End(int side)
    {
        var (share, square) = ((double)Count / Of, Quantile * Quantile / Of);
        return (share + square / 2 + side * Math.Sqrt(square * (share * (1 - share) + square / 4))) / (1 + square);
    }

    /// <summary>`3 of 20, 15.0 % (5.2 to 36.0)`.</summary>
    public override string ToString() =>
        Of == 0 ? "none" : FormattableString.Invariant($"{Count} of {Of}, {100 * Share:0.0} % ({100 * Low:0.0} to {100 * High:0.0})");
}
