using System.Reflection;
using System.Text.RegularExpressions;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

public sealed partial class ExampleTests
{
    private static readonly string s_configuration =
        typeof(ExampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [Fact]
    public void The_patched_app_is_right_where_its_model_is_wrong()
    {
        // The task is the one that these tests were built with.
        var outcome = Dotnet.Run(Repository.Root, "run", "--project", Repository.File("examples", "patched-app", "patched-app.csproj"),
            "-c", s_configuration, "-p:BuildProjectReferences=false", "-p:NuGetAudit=false").OrThrow();
        Assert.Contains("model:         98 of 1797 digits wrong", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("model + patch: 0 of 1797 digits wrong, 0 right answers moved", outcome.Output, StringComparison.Ordinal);
    }

    /// <summary>FTC_WRITE_README=1 writes anew what the README shows.</summary>
    [Fact]
    public void The_quickstart_prints_what_the_README_shows()
    {
        using var folder = new TemporaryFolder();
        var outcome = Dotnet.Run(Repository.Root, "build", Repository.File("examples", "quickstart"), "-c", s_configuration,
            "-p:BuildProjectReferences=false", "-p:NuGetAudit=false", $"-p:FtcOutputPath={folder["ftc"]}/").OrThrow();
        var lines = outcome.Output.Split('\n').Select(line => line.TrimEnd()).ToList();
        var (first, last) = (lines.FindIndex(line => line.TrimStart().StartsWith("digits-patch: ", StringComparison.Ordinal)),
            lines.FindIndex(line => line.TrimStart().StartsWith("report ", StringComparison.Ordinal)));
        Assert.True(first >= 0 && last > first, outcome.Output);
        var said = string.Join('\n', lines[first..(last + 1)].Select(line => line.TrimStart()))
            .Replace(folder["ftc"], "/home/me/FtcTools/examples/quickstart/ftc", StringComparison.Ordinal);

        var readme = Repository.File("README.md");
        var shown = Markdown.Blocks(readme, "Two commands", "")[1];
        if (Environment.GetEnvironmentVariable("FTC_WRITE_README") == "1")
            File.WriteAllText(readme, File.ReadAllText(readme).Replace(shown, said, StringComparison.Ordinal));
        else
            Assert.True(Seconds().Replace(shown, "") == Seconds().Replace(said, ""),
                $"FTC_WRITE_README=1 dotnet test tests/FtcTools.MSBuild.Tests writes the README anew; the quickstart prints\n{said}");
    }

    [Theory]
    [InlineData("loans")]
    [InlineData("fashion-cnn")]
    [InlineData("resnet")]
    [Trait("Category", "Long")]
    public void An_example_says_what_its_page_shows(string name)
    {
        using var folder = new TemporaryFolder();
        var outcome = Dotnet.Run(Repository.Root, "build", Repository.File("examples", name), "-c", s_configuration,
            "-p:BuildProjectReferences=false", "-p:NuGetAudit=false", $"-p:FtcOutputPath={folder["ftc"]}/").OrThrow();
        var page = Repository.File("examples", name, "README.md");
        var shown = Markdown.Blocks(page, File.ReadLines(page).First(), "")[1].Split('\n');
        Assert.Equal(3, shown.Length);
        // A head that is trained on this machine may be wrong on some images more or less.
        var lines = outcome.Output.Split('\n').Select(line => Comparable(line.Trim())).ToList();
        Assert.All(shown, line => Assert.Contains(Comparable(line), lines));

        string Comparable(string line) => name == "resnet" ? Digits().Replace(line, "#") : line;
    }

    [GeneratedRegex(@"(?m)^seconds .*$")]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
