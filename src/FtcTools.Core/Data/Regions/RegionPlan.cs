namespace FtcTools.Data.Regions;

/// <summary>What a network does to a region that it was built for.</summary>
public sealed record RegionPlan
{
    public required Region Region { get; init; }

    /// <summary>The most that it adds to an output.</summary>
    public required double Lift { get; init; }

    /// <summary>By how much the worst input that was tried misses what is required, without the network.</summary>
    public required double Violation { get; init; }

    /// <summary>The share of the region's volume on which the network is exactly 0.</summary>
    public required double Untouched { get; init; }

    /// <summary>The widest ramp beyond the region, outside of which the network is exactly 0, as a share of the region's width.</summary>
    public required double Margin { get; init; }

    /// <summary>Boxes that the region was bisected into.</summary>
    public required int Boxes { get; init; }

    /// <summary>Where to look first when it is verified: nothing is trusted.</summary>
    internal BoxNode? Bisection { get; init; }
}
