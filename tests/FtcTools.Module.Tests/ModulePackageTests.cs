using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>What the PowerShell Gallery gets, and what a user has after an installation: a folder away from the clone.</summary>
public sealed class ModulePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_package_is_a_module_that_can_be_imported_from_anywhere()
    {
        var package = Dotnet.Pack("FtcTools.PowerShell", _folder["ä b@1"]);
        var version = Regex.Match(File.ReadAllText(Repository.File("FtcTools.psd1")), "ModuleVersion *= '([^']*)'").Groups[1].Value;
        Assert.Equal($"FtcTools.{version}.nupkg", Path.GetFileName(package));
        var stage = _folder[$"ä b@1/FtcTools/{version}"];

        using (var zip = ZipFile.OpenRead(package))
        {
            using var nuspec = zip.GetEntry("FtcTools.nuspec")!.Open();
            var metadata = XDocument.Load(nuspec).Root!.Elements().Single().Elements()
                .ToLookup(element => element.Name.LocalName, element => element.Value);
            Assert.Equal(("FtcTools", version), (metadata["id"].Single(), metadata["version"].Single()));
            Assert.Contains("PSModule", metadata["tags"].Single().Split(' '));
            Assert.Empty(metadata["dependencies"]);

            // Packed and staged are the same files.
            var packed = zip.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal)
                    && !name.StartsWith("package/", StringComparison.Ordinal) && name != "FtcTools.nuspec"
                    && name != "[Content_Types].xml");
            var staged = Directory.GetFiles(stage, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(stage, file).Replace('\\', '/'));
            Assert.Equal(staged.Order(StringComparer.Ordinal), packed.Order(StringComparer.Ordinal));
            foreach (var file in (string[])["FtcTools.psd1", "LICENSE", "module/FtcTools.psm1", "module/bin/FtcTools.PowerShell.dll",
                "module/bin/en-US/FtcTools.PowerShell.dll-Help.xml", "module/bin/YamlDotNet.dll"]) Assert.Contains(file, staged);
            Assert.DoesNotContain(staged, file => file.Contains("Management.Automation", StringComparison.Ordinal)
                || file.EndsWith(".pdb", StringComparison.Ordinal));
        }

        var said = PowerShell.Run(
            TimeSpan.FromMinutes(2), "-Command",
            $"$env:PSModulePath = '{_folder["ä b@1"]}' + [IO.Path]::PathSeparator + $env:PSModulePath; Import-Module FtcTools; (Get-Module FtcTools).ModuleBase; New-FtcNetwork -Layers 3 -T 2,4,9 | Test-FtcNetwork -Quiet; (Get-Help Export-FtcNetwork).Synopsis");
        Assert.Equal([stage, "True", "Writes a network to a file."],
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
