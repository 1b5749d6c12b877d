namespace FtcTools.Experiments.Slurm;

/// <summary>A job array that runs cells of an experiment.</summary>
/// <param name="Id">Slurm's number of it.</param>
/// <param name="Cells">The number of cells that it runs.</param>
/// <param name="Folder">The folder of the results.</param>
public sealed record SlurmJob(string Id, string Experiment, int Tasks, int Cells, string Folder);
