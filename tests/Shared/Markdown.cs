namespace FtcTools.Tests;

/// <summary>Code blocks of a page, for tests that run what it says.</summary>
public static class Markdown
{
    /// <summary>The blocks of one language under a heading of the second level, in their order.</summary>
    public static string[] Blocks(string path, string heading, string language)
    {
        var section = File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n## ")
            .Single(part => part.StartsWith(heading + "\n", StringComparison.Ordinal));
        // Between fences lie text and code, in turn.
        return [.. section.Split("\n```").Where((part, at) => at % 2 == 1 && part.StartsWith(language + "\n", StringComparison.Ordinal))
            .Select(part => part[(language.Length + 1)..])];
    }
}
