namespace FtcTools.Experiments;

/// <summary>What to do about results of an earlier run.</summary>
public enum Existing
{
    /// <summary>Replace them where that run came to its end; complain where it was stopped.</summary>
    Refuse,

    /// <summary>Keep the cells that are finished and do the others.</summary>
    Resume,

    /// <summary>Start over.</summary>
    Replace,
}

/// <summary>How to run an experiment.</summary>
public sealed record RunOptions
{
    /// <summary>Results go to a folder of the experiment's name in this one; null writes nothing.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Cells at the same time, at least 1. Results do not depend on it, nor does their order.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>What to do about results that are in the folder.</summary>
    public Existing Existing { get; init; }

    /// <summary>Run a grid of more than 10^6 cells.</summary>
    public bool AnySize { get; init; }
}

/// <summary>What a run is doing.</summary>
/// <param name="Done">Cells that are finished, those of an earlier run included.</param>
/// <param name="Step">What one of the others is at.</param>
public sealed record RunProgress(string Experiment, int Done, int Cells, string Cell, string Step)
{
    /// <summary>An estimate; null before the first cell is done.</summary>
    public TimeSpan? Remaining { get; init; }
}
