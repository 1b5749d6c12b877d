using System.Text.RegularExpressions;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Architecture.Tests;

/// <summary>Lines that fit a screen.</summary>
public partial class LineTests
{
    private const int Most = 140;

    [Fact]
    public void A_longer_line_holds_a_text_that_is_not_to_be_broken()
    {
        string[] folders = ["src", "tests", "tools"];
        var tooLong = folders.SelectMany(folder => Directory.GetFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(TooLong);
        Assert.Empty(tooLong);
    }

    private static IEnumerable<string> TooLong(string file)
    {
        var raw = false;
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            var opens = line.Split("\"\"\"").Length % 2 == 0;
            if (line.Length > Most && !raw && !opens && !Text().IsMatch(line))
                yield return $"{file}:{number + 1}: {line.Length} characters";
            raw ^= opens;
        }
    }

    // A text, also one with values in it, or a link.
    [GeneratedRegex("\"|https://")]
    private static partial Regex Text();
}
