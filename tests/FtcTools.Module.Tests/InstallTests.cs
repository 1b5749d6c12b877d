using FtcTools.Tests;
using Xunit;

namespace FtcTools.Module.Tests;

/// <summary>What the README says of installing and removing the module, word for word, as a user who has nothing else.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_module_is_installed_from_a_folder_and_removed_as_the_README_says()
    {
        var readme = Repository.File("README.md");
        Assert.Equal(["dotnet pack"], Markdown.Blocks(readme, "Install and remove", ""));
        var blocks = Markdown.Blocks(readme, "Install and remove", "powershell");
        Assert.Equal(2, blocks.Length);
        Dotnet.Pack("FtcTools.PowerShell", _folder["clone/artifacts"]);

        var script = _folder.Write("clone/install.ps1", $"""
            $ErrorActionPreference = 'Stop'
            Set-Location -LiteralPath $PSScriptRoot
            {blocks[0]}
            (Get-Module FtcTools).ModuleBase
            New-FtcNetwork -Layers 3 -T 2,4,9 | Test-FtcNetwork -Quiet
            {blocks[1]}
            @(Get-PSResourceRepository | Where-Object Name -eq ftc).Count
            """);
        Directory.CreateDirectory(_folder["home"]);
        var said = PowerShell.Run(
            TimeSpan.FromMinutes(5), "-Command",
                $"$env:HOME = '{_folder["home"]}'; $env:XDG_DATA_HOME = ''; dotnet \"$PSHOME/pwsh.dll\" -NoProfile -NonInteractive -File '{script}'")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.True(said.Length == 3, string.Join('\n', said));
        Assert.EndsWith(Path.Join("FtcTools", "0.2.0"), said[0], StringComparison.Ordinal);
        Assert.Equal(["True", "0"], said[1..]);
        Assert.False(Directory.Exists(said[0]));
    }
}
