using System.Text.RegularExpressions;
using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Tests;
using FtcTools.Theory;
using Xunit;

namespace FtcTools.Core.Tests.Docs;

/// <summary>
/// docs/theory says what the library does. `dotnet run --project tools/FtcTools.Theory -- docs/theory` writes pictures and tables anew.
/// </summary>
public partial class TheoryPagesTests
{
    private static readonly string Folder = Repository.File("docs", "theory");

    private static readonly ILookup<string, string> Sections = Directory.GetFiles(Folder, "*.md")
        .SelectMany(page => Heading().Split(File.ReadAllText(page)))
        .ToLookup(section => section.Split('\n')[0].Trim());

    [GeneratedRegex("^#+ ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)#:]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    public static TheoryData<string> Constructions { get; } = [.. Catalogue.All.Select(construction => construction.Name)];

    public static TheoryData<string> Statements { get; } = [.. BoundTable.Statements.Select(statement => statement.Name)];

    public static TheoryData<string> Figures { get; } = [.. Pages.Figures.Select(figure => figure.Name)];

    public static TheoryData<string> QuickPassages { get; } =
        [.. Pages.Passages.Where(passage => !passage.Slow).Select(passage => passage.Name)];

    public static TheoryData<string> SlowPassages { get; } =
        [.. Pages.Passages.Where(passage => passage.Slow).Select(passage => passage.Name)];

    [Theory]
    [MemberData(nameof(Constructions))]
    public void Every_construction_has_its_section(string name)
    {
        var construction = Catalogue.Find(name);
        string[] said = [construction.Source, $"`{construction.Formula}`",
            construction.Conditions == "none" ? "Conditions: none" : $"Conditions: `{construction.Conditions}`"];
        Assert.Contains(Sections[name], section => said.All(section.Contains));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void Every_statement_has_its_section(string name)
    {
        var statement = BoundTable.Statements.Single(s => s.Name == name);
        Assert.Contains(Sections[name], section => section.Contains($"{statement.Source}: `{statement.Says}`"));
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Every_picture_is_what_the_library_draws(string name)
    {
        var figure = Pages.Figures.Single(f => f.Name == name);
        var (picture, caption) = figure.Draw();
        Assert.Equal(File.ReadAllText(Path.Join(Folder, Pages.File(figure))), picture.ToString());
        Assert.Equal(Pages.Text(figure, caption), Pages.Find(File.ReadAllText(Path.Join(Folder, figure.Page)), name));
    }

    [Theory]
    [MemberData(nameof(QuickPassages))]
    public void Every_table_is_what_the_library_computes(string name)
    {
        var passage = Pages.Passages.Single(p => p.Name == name);
        Assert.Equal(passage.Write(), Pages.Find(File.ReadAllText(Path.Join(Folder, passage.Page)), name));
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(SlowPassages))]
    public void Every_network_of_a_table_is_built_anew(string name) => Every_table_is_what_the_library_computes(name);

    [Fact]
    public void No_picture_is_left_over() =>
        Assert.Equal(Pages.Figures.Select(Pages.File).Order(),
            Directory.GetFiles(Path.Join(Folder, "img")).Select(file => Path.GetRelativePath(Folder, file)).Order());

    [Fact]
    public void Every_link_leads_to_a_file()
    {
        foreach (var page in Directory.GetFiles(Folder, "*.md"))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
                Assert.True(File.Exists(Path.Join(Folder, link.Groups[1].Value)), $"{Path.GetFileName(page)}: {link.Groups[1].Value}");
        }
    }
}
