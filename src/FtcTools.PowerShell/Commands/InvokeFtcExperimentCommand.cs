using System.Collections;
using System.Management.Automation;
using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Experiments.Slurm;
using FtcTools.Experiments.Sweeps;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsLifecycle.Invoke,
    "FtcExperiment",
    DefaultParameterSetName = "Path",
    SupportsShouldProcess = true)]
[OutputType(typeof(CellResult), typeof(SlurmJob))]
public sealed class InvokeFtcExperimentCommand : ReadingCmdlet
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public Experiment InputObject { get; set; } = null!;

    [Parameter(ParameterSetName = "Path")]
    [Parameter(ParameterSetName = "LiteralPath")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public Hashtable? Set { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    [Parameter]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

    [Parameter]
    public Engine Engine { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SlurmOption { get; set; }

    [Parameter]
    public SwitchParameter Resume { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override object? Target => InputObject;

    protected override void Process()
    {
        if (ParameterSetName == "InputObject") Run(InputObject);
        else base.Process();
    }

    protected override void Read(string file) => Run(ExperimentFile.Read(this, file, Set));

    private void Run(Experiment experiment)
    {
        var folder = OutputPath is null ? null : this.ResolveTarget(OutputPath);
        if (folder is not null && !_names.Add(experiment.Name))
            throw experiment.FailName(Codes.DuplicateExperiment,
                $"another experiment of this call is called '{experiment.Name}', too, and its results would be overwritten; rename one.");
        if (!ShouldProcess(experiment.File, folder is null ? "Run experiment" : $"Run experiment, results to '{folder}'")) return;
        var options = new RunOptions
        {
            OutputFolder = folder,
            Parallelism = ThrottleLimit,
            Existing = Resume ? Existing.Resume : Force ? Existing.Replace : Existing.Refuse,
            AnySize = Force,
        };
        if (Engine == Engine.Slurm)
        {
            RunOnCluster(experiment, options);
            return;
        }
        if (SlurmOption is not null) throw new FtcException(Codes.Argument, "-SlurmOption is for -Engine Slurm; this run is local.");
        WriteVerbose($"{experiment.Name}: {experiment.Cells.Count} cell(s), {ThrottleLimit} at a time, {(folder is null ? "results to the pipeline alone" : $"results to '{folder}' too")}{(Resume ? "; cells that are finished there are read, not run" : "")}.");
        Run<CellResult>($"Experiment {experiment.Name}", (work, emit) =>
        {
            foreach (var result in ExperimentRunner.Run(experiment, options, work, work.Stop)) emit(result);
        }, Write);
    }

    private void RunOnCluster(Experiment experiment, RunOptions options)
    {
        var slurm = new SlurmOptions { Submit = SlurmOption ?? [],
            Tasks = MyInvocation.BoundParameters.ContainsKey(nameof(ThrottleLimit)) ? ThrottleLimit : null };
        if (Wait)
        {
            Run<CellResult>($"Experiment {experiment.Name} on Slurm", (work, emit) =>
            {
                foreach (var result in SlurmRunner.Run(experiment, options, slurm, work, work.Stop)) emit(result);
            }, Write);
            return;
        }
        if (Run($"Submitting {experiment.Name}", work => SlurmRunner.Submit(experiment, options, slurm, work.Stop)) is { } job)
            WriteObject(job);
        else WriteVerbose($"Every cell of {experiment.Name} is finished; there is nothing to submit.");
    }

    private void Write(CellResult result)
    {
        WriteObject(result);
        foreach (var complaint in result.Diagnostics) WriteError(complaint.ToErrorRecord(result.Name));
    }
}
