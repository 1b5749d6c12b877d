using FtcTools.Patching;

namespace FtcTools.Data;

/// <summary>
/// Which columns of a data file are what. Every entry is a name or a range such as `x0..x63`; several outputs are lists of equal length. A
/// label, a prediction or a residual may be the path of another data file instead, whose rows stand beside those of the first.
/// </summary>
public sealed record DataColumns
{
    /// <summary>The d features, in this order; by default all columns that are not named elsewhere.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The p labels, numbers or words; with <see cref="Prediction"/>.</summary>
    public IReadOnlyList<string> Label { get; init; } = [];

    /// <summary>The frozen model's p answers, numbers or words.</summary>
    public IReadOnlyList<string> Prediction { get; init; } = [];

    /// <summary>
    /// The frozen model itself and where it is read, instead of its answers. Where it has several outputs and there is one label, its
    /// answer is the number (from 0) of the largest.
    /// </summary>
    public PatchPoint? Point { get; init; }

    /// <summary>The p residuals, instead of labels and predictions.</summary>
    public IReadOnlyList<string> Residual { get; init; } = [];

    /// <summary>Whether the one label is the class whose output must be the largest: its number (from 0), or a word.</summary>
    public bool Classification { get; init; }

    /// <summary>
    /// The words for classes in the order of the model's outputs; by default the names of the prediction columns where these are the words,
    /// and otherwise sorted.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>The margin of a classification: see <see cref="Data.Classification.Margin"/>; null for its default.</summary>
    public double? Margin { get; init; }

    /// <summary>What is done about samples with the same features and different residuals.</summary>
    public Conflict Conflict { get; init; }

    /// <summary>What paths of other data files are relative to; null for the current folder.</summary>
    public string? Folder { get; init; }

    /// <summary>The column that names pictures, which are the features then, and how they are read.</summary>
    public ImageOptions? Image { get; init; }
}
