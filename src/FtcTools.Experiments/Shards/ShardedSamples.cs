using System.Globalization;
using System.Text;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Slurm;
using FtcTools.Files;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Experiments.Shards;

/// <summary>How samples are divided among tasks.</summary>
public sealed record ShardOptions
{
    /// <summary>In how many parts.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Whether parts are asked by tasks of Slurm, each on some node; otherwise here, one after the other.</summary>
    public bool OnSlurm { get; init; }

    /// <summary>What tasks read and write: a folder of its own, which every node sees under this path.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether to go on from what an earlier run left in the folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Whether what is there of another run is replaced, instead of complained about.</summary>
    public bool Replaces { get; init; }

    /// <summary>Options of sbatch, each one word: `--partition=long`, `--cpus-per-task=8`.</summary>
    public IReadOnlyList<string> Submit { get; init; } = [];

    /// <summary>How often a shard is submitted in a round before it is given up.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How often Slurm is asked what became of tasks.</summary>
    internal TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The name of jobs.</summary>
    public string Name { get; init; } = "shards";
}

/// <summary>
/// Samples that are divided among tasks: a network is built and verified in rounds, of which each asks one question of all parts. The
/// network is the same bytes, and the report the same, for every number of parts, wherever they are asked and however tasks end.
/// </summary>
public sealed class ShardedSamples : IDisposable
{
    private readonly Dataset _dataset;
    private readonly SampleSource _source;
    private readonly ShardFolder? _folder;
    private readonly FileStream? _lock;

    private ShardedSamples(Dataset dataset, SampleSource source, ShardFolder? folder, FileStream? held) =>
        (_dataset, _source, _folder, _lock) = (dataset, source, folder, held);

    /// <summary>
    /// Divides samples. Slurm's tasks read those that stay in Parquet or array files where they lie; of others each shard is written into
    /// the folder, which takes the room of the samples.
    /// </summary>
    /// <param name="say">Gets what is being done.</param>
    /// <exception cref="FtcException">
    /// FTC0020 the folder cannot be written, or another run works there; FTC0034 no number of shards, or no folder; FTC0065 the folder
    /// holds
    /// another run; FTC0066 a run there would be lost.
    /// </exception>
    public static ShardedSamples Open(Dataset dataset, ShardOptions options, IProgress<string>? say = null,
        CancellationToken cancellation = default)
    {
        var source = dataset.Stored ?? new DatasetSource(dataset);
        if (options.Shards < 1 || options.Shards > source.K)
            throw new FtcException(Codes.Argument, $"{options.Shards} shards of {source.K} samples: valid are 1 to {source.K}.");
        if (!options.OnSlurm) return new(dataset, new LocalParts(source, options.Shards), null, null);
        if (options.Folder is null)
            throw new FtcException(Codes.Argument,
                "shards on Slurm need a folder that every node sees, for what tasks read and write: -OutputPath.");
        SlurmJobs.MustBeHere();
        var folder = new ShardFolder(Path.GetFullPath(options.Folder));
        var held = Hold(folder);
        try
        {
            if (File.Exists(folder.Manifest) && !options.Resume)
                throw new FtcException(Codes.Unfinished,
                    $"'{folder.Path}' holds a run over shards that was stopped: -Resume goes on from there; choose another folder, or delete it, to start over.", folder.Manifest);
            // Whoever gave them is gone. What they have answered stays.
            while (SlurmJobs.Active(folder.Path) is { } job && !cancellation.WaitHandle.WaitOne(200)) SlurmJobs.Cancel(job);
            cancellation.ThrowIfCancellationRequested();
            return new(dataset, new SlurmSource(source, folder, Written(source, folder, options, say, cancellation), options, say),
                folder, held);
        }
        catch
        {
            Leave(folder, held);
            throw;
        }
    }

    /// <summary>As <see cref="Design.Build(Dataset, DesignOptions, IProgress{string}?, CancellationToken)"/>, in passes over the
    /// shards.</summary>
    /// <exception cref="FtcException">As there; and as tasks complain about their shards.</exception>
    public DesignResult Build(DesignOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default) =>
        Design.BuildFrom(_dataset, _source, options, progress, cancellation);

