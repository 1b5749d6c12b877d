using System.Text.RegularExpressions;
using System.Xml.Linq;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Architecture.Tests;

/// <summary>Within each project the rooms depend one way, and docs/architecture.md shows how.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string s_page = Repository.File("docs", "architecture.md");

    // Where each project's assembly is after a build, and the namespaces of its own folder.
    private static readonly Dictionary<string, (string Assembly, string[] Roots)> s_projects = new()
    {
        ["FtcTools.Core"] = ("module/bin/FtcTools.Core.dll", ["FtcTools"]),
        ["FtcTools.Models"] = ("module/bin/FtcTools.Models.dll", ["FtcTools.Models", "FtcTools"]),
        ["FtcTools.Experiments"] = ("module/bin/FtcTools.Experiments.dll", ["FtcTools.Experiments"]),
        ["FtcTools.PowerShell"] = ("module/bin/FtcTools.PowerShell.dll", ["FtcTools.PowerShell"]),
        ["FtcTools.MSBuild"] = ("src/FtcTools.MSBuild/bin/Debug/net10.0/FtcTools.MSBuild.dll", ["FtcTools.MSBuild"]),
    };

    public static TheoryData<string> Projects => [.. s_projects.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Rooms_depend_one_way(string project)
    {
        var graph = Graph(project);
        Assert.NotEmpty(graph.Rooms);
        Assert.True(graph.Cycles.Count == 0,
            $"{project} has the cycles [{string.Join("; ", graph.Cycles)}]:\n{string.Join("\n", graph.Cycles.Select(graph.Reasons))}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_page_shows_the_rooms_as_they_are(string project)
    {
        if (Graph(project).Rooms.Count() == 1) return;
        var picture = string.Join("\n", Graph(project).Draw());
        Assert.True(File.ReadAllText(s_page).Contains($"### {project}\n\n{picture}\n", StringComparison.Ordinal),
            $"docs/architecture.md is to show this below '### {project}':\n{picture}");
    }

    [Fact]
    public void Every_room_has_a_line_that_says_what_it_is_for()
    {
        var page = File.ReadAllText(s_page);
        foreach (var project in s_projects.Keys)
        {
            foreach (var room in Graph(project).Rooms.Where(room => room != RoomGraph.Ground))
                Assert.Contains($"| `{project}/{room}` |", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_file_that_the_page_names_exists() => Assert.All(Link().Matches(File.ReadAllText(s_page)),
        link => Assert.True(Path.Exists(Path.GetFullPath(link.Groups[1].Value, Repository.File("docs"))), link.Groups[1].Value));

    [Fact]
    public void Projects_depend_downwards_only()
    {
        string[] order = ["FtcTools.Core", "FtcTools.Models", "FtcTools.Experiments", "FtcTools.PowerShell", "FtcTools.MSBuild"];
        foreach (var project in order)
        {
            var references = XDocument.Load(Repository.File("src", project, $"{project}.csproj")).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
            Assert.All(references.Where(order.Contains),
                reference => Assert.True(Array.IndexOf(order, reference) < Math.Min(3, Array.IndexOf(order, project)),
                    $"{project} refers to {reference}"));
        }
    }

    // Commands is one folder of sealed classes: their namespace is that of the module, as the engine shows it.
    [Fact]
    public void The_namespace_of_a_file_is_its_folder()
    {
        foreach (var (project, (_, roots)) in s_projects)
        {
            var folder = Repository.File("src", project);
            foreach (var file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                string[] parts = [.. Path.GetRelativePath(folder, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar)
                    .Where(part => part is not ("." or "Commands"))];
                if (parts is ["obj" or "bin", ..]) continue;
                var space = Space().Match(File.ReadAllText(file)).Groups[1].Value;
                Assert.True(roots.Any(root => space == string.Join('.', [root, .. parts])), $"{file} has the namespace '{space}'");
            }
        }
    }

    private static RoomGraph Graph(string project) =>
        new(Repository.File(s_projects[project].Assembly.Split('/')), s_projects[project].Roots);

    [GeneratedRegex("^namespace ([A-Za-z0-9.]+);", RegexOptions.Multiline)]
    private static partial Regex Space();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
