using System.ComponentModel;
using System.Management.Automation;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>Reads files: -Path with wildcards, or -LiteralPath; one complaint a file.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ReadingCmdlet : FtcCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath", ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = null!;

    protected abstract void Read(string file);

    protected override void Process()
    {
        var literal = ParameterSetName == "LiteralPath";
        foreach (var path in literal ? LiteralPath : Path)
        {
            try
            {
                foreach (var file in this.ResolveFiles(path, literal)) ReadOne(file);
            }
            catch (FtcException complaint) when (!OneResult)
            {
                WriteError(complaint.ToErrorRecord(path));
            }
        }
    }

    private void ReadOne(string file)
    {
        try
        {
            Read(file);
        }
        catch (FtcException complaint) when (!OneResult)
        {
            WriteError(complaint.ToErrorRecord(file));
        }
    }
}
