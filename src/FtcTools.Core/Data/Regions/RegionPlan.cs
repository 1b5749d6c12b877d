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

    /// <summary>Whether an input lies in the box of the region, or on the ramp around it.</summary>
    public bool Reaches(ReadOnlySpan<double> input)
    {
        for (var j = 0; j < input.Length; j++)
        {
            var (low, high) = (Region.Low[j], Region.High[j]);
            var ramp = Ramp(low, high, Margin);
            if (!(low - ramp <= input[j] && input[j] <= high + ramp)) return false;
        }
        return true;
    }

    /// <summary>The widest ramp along one input: the ends are those of float32, and a ramp is some of its steps wide at least.</summary>
    internal static double Ramp(double low, double high, double margin) =>
        (high - low) * margin + Math.ScaleB(Math.Max(Math.Abs(low), Math.Abs(high)), -19) + Math.ScaleB(1, -120);

    /// <summary>Boxes that the region was bisected into.</summary>
    public required int Boxes { get; init; }

    /// <summary>Where to look first when it is verified: nothing is trusted.</summary>
    internal BoxNode? Bisection { get; init; }
}
