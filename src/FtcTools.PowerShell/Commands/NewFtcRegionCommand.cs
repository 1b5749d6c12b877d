using System.Management.Automation;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsCommon.New,
    "FtcRegion",
    DefaultParameterSetName = "Class")]
[OutputType(typeof(Region))]
public sealed class NewFtcRegionCommand : FtcCmdlet
{
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public double[] Low { get; set; } = null!;

    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public double[] High { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "Class")]
    public int Class { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Require")]
    [ValidateNotNullOrEmpty]
    public string[] Require { get; set; } = null!;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Inside { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "region";

    protected override void Process() => WriteObject(new Region(
        Name, Low, High,
        ParameterSetName == "Class" ? Requirement.OfClass(Class)
            : Requirement.OfClauses(Require.Select(text => InequalityText.ReadClause(text, 'y'))),
        (Inside ?? []).Select(text => InequalityText.Read(text, 'x').Over(Low.Length))));
}