    /// <summary>As <see cref="Verifier.Verify(Network, Dataset, Arithmetic, double?, IProgress{double}?, CancellationToken)"/>.</summary>
    /// <exception cref="FtcException">As there; and as tasks complain about their shards.</exception>
    public Report Verify(Network network, Arithmetic arithmetic, double? tolerance = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        if (network.Origin.Reach is not null)
            throw new FtcException(Codes.Argument,
                "the edits of this network have radii of their own, which are certified with all samples at hand: verify it without shards.");
        return PassVerifier.Verify(network, _source, arithmetic, tolerance, progress, cancellation);
    }

    /// <summary>Removes what the run has written: all is done.</summary>
    public void Complete() => _folder?.Delete();

    /// <summary>What was answered by then stays, for another call to go on with.</summary>
    public void Dispose() => Leave(_folder, _lock);

    private static void Leave(ShardFolder? folder, FileStream? held)
    {
        if (folder?.HasAnswers == false) folder.Delete();
        held?.Dispose();
        folder?.DeleteIfEmpty();
    }

    // The shards of these samples, on disk: those that are there, if they are of these.
    private static ShardManifest Written(SampleSource source, ShardFolder folder, ShardOptions options, IProgress<string>? say,
        CancellationToken cancellation)
    {
        if (!File.Exists(folder.Manifest)) return Write(source, folder, options.Shards, say, cancellation);
        var found = folder.Read();
        say?.Report("reading samples");
        var manifest = source.Whereabouts is { } recipe ? ManifestOf(source, recipe, options.Shards)
            : ManifestOf(source, ShardWriter.IdentityOf(source, ShardLayout.Of(source), null, cancellation), options.Shards);
        if (found == manifest) return found;
        if (options.Replaces)
        {
            folder.Delete();
            return Write(source, folder, options.Shards, say, cancellation);
        }
        var what = found.Samples != manifest.Samples || found.K != manifest.K ? "of other samples"
            : found.Shards != manifest.Shards ? $"over {found.Shards} shards" : $"of FtcTools {found.Version}";
        throw new FtcException(Codes.OtherExperiment,
            $"'{folder.Path}' holds a run {what}, which cannot go on with these: choose another folder, or delete it to start over.",
            folder.Manifest);
    }

    internal static ShardManifest Write(SampleSource source, ShardFolder folder, int shards, IProgress<string>? say,
        CancellationToken cancellation)
    {
        ShardManifest manifest;
        if (source.Whereabouts is { } recipe)
        {
            AtomicFile.Write(folder.Recipe, stream => stream.Write(Encoding.UTF8.GetBytes(recipe)));
            manifest = ManifestOf(source, recipe, shards);
        }
        else
        {
            var (layout, identity) = (ShardLayout.Of(source), UInt128.Zero);
            for (var shard = 0; shard < shards; shard++)
            {
                say?.Report($"writing shard {shard + 1} of {shards}");
                var (first, count) = LocalParts.PartOf(source.K, shard, shards);
                identity = unchecked(identity
                    + ShardWriter.Write(folder.SamplesOf(shard), source.Part(first, count), first, count, layout, null, cancellation));
            }
            manifest = ManifestOf(source, identity, shards);
        }
        folder.Write(manifest);
        return manifest;
    }

    // Samples that are read where they lie are told by their files.
    private static ShardManifest ManifestOf(SampleSource source, string recipe, int shards) =>
        new(ShardFolder.HashOf(Encoding.UTF8.GetBytes(recipe)), source.K, source.Outputs, shards, null, ShardManifest.ThisVersion);

    private static ShardManifest ManifestOf(SampleSource source, UInt128 identity, int shards) =>
        new(identity.ToString("x32", CultureInfo.InvariantCulture), source.K, source.Outputs, shards, ShardLayout.Of(source),
            ShardManifest.ThisVersion);

    // Held until the process ends, however it ends.
    private static FileStream Hold(ShardFolder folder)
    {
        AtomicFile.CheckFolder(folder.Path);
        try
        {
            folder.Create();
            return new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtcException(Codes.NotWritable,
                $"'{folder.Path}' is in use: another run over shards works there ({e.Message.TrimEnd('.')}).", folder.Path, inner: e);
        }
    }
}
