using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Experiments.Yaml;

namespace FtcTools.Experiments;

/// <summary>How an experiment divides its samples among tasks.</summary>
/// <param name="Shards">The number of parts.</param>
/// <param name="OnSlurm">Whether parts are asked by tasks of Slurm.</param>
/// <param name="Submit">Options of sbatch, each one word.</param>
/// <param name="Place">The place where it is stated.</param>
internal sealed record ShardRequest(int Shards, bool OnSlurm, IReadOnlyList<string> Submit, Place Place)
{
    /// <summary>Null where nothing is divided.</summary>
    /// <exception cref="FtcException">FTC0004, FTC0005: what is stated does not fit together.</exception>
    public static ShardRequest? Of(Settings settings)
    {
        if (!settings.States("run")) return null;
        var onSlurm = settings["run.engine"] is [{ Value: "slurm" }];
        if (settings["run.shards"] is not [var shards])
            throw settings.Missing("run.shards", "it is the number of parts into which samples are divided", "run");
        foreach (var (key, why) in new[] { (ExperimentSchema.Regions, "regions are mended"), ("train", "networks are trained"),
            ("test.folds", "samples are held out") })
        {
            if (settings.States(key))
                throw shards.Place.Fail(Codes.InvalidValue,
                    $"'run.shards' cannot stand beside '{key}': {why} with all samples in one memory.");
        }
        if (settings["run.slurm"] is [var option, ..] && !onSlurm)
            throw option.Place.Fail(Codes.InvalidValue,
                "'run.slurm' holds options for the engine slurm; write 'engine: slurm', or leave it away.");
        return new((int)shards.Value, onSlurm, [.. (settings["run.slurm"] ?? []).Select(word => (string)word.Value)], shards.Place);
    }

    /// <summary>A complaint about it.</summary>
    public FtcException Fail(string message) => Place.Fail(Codes.InvalidValue, message);
}
