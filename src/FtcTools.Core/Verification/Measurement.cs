namespace FtcTools.Verification;

/// <summary>What a network costs, and how near it comes to what it must leave alone. Scalars only.</summary>
public sealed record Measurement
{
    /// <summary>The construction; null for a network from elsewhere.</summary>
    public string? Method { get; init; }

    public required int Layers { get; init; }

    /// <summary>m: hidden neurons.</summary>
    public required int Neurons { get; init; }

    /// <summary>Neurons that some data of this N and K need with this number of layers; null where N and K are not known.</summary>
    public double? LowerBound { get; init; }

    /// <summary>Neurons / LowerBound: below 1 where the data at hand are easier than the hardest.</summary>
    public double? OverLowerBound { get; init; }

    /// <summary>Weights and biases, zeros included.</summary>
    public required long Parameters { get; init; }

    public required long NonzeroParameters { get; init; }

    /// <summary>Bits of the longest parameter, stored exactly: numerator, denominator and sign.</summary>
    public required long LargestBits { get; init; }

    /// <summary>The same on average over all parameters.</summary>
    public required double MeanBits { get; init; }

    /// <summary>max |weight|, biases included; infinite beyond the range of float64.</summary>
    public required double LargestWeight { get; init; }

    /// <summary>
    /// Linear pieces of g along <see cref="Line"/>, exact; of several outputs, where any of them turns a new piece begins. Null where the
    /// network looks along several directions and no line is given.
    /// </summary>
    public int? Pieces { get; init; }

    /// <summary>The line along which pieces are counted.</summary>
    public string? Line { get; init; }

    /// <summary>
    /// No point nearer than this (2-norm) to an untouched sample is touched: g is zero there. Exact, but for the last bit, where the
    /// network looks along one direction; else the distance from the untouched samples to the nearest edge of a linear piece, which is a
    /// lower bound, exact for hats and strips. 0 where g is not zero all around some untouched sample, infinite where g is zero everywhere,
    /// null without untouched samples.
    /// </summary>
    public double? Distance { get; init; }

    /// <summary>The same in the infinity norm: every feature may change by that much.</summary>
    public double? DistanceInfinity { get; init; }

    /// <summary>The untouched sample (from 1) that <see cref="Distance"/> is about; null where there is none.</summary>
    public int? Nearest { get; init; }
}
