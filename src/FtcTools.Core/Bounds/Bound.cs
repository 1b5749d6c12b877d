namespace FtcTools.Bounds;

/// <summary>
/// Neurons that a side network needs, over all data of that N and K (in general position where <see cref="Dimension"/> is given): one row,
/// scalars only.
/// </summary>
public sealed record Bound
{
    public required long N { get; init; }
    public required long K { get; init; }

    /// <summary>
    /// d, where the row holds for data in general position in R^d: any d + 1 or fewer samples are affinely independent; and, with 3 layers
    /// or more and d >= 2, the edited samples' features behind some first layer of d1 neurons are so as well, d1 of them spanning a
    /// hyperplane without another sample's features. Random data are like that.
    /// </summary>
    public int? Dimension { get; init; }

    public required int Layers { get; init; }

    /// <summary>The sharpest lower bound proven, in neurons.</summary>
    public required double Lower { get; init; }

    /// <summary>The sharpest upper bound proven, in neurons.</summary>
    public required double Upper { get; init; }

    /// <summary>The paper's lower bound as printed; null where it has none, and that is so in general position.</summary>
    public double? PaperLower { get; init; }

    /// <summary>The paper's upper bound as printed, for all data; null where it has none.</summary>
    public double? PaperUpper { get; init; }

    public required string LowerSource { get; init; }
    public required string UpperSource { get; init; }

    /// <summary>Proposition 6.1: the largest width of a layer, as printed; null for fewer than 4 layers.</summary>
    public double? Width { get; init; }
}
