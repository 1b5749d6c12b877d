namespace FtcTools.Theory;

/// <summary>A picture of a page, and the sentence under it with the figures in it.</summary>
internal sealed record Figure(string Page, string Name, string Shows, Func<(Svg Picture, string Caption)> Draw);

/// <summary>A part of a page that is not a picture.</summary>
/// <param name="Slow">Whether it takes more than a moment.</param>
internal sealed record Passage(string Page, string Name, bool Slow, Func<string> Write);
