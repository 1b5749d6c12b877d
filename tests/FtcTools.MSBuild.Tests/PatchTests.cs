using System.Text.Json;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>Real builds of projects that compile a patch in.</summary>
public sealed class PatchTests(PackageFixture package) : IDisposable
{
    private const string Exe =
        "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
    private const string Fix = "experiment: my-fix\ndataset: { csv: data.csv, features: x, residual: z }\nexpect: { passed: true }\n";
    private const string Csv = "x,z\n1,0\n2,1\n3,0\n4,-1\n5,0\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Item(string metadata) => $"<ItemGroup><FtcPatch Include=\"fix.ftc.yaml\" {metadata} /></ItemGroup>";

    private static string Program(string name) =>
        $"System.Console.WriteLine(System.FormattableString.Invariant($\"g(2) = {{{name}.Evaluate([2]):0.###}}\"));\n";

    private string[] Classes(string project) =>
        Directory.Exists(_folder[$"{project}/obj"]) ? Directory.GetFiles(_folder[$"{project}/obj"], "*.g.cs", SearchOption.AllDirectories)
            .Where(file => file.Contains("ftc", StringComparison.Ordinal)).ToArray() : [];

    [Fact]
    public void Builds_prove_what_has_changed_and_keep_the_rest()
    {
        var project = package.NewProject(_folder, "ä b@1", Item("Namespace=\"My.App\""), Exe);
        _folder.Write("ä b@1/fix.ftc.yaml", Fix);
        var csv = _folder.Write("ä b@1/data.csv", Csv);
        var program = _folder.Write("ä b@1/Program.cs", Program("My.App.MyFix"));
        var assembly = _folder["ä b@1/bin/Debug/net10.0/ä b@1.dll"];

        var first = PackageFixture.Build(project).OrThrow();
        Assert.Contains("My.App.MyFix: 6 neurons correct 2 of 5 samples, proven in Float64", first.Output, StringComparison.Ordinal);
        Assert.Equal("g(2) = 1", Run());
        var written = File.GetLastWriteTimeUtc(Assert.Single(Classes("ä b@1")));
        var compiled = File.GetLastWriteTimeUtc(assembly);
        for (var again = 2; again <= 3; again++)
        {
            Assert.Contains("fix.ftc.yaml is up to date", Build().Output, StringComparison.Ordinal);
            Assert.Equal(written, File.GetLastWriteTimeUtc(Assert.Single(Classes("ä b@1"))));
            Assert.Equal(compiled, File.GetLastWriteTimeUtc(assembly));
        }

        // Data, then names.
        File.WriteAllText(csv, Csv.Replace("2,1", "2,7", StringComparison.Ordinal));
        Build();
        Assert.Equal("g(2) = 7", Run());
        Change("Namespace=\"My.App\"", "ClassName=\"Other\" Public=\"true\"");
        File.WriteAllText(program, Program("ä_b_1.Other"));
        Build();
        Assert.Equal("g(2) = 7", Run());
        Assert.Contains("public static class Other", File.ReadAllText(Assert.Single(Classes("ä b@1"))), StringComparison.Ordinal);

        // An editor sees the class of the last build, and no editor proves anything.
        Assert.Contains(DesignTime(), item => item.EndsWith(".g.cs", StringComparison.Ordinal)
            && item.Contains("fix.ftc", StringComparison.Ordinal));
        Dotnet.Run(_folder.Path, "clean", project, "-nologo").OrThrow();
        Assert.Empty(Classes("ä b@1"));
        Assert.Empty(Directory.GetFiles(_folder["ä b@1/obj"], "*.g.cs.json", SearchOption.AllDirectories));
        Assert.DoesNotContain(DesignTime(), item => item.Contains("fix.ftc", StringComparison.Ordinal));
        Assert.Empty(Classes("ä b@1"));

        Build("-t:Rebuild");
        Assert.Equal("g(2) = 7", Run());

        Outcome Build(params string[] arguments) => PackageFixture.Build(project, ["--no-restore", .. arguments]).OrThrow();

        string Run() => Dotnet.Run(_folder.Path, assembly).OrThrow().Output.Trim();

        void Change(string from, string to) =>
            File.WriteAllText(project, File.ReadAllText(project).Replace(from, to, StringComparison.Ordinal));

        // What Visual Studio asks for.
        string[] DesignTime()
        {
            var outcome = Dotnet.Run(Path.GetDirectoryName(project)!, "msbuild", project, "-nologo", "-t:Compile", "-getItem:Compile",
                "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true").OrThrow();
            using var json = JsonDocument.Parse(outcome.Output);
            return [.. json.RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!)];
        }
    }

    [Fact]
    public void What_does_not_verify_breaks_the_build_at_its_line()
    {
        var files = new Dictionary<string, string>
        {
            ["nothing"] = "network: { precision: float32 }\ntest: { tolerance: 0.0 }\n",
            ["grid"] = "network: { layers: [2, 3] }\n",
            ["touched"] = "network:\n  method: BlockEndpoints\n",
            ["exact"] = "network: { precision: exact }\n",
            ["broken"] = "expect:\n  neurons: 4\n",
        };
        var project = package.NewProject(_folder, "p", "<ItemGroup><FtcPatch Include=\"*.ftc.yaml\" /></ItemGroup>");
        _folder.Write("p/data.csv", "x,z\n1,0\n2,0.3\n3,0\n4,-1\n5,0\n");
        foreach (var (name, text) in files) _folder.Write($"p/{name}.ftc.yaml",
            $"experiment: {name}\ndataset: {{ csv: data.csv, features: x, residual: z }}\n{text}");

        var outcome = PackageFixture.Build(project);
        Assert.NotEqual(0, outcome.ExitCode);
        var lines = outcome.ErrorsIn(_folder["p"]).Order().ToArray();
        Assert.Collection(lines,
            line => Assert.StartsWith("broken.ftc.yaml(4,12): error FTC0007: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("exact.ftc.yaml(3,23): error FTC0004: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("grid.ftc.yaml(3,21): error FTC0058: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("nothing.ftc.yaml(3,1): error FTC0055: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("touched.ftc.yaml(4,11): error FTC0031: ", line, StringComparison.Ordinal));
        Assert.Empty(Classes("p"));
    }

    [Fact]
    public void A_program_knows_the_radius_within_which_its_patch_holds()
    {
        var project = package.NewProject(_folder, "p", Item(""), Exe);
        _folder.Write("p/fix.ftc.yaml", Fix + "network: { radius: 0.2 }\n");
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/Program.cs",
            "System.Console.WriteLine(System.FormattableString.Invariant($\"{p.MyFix.Radius:0.#} {p.MyFix.Norm} {p.MyFix.Evaluate([2.19])} {p.MyFix.Evaluate([1.19])}\"));\n");
        Assert.Contains("proven in Float64, and for every input within 0.", PackageFixture.Build(project).OrThrow().Output,
            StringComparison.Ordinal);
        Assert.Matches(@"^0\.[2-5] Infinity 1 0$", Dotnet.Run(_folder.Path, _folder["p/bin/Debug/net10.0/p.dll"]).OrThrow().Output.Trim());
    }

    [Fact]
    public void A_patch_of_a_model_at_hand_says_where_the_class_itself_holds()
    {
        var project = package.NewProject(_folder, "p", Item(""), Exe);
        File.Copy(Repository.File("examples", "quickstart", "digits.csv"), _folder["p/data.csv"]);
        File.Copy(Repository.File("examples", "onnx-patch", "digits-mlp.onnx"), _folder["p/digits-mlp.onnx"]);
        _folder.Write("p/fix.ftc.yaml",
            "experiment: my-fix\ndataset: { csv: data.csv, features: x0..x63, label: label, pretrained: digits-mlp.onnx, classification: true }\nnetwork: { radius: 0.25, precision: float32 }\nexpect: { argmaxRadius: \">= 0.25\" }\n");
        _folder.Write("p/Program.cs", "System.Console.WriteLine(p.MyFix.Norm);\n");
        Assert.Matches("proven in Float32, and for every input within 0.25.*; the class itself, with 'digits-mlp.onnx', within 0.25",
            PackageFixture.Build(project).OrThrow().Output);
        Assert.Contains("the outputs of digits-mlp.onnx (SHA-256 ", File.ReadAllText(Assert.Single(Classes("p"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_one_name_are_two_classes_and_one_class_is_not_two()
    {
        var project = package.NewProject(_folder, "p", """
            <ItemGroup>
              <FtcPatch Include="a/fix.ftc.yaml;b/fix.ftc.yaml" />
              <FtcPatch Include="a/fix.ftc.yaml" ClassName="Again" />
            </ItemGroup>
            """);
        foreach (var folder in (string[])["a", "b"])
        {
            _folder.Write($"p/{folder}/data.csv", Csv);
            _folder.Write($"p/{folder}/fix.ftc.yaml", Fix.Replace("my-fix", "fix-" + folder, StringComparison.Ordinal));
        }
        _folder.Write("p/Use.cs", "class Use { double X => p.FixA.Evaluate([1]) + p.FixB.Evaluate([1]) + p.Again.Evaluate([1]); }");
        PackageFixture.Build(project).OrThrow();
        Assert.Equal(3, Classes("p").Length);

        _folder.Write("p/b/fix.ftc.yaml", Fix.Replace("my-fix", "fix-a", StringComparison.Ordinal));
        var error = Assert.Single(PackageFixture.Build(project, "--no-restore").Errors);
        Assert.Contains("fix.ftc.yaml(1,13): error FTC0059: ", error, StringComparison.Ordinal);
        Assert.Contains("is the class p.FixA too", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_for_several_frameworks_has_the_class_in_each()
    {
        var project = package.NewProject(_folder, "p", Item(""),
            "<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>");
        _folder.Write("p/fix.ftc.yaml", Fix);
        _folder.Write("p/data.csv", Csv);
        _folder.Write("p/Use.cs", "class Use { double X => p.MyFix.Evaluate([1]); }");
        PackageFixture.Build(project).OrThrow();
        for (var again = 2; again <= 3; again++)
        {
            PackageFixture.Build(project, "--no-restore").OrThrow();
            Assert.Equal(2, Classes("p").Length);
        }
        Dotnet.Run(_folder.Path, "clean", project, "-nologo").OrThrow();
        Assert.Empty(Classes("p"));
    }
}
