using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Shards;

namespace FtcTools.PowerShell;

/// <summary>What looks at all samples, and may leave that to tasks, each of which has a part of them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ShardingCmdlet : FtcCmdlet
{
    [Parameter]
    public Engine Engine { get; set; }

    [Parameter]
    public int Shards { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SlurmOption { get; set; }

    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Whether samples are divided among tasks.</summary>
    protected bool Divides => MyInvocation.BoundParameters.ContainsKey(nameof(Shards));

    /// <summary>Fails where what is asked for does not fit together.</summary>
    /// <exception cref="FtcException">FTC0034.</exception>
    protected void CheckShards()
    {
        if (Engine == Engine.Slurm && !Divides)
            throw new FtcException(Codes.Argument, "-Engine Slurm divides samples among tasks: say among how many with -Shards.");
        if (Engine == Engine.Slurm) return;
        var alone = OutputPath is not null ? nameof(OutputPath) : SlurmOption is not null ? nameof(SlurmOption)
            : Resume ? nameof(Resume) : null;
        if (alone is not null)
            throw new FtcException(Codes.Argument, $"-{alone} is for -Engine Slurm; shards are looked at here, and nothing is written.");
    }

    /// <summary>How many tasks look at the samples.</summary>
    protected int Tasks => Divides ? Math.Max(1, Shards) : 1;

    /// <summary>Whether -WhatIf and -Confirm let it be done; they are told what it takes.</summary>
    /// <param name="plan">Null where samples are looked at all at once.</param>
    protected bool Agreed(string target, string action, Dataset dataset, Func<WorkContext, PassPlan?> plan)
    {
        if (!IsAsked) return true;
        var takes = Run("Planning", plan) is { } passes ? $"{passes}" : "all samples are in memory, and looked at at once";
        return ShouldProcess(target,
            string.Create(CultureInfo.InvariantCulture, $"{action} for N = {dataset.N} of K = {dataset.K} samples: {takes}"));
    }

    /// <summary>Whether -WhatIf and -Confirm let something be done that has no plan.</summary>
    protected bool Agreed(string target, string action) => !IsAsked || ShouldProcess(target, action);

    // What changes nothing outside needs no word about it where nobody asks.
    private bool IsAsked => IsSet("WhatIf") || IsSet("Confirm") || GetVariableValue("WhatIfPreference") is true or SwitchParameter { IsPresent: true };

    private bool IsSet(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var value) && value is SwitchParameter { IsPresent: true };

    /// <summary>Work on samples that are divided; what tasks have written is removed once it is done.</summary>
    protected T Divided<T>(Dataset dataset, WorkContext work, Func<ShardedSamples, T> use)
    {
        using var shards = ShardedSamples.Open(dataset, new()
        {
            Shards = Shards,
            OnSlurm = Engine == Engine.Slurm,
            Folder = OutputPath is null ? null : System.IO.Path.Combine(this.ResolveTarget(OutputPath), "ftc-shards"),
            Resume = Resume,
            Submit = SlurmOption ?? [],
        }, work, work.Stop);
        var result = use(shards);
        shards.Complete();
        return result;
    }
}
