namespace FtcTools.PowerShell;

/// <summary>Where the cells of an experiment run.</summary>
public enum Engine
{
    /// <summary>In this process.</summary>
    Local,

    /// <summary>Tasks are a job array of Slurm.</summary>
    Slurm,
}
