using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace FtcTools.Help;

/// <summary>
/// Runs this program in a build, as `Exec` would, but without a shell: a machine with the SDK alone may have none on its PATH.
/// </summary>
public sealed class WriteHelp : ToolTask
{
    [Required]
    public string Module { get; set; } = "";

    [Required]
    public string Docs { get; set; } = "";

    [Required]
    public string Output { get; set; } = "";

    protected override string ToolName => OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

    protected override string GenerateFullPathToTool() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? ToolName;

    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        foreach (var file in (string[])[typeof(WriteHelp).Assembly.Location, Module, Docs, Output]) line.AppendFileNameIfNotNull(file);
        return line.ToString();
    }
}
