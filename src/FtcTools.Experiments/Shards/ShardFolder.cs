using System.Security.Cryptography;
using System.Text.Json;
using FtcTools.Data.Passes;
using FtcTools.Data.Stored;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Networks;

namespace FtcTools.Experiments.Shards;

/// <summary>What the folder of a run holds: which samples, and how they are divided.</summary>
/// <param name="Samples">Their identity.</param>
/// <param name="Outputs">p, of the network.</param>
/// <param name="Layout">
/// The layout of shards that were written; null where samples are read where they lie, as a recipe beside this says.
/// </param>
/// <param name="Version">The version of FtcTools: another one may ask and answer otherwise.</param>
internal sealed record ShardManifest(string Samples, int K, int Outputs, int Shards, ShardLayout? Layout, string Version)
{
    public static string ThisVersion { get; } = typeof(Network).Assembly.GetName().Version!.ToString(3);

    /// <summary>The samples of a shard.</summary>
    public ISampleRange Open(ShardFolder folder, int shard, int threads, CancellationToken cancellation = default)
    {
        var (first, count) = LocalParts.PartOf(K, shard, Shards);
        return Layout is not null ? new ShardFile(folder.SamplesOf(shard), first, count, Outputs, Layout, threads)
            : folder.ReadRecipe().Open(threads, cancellation).Part(first, count);
    }
}

/// <summary>The files of a run over shards: every node sees them under the same paths.</summary>
/// <param name="path">The path of the folder, in full; what is in it is the run's own.</param>
internal sealed class ShardFolder(string path)
{
    private bool _madeParent;

    public string Path => path;

    private string Parent => System.IO.Path.GetDirectoryName(path)!;

    public string Manifest => System.IO.Path.Combine(path, "shards.json");

    public string Lock => System.IO.Path.Combine(path, "shards.lock");

    private string Samples => System.IO.Path.Combine(path, "samples");

    /// <summary>How tasks open samples that are read where they lie.</summary>
    public string Recipe => System.IO.Path.Combine(Samples, "files.json");

    private string Rounds => System.IO.Path.Combine(path, "rounds");

    public string SamplesOf(int shard) => System.IO.Path.Combine(Samples, FormattableString.Invariant($"shard-{shard + 1}.npy"));

    /// <summary>The file of a question; its answers have the same name.</summary>
    /// <param name="round">The round, counted from 1.</param>
    public string QuestionOf(int round, string hash) =>
        System.IO.Path.Combine(Rounds, FormattableString.Invariant($"{round}-{hash}.question"));

    public static string AnswerOf(string question, int shard) =>
        System.IO.Path.ChangeExtension(question, FormattableString.Invariant($"{shard + 1}.answer"));

    /// <summary>Why a shard cannot answer.</summary>
    public static string ComplaintOf(string question, int shard) =>
        System.IO.Path.ChangeExtension(question, FormattableString.Invariant($"{shard + 1}.complaint"));

    /// <summary>Whether there is anything to go on with.</summary>
    public bool HasAnswers => Directory.Exists(Rounds) && Directory.EnumerateFiles(Rounds, "*.answer").Any();

    /// <summary>The hash of a question, which names the files of its answers.</summary>
    public static string HashOf(byte[] question) => Convert.ToHexStringLower(SHA256.HashData(question))[..16];

    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    public ShardManifest Read() => InputFile.Read(Manifest, file =>
    {
        try
        {
            return JsonSerializer.Deserialize<ShardManifest>(File.ReadAllBytes(file)) is { Samples: not null, Shards: > 0 } manifest
                ? manifest : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new FtcException(Codes.ResultsFile, $"'{file}' does not say how samples are divided.", file, inner: e);
        }
    });

    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    public StoredRecipe ReadRecipe() => InputFile.Read(Recipe, file =>
    {
        try
        {
            return StoredRecipe.Parse(File.ReadAllText(file));
        }
        catch (JsonException e)
        {
            throw new FtcException(Codes.ResultsFile, $"'{file}' does not say where samples lie.", file, inner: e);
        }
    });

    public void Write(ShardManifest manifest) => AtomicFile.Write(Manifest, stream => JsonSerializer.Serialize(stream, manifest));

    /// <summary>Removes what a run has written. What something still holds stays.</summary>
    public void Delete()
    {
        Slurm.TaskFiles.Delete(path);
        try
        {
            File.Delete(Manifest);
            foreach (var folder in (string[])[Samples, Rounds])
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void Create()
    {
        _madeParent = !Directory.Exists(Parent);
        Directory.CreateDirectory(path);
    }

    /// <summary>Removes the folder where nothing is in it, and the one around it where that was made for it.</summary>
    public void DeleteIfEmpty()
    {
        try
        {
            foreach (var folder in _madeParent ? [path, Parent] : new[] { path })
            {
                if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
