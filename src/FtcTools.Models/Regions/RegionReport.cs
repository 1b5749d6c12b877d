using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>What is known of a region.</summary>
public enum RegionVerdict
{
    /// <summary>Proven: what is required holds on every input of it.</summary>
    Holds,

    /// <summary>An input of it, given beside, violates what is required.</summary>
    Violated,

    /// <summary>Neither was found within the limits.</summary>
    NotDecided,
}

/// <summary>The verdict on one region in one arithmetic. Scalars only.</summary>
public sealed record RegionReport
{
    /// <summary>Whether the region is proven to hold.</summary>
    public bool Passed => Verdict == RegionVerdict.Holds;

    public required RegionVerdict Verdict { get; init; }

    /// <summary>The name of the region.</summary>
    public required string Region { get; init; }

    /// <summary>What must hold on it.</summary>
    public required string Requirement { get; init; }

    /// <summary>
    /// Exact: of real numbers. Float64 and Float32: of every number that the arithmetic can give, whatever the order of summation.
    /// </summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>The model's file name.</summary>
    public required string Model { get; init; }

    /// <summary>Neurons of the side network; null without one.</summary>
    public int? Neurons { get; init; }

    /// <summary>The share of the region's volume that is proven right; of a violated one, when the violation was found.</summary>
    public required double Proven { get; init; }

    /// <summary>By how much the worst input that was tried misses what is required; 0 and less is no violation.</summary>
    public required double Violation { get; init; }

    /// <summary>The features of an input that violates it, separated by spaces; null where none was found.</summary>
    public string? Counterexample { get; init; }

    /// <summary>Whether ONNX Runtime, too, answers there what violates it; null where it was not asked, or is not at hand.</summary>
    public bool? Confirmed { get; init; }

    /// <summary>What f, or f + g, answers there, separated by spaces.</summary>
    public string? Answer { get; init; }

    /// <summary>
    /// The largest number that the side network adds to an output, of a network that was built for the region; else null.
    /// </summary>
    public double? Lift { get; init; }

    /// <summary>
    /// By how much the worst input that was tried missed what is required without the network, when that was built for the region; else
    /// null.
    /// </summary>
    public double? Before { get; init; }

    /// <summary>
    /// The share of the region's volume on which the side network is exactly 0, of a network that was built for the region; else null.
    /// </summary>
    public double? Untouched { get; init; }

    /// <summary>
    /// The widest ramp around the region, beyond which the network is exactly 0, as a share of the region's width; else null.
    /// </summary>
    public double? Margin { get; init; }

    /// <summary>Boxes that were bounded.</summary>
    public required int Boxes { get; init; }

    public required double Seconds { get; init; }
}
