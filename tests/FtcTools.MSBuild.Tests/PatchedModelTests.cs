using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>Real builds of projects that ship a patched model.</summary>
public sealed class PatchedModelTests(PackageFixture package) : IDisposable
{
    private const string Library = "<TargetFramework>net10.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors>";
    private const string Fix =
        "experiment: fix\ndataset: { csv: digits.csv, features: x0..x63, label: label, pretrained: digits-mlp.onnx, classification: true }\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string NewProject(string items)
    {
        var project = package.NewProject(_folder, "p", $"<ItemGroup>{items}</ItemGroup>", Library);
        File.Copy(Repository.File("examples", "onnx-patch", "digits-mlp.onnx"), _folder["p/digits-mlp.onnx"]);
        _folder.Write("p/digits.csv", string.Join('\n', File.ReadLines(Repository.File("examples", "quickstart", "digits.csv")).Take(301)));
        return project;
    }

    [Fact]
    public void The_patched_model_is_content_of_the_project()
    {
        var project = NewProject("""<FtcPatch Include="fix.ftc.yaml" Format="onnx" />""");
        _folder.Write("p/fix.ftc.yaml", Fix + "network: { radius: 0.1 }\n");
        var shipped = _folder["p/bin/Debug/net10.0/fix.onnx"];

        Assert.Matches(
            @"fix\.onnx: [1-9]\d* of 300 answers wrong before, 0 after, 0 others moved, in ONNX Runtime; \d+ neurons, [\d.]+ kB, proven in Float32.*; the class itself, with 'digits-mlp\.onnx', within 0\.1",
            PackageFixture.Build(project).OrThrow().Output);
        Assert.True(new FileInfo(shipped).Length > new FileInfo(_folder["p/digits-mlp.onnx"]).Length);
        var written = File.GetLastWriteTimeUtc(shipped);
        for (var again = 2; again <= 3; again++)
        {
            Assert.Contains("fix.ftc.yaml is up to date", PackageFixture.Build(project, "--no-restore").OrThrow().Output,
                StringComparison.Ordinal);
            Assert.Equal(written, File.GetLastWriteTimeUtc(shipped));
        }
        Dotnet.Run(_folder.Path, "publish", project, "-nologo", "--no-build", "-c", "Debug", "-o", _folder["published"]).OrThrow();
        Assert.Equal(File.ReadAllBytes(shipped), File.ReadAllBytes(_folder["published/fix.onnx"]));

        // Another place, and a model that does not verify.
        File.WriteAllText(project,
            File.ReadAllText(project).Replace("Format=\"onnx\"", "Format=\"onnx\" Link=\"models/digits.onnx\"", StringComparison.Ordinal));
        PackageFixture.Build(project, "--no-restore").OrThrow();
        Assert.True(File.Exists(_folder["p/bin/Debug/net10.0/models/digits.onnx"]));
        Assert.False(File.Exists(shipped));
        _folder.Write("p/fix.ftc.yaml", Fix + "expect:\n  neurons: 1\n");
        var outcome = PackageFixture.Build(project, "--no-restore");
        Assert.StartsWith("fix.ftc.yaml(4,12): error FTC0007: ", Assert.Single(outcome.ErrorsIn(_folder["p"])), StringComparison.Ordinal);

        Dotnet.Run(_folder.Path, "clean", project, "-nologo").OrThrow();
        Assert.Empty(Directory.GetFiles(_folder["p/bin"], "*.onnx", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(_folder["p/obj"], "*.onnx*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_model_with_a_rule_is_content_of_the_project()
    {
        var project = NewProject("""<FtcPatch Include="rules.ftc.yaml" Format="onnx" />""");
        File.Copy(Repository.File("examples", "rules", "loans.onnx"), _folder["p/loans.onnx"]);
        _folder.Write("p/rules.ftc.yaml", """
            experiment: rules
            pretrained: loans.onnx
            inputs: [age, income, debt, late, salaried]
            classes: [denied, approved]
            domain: { low: [18, 0, 0, 0, 0], high: [100, 200, 200, 10, 1] }
            regions: [{ name: low income, inside: income <= 12, class: denied }]
            network: { form: whole }
            """);
        Assert.Matches(@"rules\.onnx: keeps .*low income.*; \d+ kB", PackageFixture.Build(project).OrThrow().Output);
        Assert.True(new FileInfo(_folder["p/bin/Debug/net10.0/rules.onnx"]).Length > new FileInfo(_folder["p/loans.onnx"]).Length);
    }

    [Fact]
    public void What_is_no_patched_model_is_an_error_at_its_place()
    {
        var project = NewProject("""
            <FtcPatch Include="answers.ftc.yaml;fix.ftc.yaml" Format="onnx" />
            <FtcPatch Include="fix.ftc.yaml" Format="zip" />
            <FtcPatch Include="again.ftc.yaml" Format="onnx" Link="fix.onnx" />
            """);
        _folder.Write("p/answers.ftc.yaml",
            "experiment: answers\ndataset:\n  { csv: digits.csv, features: x0..x63, label: label, prediction: predicted }\n");
        _folder.Write("p/fix.ftc.yaml", Fix.Replace("digits.csv", "none.csv", StringComparison.Ordinal));
        _folder.Write("p/again.ftc.yaml", Fix);
        var lines = PackageFixture.Build(project).ErrorsIn(_folder["p"]).Order(StringComparer.Ordinal).ToArray();
        Assert.Collection(lines,
            line => Assert.StartsWith("again.ftc.yaml(1,13): error FTC0059: ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("answers.ftc.yaml(2,1): error FTC0005: the key 'dataset.pretrained' is missing", line,
                StringComparison.Ordinal),
            line => Assert.StartsWith("fix.ftc.yaml(2,17): error FTC0010: ", line, StringComparison.Ordinal));

        // The compiler's turn does not come.
        File.WriteAllText(project, File.ReadAllText(project).Replace("Format=\"onnx\"", "", StringComparison.Ordinal));
        Assert.Contains(PackageFixture.Build(project, "--no-restore").ErrorsIn(_folder["p"]),
            line => line.Contains("error FTC0034: Format is 'zip'; valid are csharp and onnx", StringComparison.Ordinal));
    }
}
