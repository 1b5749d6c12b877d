using System.IO.Compression;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

/// <summary>FtcTools.Core for .NET code without PowerShell: packed, and used by a program in a folder of its own.</summary>
public sealed class CorePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_builds_and_proves_a_network_with_the_package_alone()
    {
        var package = Dotnet.Pack("FtcTools.Core", _folder["feed"]);
        using (var zip = ZipFile.OpenRead(package))
        {
            Assert.Equal(["README.md", "lib/net10.0/FtcTools.Core.dll", "lib/net10.0/FtcTools.Core.xml"], zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal) || name == "README.md").Order(StringComparer.Ordinal));
            using var nuspec = new StreamReader(zip.GetEntry("FtcTools.Core.nuspec")!.Open());
            var text = nuspec.ReadToEnd();
            Assert.Contains("id=\"MathNet.Numerics\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("PowerShell", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Microsoft.Build", text, StringComparison.Ordinal);
        }

        // What it depends on comes from where this repository has it.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("NuGet.Config", $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{_folder["feed"]}" /><add key="cache" value="{cache}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """);
        var project = _folder.Write("ä b@1/app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <RestorePackagesPath>{_folder["packages"]}</RestorePackagesPath>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="FtcTools.Core" Version="{Path.GetFileNameWithoutExtension(package)["FtcTools.Core.".Length..]}" /></ItemGroup>
            </Project>
            """);
        _folder.Write("ä b@1/Program.cs", """
            using FtcTools.Constructions;
            using FtcTools.Data;
            using FtcTools.Shipping;
            using FtcTools.Shipping.CSharp;
            using FtcTools.Verification;

            var network = Design.Build(Samples.Line([2, 4, 9]), new DesignOptions { Untouched = Untouched.Exact }).Network;
            System.Console.WriteLine($"{network.Neurons} neurons, proven: {Verifier.Verify(network, network.Dataset!, Arithmetic.Exact).Passed}");
            CSharpFile.Write("Patch.cs", Shipment.Of(network, new ShippingTerms { Precision = Arithmetic.Float32 }), new CSharpOptions());
            """);
        for (var build = 1; build <= 3; build++)
        {
            var outcome = Dotnet.Run(_folder["ä b@1"], "run", "--project", project).OrThrow();
            Assert.Equal("9 neurons, proven: True", outcome.Output.Trim());
        }
        Assert.Contains("internal static class Patch", File.ReadAllText(_folder["ä b@1/Patch.cs"]), StringComparison.Ordinal);
    }
}
