using System.Management.Automation;
using FtcTools.Networks;
using FtcTools.Onnx;

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
        var format = NetworkFormats.Of(file, NetworkFormat.Json, NetworkFormat.Onnx);
        WriteObject(Run($"Reading {file}", _ => format == NetworkFormat.Onnx ? OnnxNetwork.Read(file) : NetworkFile.Read(file)));
    }
}
