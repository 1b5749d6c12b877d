using System.Xml.Linq;

namespace FtcTools.Experiments.Reports.Documents;

/// <summary>What a report says, whatever it is written as.</summary>
/// <param name="Footer">Where it comes from.</param>
internal sealed record Document(string Title, IReadOnlyList<Block> Blocks, string Footer)
{
    public IEnumerable<Figure> Figures => Blocks.OfType<Figure>();
}

internal abstract record Block;

internal sealed record Heading(string Text) : Block;

internal sealed record Paragraph(string Text, Tone Tone = Tone.Plain) : Block;

internal sealed record Bullets(IReadOnlyList<string> Items, Tone Tone = Tone.Plain) : Block;

/// <summary>The few numbers that a reader takes away, large.</summary>
internal sealed record Headline(IReadOnlyList<KeyFigure> Figures) : Block;

/// <param name="Value">As short as `98 → 0`.</param>
/// <param name="Meaning">What it counts, in a few words.</param>
internal sealed record KeyFigure(string Value, string Meaning, Tone Tone = Tone.Plain);

/// <summary>Names and what they stand for, one below the other.</summary>
internal sealed record Facts(IReadOnlyList<(string Name, string Text)> Items) : Block;

/// <param name="Folded">Whether a reader opens it to see more than its caption.</param>
/// <param name="Sortable">Whether a reader may order the rows by any column.</param>
internal sealed record Table(
    string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Entry>> Rows, bool Folded = false, bool Sortable = false)
        : Block;

/// <summary>An image and the numbers in it.</summary>
/// <param name="Name">The name of its file, without the ending; unique in the document.</param>
internal sealed record Figure(string Name, string Title, string Description, XElement Svg, Table Data) : Block;

/// <param name="Group">Neighbours of one group have it for a heading above theirs.</param>
/// <param name="Words">Whether it holds words, which stand to the left, or numbers.</param>
internal sealed record Column(string Name, bool Words = false, string? Group = null);

/// <param name="Value">What rows are ordered by, where the text is rounded; null for the text.</param>
/// <param name="Image">A PNG file instead of the text, which then describes it; null for none.</param>
internal readonly record struct Entry(string Text, Tone Tone = Tone.Plain, double? Value = null, byte[]? Image = null)
{
    public static implicit operator Entry(string text) => new(text);
}

internal enum Tone
{
    Plain,
    Good,
    Bad,
}
