using System.Collections;
using System.Management.Automation;
using FtcTools.Experiments;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Import,
    "FtcExperiment",
    DefaultParameterSetName = "Path")]
[OutputType(typeof(Experiment))]
public sealed class ImportFtcExperimentCommand : ReadingCmdlet
{
    [Parameter]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public Hashtable? Set { get; set; }

    protected override void Read(string file) => WriteObject(ExperimentFile.Read(this, file, Set));
}
