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

/// <param name="Folded">Whether a reader opens it to see more than its caption.</param>
internal sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Entry>> Rows, bool Folded = false) : Block;

/// <summary>An image and the numbers in it.</summary>
/// <param name="Name">Of its file, without the ending; unique in the document.</param>
internal sealed record Figure(string Name, string Title, string Description, XElement Svg, Table Data) : Block;

/// <param name="Group">Neighbours of one group have it for a heading above theirs.</param>
/// <param name="Words">Whether it holds words, which stand to the left, or numbers.</param>
internal sealed record Column(string Name, bool Words = false, string? Group = null);

internal readonly record struct Entry(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Entry(string text) => new(text);
}

internal enum Tone
{
    Plain,
    Good,
    Bad,
    Faint,
}
