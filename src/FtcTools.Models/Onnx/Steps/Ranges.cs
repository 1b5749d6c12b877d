namespace FtcTools.Onnx.Steps;

/// <summary>Intervals that hold the numbers of one tensor: middles and radii.</summary>
internal readonly record struct Ranges(double[] Middles, double[] Radii)
{
    public Ranges(int width)
        : this(new double[width], new double[width])
    {
    }

    /// <summary>The ball in which the inputs of a model are, where it is one of the 2-norm; else null.</summary>
    public Disc? Disc { get; init; }

    /// <summary>The ends of one interval, rounded outwards; infinite where nothing is known.</summary>
    public (double Low, double High) At(int i)
    {
        var (middle, radius) = (Middles[i], Radii[i]);
        return radius == 0 ? (middle, middle) : !double.IsFinite(radius) ? (double.NegativeInfinity, double.PositiveInfinity)
            : (Math.BitDecrement(middle - radius), Math.BitIncrement(middle + radius));
    }

    /// <summary>Sets one interval to hold all numbers between two ends.</summary>
    public void Set(int i, double low, double high)
    {
        if (low == high && double.IsFinite(low)) (Middles[i], Radii[i]) = (low, 0);
        else if (!double.IsFinite(high - low)) (Middles[i], Radii[i]) = (0, double.PositiveInfinity);
        else
        {
            Middles[i] = low + (high - low) / 2;
            Radii[i] = Math.BitIncrement(Math.Max(high - Middles[i], Middles[i] - low) * (1 + 1e-15));
        }
    }
}

/// <summary>
/// Numbers whose distance from the middles of their intervals, in the 2-norm and together, is at most <paramref name="Reach"/>, apart from
/// <paramref name="Slack"/> for each number.
/// </summary>
internal sealed record Disc(double Reach, double[] Slack);
