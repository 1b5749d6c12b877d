using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>How a region is repaired.</summary>
public enum RegionForm
{
    /// <summary>Only boxes that are not proven right are covered.</summary>
    Surgical,

    /// <summary>One unit answers on the whole region.</summary>
    Whole,
}

/// <summary>What is asked of a network for regions.</summary>
public sealed record RegionOptions
{
    public RegionForm Form { get; init; }

    /// <summary>
    /// Surgical: the share of the region's volume that is right and stays untouched, where <see cref="MostNeurons"/> allow it.
    /// </summary>
    public double Keep { get; init; } = 0.98;

    public int MostNeurons { get; init; } = 2000;

    /// <summary>The widest ramp around a box, as a share of its width: beyond it the network is exactly 0.</summary>
    public double Margin { get; init; } = 0.001;

    /// <summary>
    /// No lift is larger than this times the worst violation that is found, where <see cref="MostBoxes"/> are enough for that.
    /// </summary>
    public double LiftFactor { get; init; } = 2;

    /// <summary>Boxes that a region is bisected into at most.</summary>
    public int MostBoxes { get; init; } = 400_000;

    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    public int Seed { get; init; } = 1;

    /// <exception cref="FtcException">FTC0034: an option out of range.</exception>
    internal void Check()
    {
        if (!(Keep is >= 0 and < 1))
            throw new FtcException(Codes.Argument,
                $"the share to keep is {Text.Of(Keep)}; valid are numbers from 0 up to, not including, 1.");
        if (!(Margin is > 0 and <= 0.5))
            throw new FtcException(Codes.Argument,
                $"the margin is {Text.Of(Margin)}; valid are numbers above 0 and up to 0.5, as a share of the width of a region.");
        if (MostNeurons < 1)
            throw new FtcException(Codes.Argument, $"at most {MostNeurons} neurons are allowed; valid are 1 and more.");
    }
}
