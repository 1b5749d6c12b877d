namespace FtcTools.Experiments.Schema;

/// <summary>How often a value may stand.</summary>
internal enum Shape
{
    /// <summary>Once.</summary>
    One,

    /// <summary>Once; a list makes a grid with one cell for each.</summary>
    Grid,

    /// <summary>A list by nature, of different values; one value is a list of one.</summary>
    List,

    /// <summary>A list by nature in which order counts and a value may stand again; one value is a list of one.</summary>
    Sequence,
}

/// <summary>A key that holds a value.</summary>
/// <param name="Path">The key with its sections, joined by dots: `dataset.line.K`.</param>
/// <param name="Meaning">A sentence for people.</param>
/// <param name="Default">What holds where the key is missing, for people; null where nothing does.</param>
internal sealed record SchemaKey(string Path, ValueKind Kind, Shape Shape, string Meaning, string? Default = null);
