namespace FtcTools.Bounds;

/// <summary>
/// How many of K samples m neurons can edit, wherever the samples are, whichever they are and whatever the labels: one row, scalars only.
/// </summary>
public sealed record Capacity
{
    public required long M { get; init; }
    public required long K { get; init; }
    public required int Layers { get; init; }

    /// <summary>Any so many samples can be edited.</summary>
    public required long Lower { get; init; }

    /// <summary>More cannot: some data defeat every network of m neurons.</summary>
    public required long Upper { get; init; }

    /// <summary>The paper's lower bound as printed (for very small m its formula is negative); null where it has none.</summary>
    public double? PaperLower { get; init; }

    /// <summary>
    /// The paper's upper bound as printed; null where it has none. Corollary 4.2 is wrong at K = m + 2, where <see cref="Upper"/> exceeds
    /// it.
    /// </summary>
    public double? PaperUpper { get; init; }

    public required string LowerSource { get; init; }
    public required string UpperSource { get; init; }
}
