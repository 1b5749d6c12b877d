using System.IO.Compression;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>Real builds of sample projects with the packed package.</summary>
public sealed class PackageTests(PackageFixture package) : IDisposable
{
    private const string All = "<ItemGroup><FtcExperiment Include=\"**/*.ftc.yaml\" /></ItemGroup>";
    private const string Good =
        "experiment: good\ndataset: { csv: data.csv, features: x, residual: z }\nnetwork: { layers: [2, 3], precision: exact }\nexpect: { passed: true }\n";
    private const string Csv = "x,z\n1,0\n2,1\n3,0\n4,-1\n5,0\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_package_holds_the_task_with_its_dependencies_and_nothing_of_MSBuild()
    {
        using var zip = ZipFile.OpenRead(package.Package);
        var names = zip.Entries.Select(entry => entry.FullName).ToHashSet();
        foreach (var file in new[]
        {
            "build/FtcTools.MSBuild.props", "build/FtcTools.MSBuild.targets", "buildMultiTargeting/FtcTools.MSBuild.props",
            "buildMultiTargeting/FtcTools.MSBuild.targets",
            "tasks/net10.0/FtcTools.MSBuild.dll", "tasks/net10.0/FtcTools.Experiments.dll", "tasks/net10.0/FtcTools.Core.dll",
            "tasks/net10.0/FtcTools.Models.dll", "tasks/net10.0/YamlDotNet.dll",
            "tasks/net10.0/Sep.dll", "tasks/net10.0/Parquet.dll", "tasks/net10.0/MathNet.Numerics.dll",
            "tasks/net10.0/runtimes/win-x64/native/onnxruntime.dll",
            "tasks/net10.0/runtimes/linux-x64/native/libonnxruntime.so", "tasks/net10.0/runtimes/osx-arm64/native/libonnxruntime.dylib",
            "README.md", "docs/codes/FTC0001.md",
        })
        {
            Assert.Contains(file, names);
        }
        Assert.DoesNotContain(names, name => name.Contains("Microsoft.Build", StringComparison.Ordinal)
            || name.StartsWith("lib/", StringComparison.Ordinal));
        using var nuspec = new StreamReader(zip.GetEntry("FtcTools.MSBuild.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
        Assert.Contains("<developmentDependency>true</developmentDependency>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_outside_the_clone_uses_it_as_the_README_says()
    {
        var block = Markdown.Blocks(Repository.File("README.md"), "In a build", "xml")[0];
        var project = package.Folder.Write("my-app/my-app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>{package.Folder["packages"]}</RestorePackagesPath>
              </PropertyGroup>
              {block}
            </Project>
            """);
        // A machine may reach no other source; the project's own is enough.
        package.Folder.Write("my-app/NuGet.Config",
            "<configuration><packageSources><clear /></packageSources><fallbackPackageFolders><clear /></fallbackPackageFolders></configuration>");
        package.Folder.Write("my-app/good.ftc.yaml", Good);
        package.Folder.Write("my-app/data.csv", Csv);
        Assert.Contains("good: N = 2 wrong answers of K = 5", PackageFixture.Build(project).OrThrow().Output, StringComparison.Ordinal);
        Assert.True(File.Exists(package.Folder["my-app/ftc/good/report.html"]));
    }

    [Fact]
    public void Builds_run_what_has_changed_and_keep_the_rest()
    {
        var project = package.NewProject(_folder, "ä b@1", All);
        var yaml = _folder.Write("ä b@1/experiments/good.ftc.yaml", "extends: ../base.ftc.yaml\n" + Good);
        var csv = _folder.Write("ä b@1/experiments/data.csv", Csv);
        var outline = _folder.Write("ä b@1/base.ftc.yaml", "network: { seed: 3 }\n");
        string Result(string name) => _folder[$"ä b@1/ftc/good/{name}"];
        string[] results = [Result("report.html"), Result("report.csv"), Result("report.json"), Result("results.jsonl"),
            Result("networks/layers-2.json"), Result("networks/layers-3.json")];

        var first = PackageFixture.Build(project).OrThrow();
        Assert.Contains("good: N = 2 wrong answers of K = 5", first.Output, StringComparison.Ordinal);
        Assert.All(results, result => Assert.True(File.Exists(result), result));

        // Three builds in a row, and the file that only others use is no experiment.
        var times = Times();
        for (var again = 2; again <= 3; again++)
        {
            Assert.Contains("good.ftc.yaml is up to date", Build().Output, StringComparison.Ordinal);
            Assert.Equal(times, Times());
        }

        RunsAfter(() => File.AppendAllText(csv, "6,0\n"));
        RunsAfter(() => File.AppendAllText(yaml, "test: { arithmetic: [exact, float64] }\n"));
        RunsAfter(() => File.WriteAllText(outline, "network: { seed: 4 }\n"));
        RunsAfter(() => File.Delete(results[3]));

        Build("-p:DesignTimeBuild=true", "-p:FtcOutputPath=never/");
        Build("-p:FtcEnabled=false", "-p:FtcOutputPath=never/");
        Assert.False(Directory.Exists(_folder["ä b@1/never"]));

        Build("-p:FtcOutputPath=other/");
        Assert.True(File.Exists(_folder["ä b@1/other/good/report.html"]));
        Assert.False(Directory.Exists(_folder["ä b@1/ftc"]));

        PackageFixture.Build(project, "--no-restore", "-t:Rebuild").OrThrow();
        Assert.All(results, result => Assert.True(File.Exists(result), result));
        Assert.False(Directory.Exists(_folder["ä b@1/other"]));

        Dotnet.Run(_folder.Path, "clean", project, "-nologo").OrThrow();
        Assert.False(Directory.Exists(_folder["ä b@1/ftc"]));
        Assert.True(File.Exists(csv));

        Outcome Build(params string[] arguments) => PackageFixture.Build(project, ["--no-restore", .. arguments]).OrThrow();

        DateTime[] Times() => Array.ConvertAll(results, File.GetLastWriteTimeUtc);

        void RunsAfter(Action change)
        {
            change();
            var before = File.GetLastWriteTimeUtc(results[0]);
            Build();
            Assert.True(File.GetLastWriteTimeUtc(results[0]) > before);
            Assert.All(results, result => Assert.True(File.Exists(result), result));
        }
    }

    [Fact]
    public void Every_complaint_is_one_canonical_line()
    {
        var project = package.NewProject(_folder, "p", All);
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/bad.csv", "x,z\n1,0\n2,one\n3,0\n");
        _folder.Write("p/good.ftc.yaml", Good);
        _folder.Write("p/sub/data.csv", Csv);
        _folder.Write("p/sub/good.ftc.yaml", Good);
        _folder.Write("p/key.ftc.yaml", "experiment: key\ndatset: {}\n");
        _folder.Write("p/syntax.ftc.yaml", "a: [1, 2\nc: }\n");
        _folder.Write("p/cell.ftc.yaml", "experiment: cell\ndataset: { csv: bad.csv, features: x, residual: z }\n");
        _folder.Write("p/expect.ftc.yaml",
            "experiment: expect\ndataset: { line: { T: [2, 4] } }\nnetwork: { method: BlockEndpoints }\nexpect:\n  neurons: \"<= 1\"\n");

        var outcome = PackageFixture.Build(project);
        Assert.NotEqual(0, outcome.ExitCode);
        var lines = outcome.ErrorsIn(_folder["p"]).ToArray();
        Assert.Equal(5, lines.Length);
        Assert.Contains(lines, line =>
            line.StartsWith("key.ftc.yaml(2,1): error FTC0002: there is no key 'datset'; is 'dataset' meant?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("syntax.ftc.yaml(1,6): error FTC0001: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("bad.csv(3,3): error FTC0014: column 'z' holds 'one'", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("expect.ftc.yaml(5,12): error FTC0007: ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("good.ftc.yaml(1,13): error FTC0008: ", StringComparison.Ordinal)
            && line.Contains("good.ftc.yaml' is named 'good' too", StringComparison.Ordinal));
        Assert.DoesNotContain("MSB4018", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at FtcTools", outcome.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["p/ftc/good/report.html"]));
        Assert.False(Directory.Exists(_folder["p/ftc/cell"]));

        // What failed runs again; what succeeded does not.
        var second = PackageFixture.Build(project, "--no-restore");
        Assert.Equal(outcome.Errors.Order(), second.Errors.Order());
        Assert.Contains("good.ftc.yaml is up to date", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written()
    {
        var project = package.NewProject(_folder, "p", All);
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/good.ftc.yaml", Good);
        _folder.Write("p/ftc", "a file stands where the folder should be");
        var outcome = PackageFixture.Build(project);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains("error FTC0020: ", Assert.Single(outcome.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_for_several_frameworks_runs_its_experiments_once()
    {
        var project = package.NewProject(_folder, "p", All,
            "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>");
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/good.ftc.yaml", Good);
        _folder.Write("p/two.ftc.yaml", Good.Replace("good", "two", StringComparison.Ordinal));
        var outcome = PackageFixture.Build(project).OrThrow();
        foreach (var name in new[] { "good", "two" })
        {
            Assert.Single(outcome.Output.Split('\n'),
                line => line.Contains($"{name}: N = 2 wrong answers of K = 5", StringComparison.Ordinal));
            Assert.True(File.Exists(_folder[$"p/ftc/{name}/report.json"]));
        }
        Dotnet.Run(_folder.Path, "clean", project, "-nologo").OrThrow();
        Assert.False(Directory.Exists(_folder["p/ftc"]));
    }

    [Fact]
    public void A_project_that_does_not_compile_runs_nothing()
    {
        var project = package.NewProject(_folder, "p", All);
        _folder.Write("p/broken.cs", "class {");
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/good.ftc.yaml", Good);
        Assert.NotEqual(0, PackageFixture.Build(project).ExitCode);
        Assert.False(Directory.Exists(_folder["p/ftc"]));
    }
}
