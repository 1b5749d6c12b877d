using System.Management.Automation;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcRegion",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(Region))]
public sealed class ImportFtcRegionCommand : ReadingCmdlet
{
    protected override void Read(string file)
    {
        foreach (var region in RegionFile.Read(file)) WriteObject(region);
    }
}
