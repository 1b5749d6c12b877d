using System.Management.Automation;
using FtcTools.Networks;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcNetwork",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(Network))]
public sealed class ImportFtcNetworkCommand : ReadingCmdlet
{
    protected override void Read(string file)
    {
        NetworkFormats.Of(file, NetworkFormat.Json);
        WriteObject(Run($"Reading {file}", _ => NetworkFile.Read(file)));
    }
}
