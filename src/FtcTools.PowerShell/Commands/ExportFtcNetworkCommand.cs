using System.Management.Automation;
using FtcTools.Diagnostics;
using FtcTools.Networks;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Export,
    "FtcNetwork",
    SupportsShouldProcess = true)]
[OutputType(typeof(Network))]
public sealed class ExportFtcNetworkCommand : FtcCmdlet
{
    private readonly HashSet<string> _written = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Network Network { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override object? Target => Path;

    protected override void Process()
    {
        var file = this.ResolveTarget(Path);
        NetworkFormats.Check(file);
        if (_written.Contains(file)) throw Refuse("the network before this one was written there; give each network a file of its own");
        if (NoClobber && File.Exists(file)) throw Refuse("it exists, and -NoClobber is set");
        if (!Force && File.Exists(file) && File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly)) throw Refuse("it is read-only; -Force overwrites it");
        if (ShouldProcess(file, "Write network"))
        {
            Run($"Writing {file}", _ =>
            {
                NetworkFile.Write(file, Network);
                return file;
            });
            _written.Add(file);
        }
        if (PassThru) WriteObject(Network);

        FtcException Refuse(string reason) => new(Codes.NotWritable, $"'{file}' is not written: {reason}.", file);
    }
}
