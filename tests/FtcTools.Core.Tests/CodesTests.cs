using System.Reflection;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Core.Tests;

public class CodesTests
{
    private static readonly string[] s_codes =
        [.. typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void No_code_stands_for_two_things() => Assert.Equal(s_codes.Length, s_codes.Distinct().Count());

    [Fact]
    public void Every_code_has_a_page_and_every_page_a_code() =>
        Assert.Equal(s_codes.Order(),
            Directory.GetFiles(Repository.File("docs", "codes"), "*.md").Select(Path.GetFileNameWithoutExtension).Order());

    [Fact]
    public void A_page_names_its_code_shows_a_message_and_says_what_to_do() =>
        Assert.All(s_codes, code =>
        {
            var page = File.ReadAllText(Repository.File("docs", "codes", code + ".md"));
            Assert.StartsWith($"# {code}: ", page, StringComparison.Ordinal);
            Assert.Matches($"(error|WARNING:) {code}: ", page);
            Assert.Contains("**What to do.** ", page, StringComparison.Ordinal);
        });
}
