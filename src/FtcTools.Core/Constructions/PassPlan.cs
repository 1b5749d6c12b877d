using System.Diagnostics;
using System.Globalization;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>
/// What it takes to build a network for samples that are looked at in passes, or to verify one: known before anything is done, but for a
/// short read that is measured. What is computed between passes comes on top.
/// </summary>
public sealed record PassPlan
{
    // Rounds that data take, as measured in docs/scale.md: some, and one more for so many edits. The first samples, and the verdict, take
    // a pass each.
    private const int FewestRounds = 6, EditsOfRound = 25, Beside = 2;

    // Enough to be measured, a second or two on a slow disk.
    private const long BytesOfTrial = 1L << 26;

    private const double Megabyte = 1e6;

    /// <summary>Passes over all samples; of building an estimate.</summary>
    public required int Passes { get; init; }

    /// <summary>Passes at most.</summary>
    public required int MostPasses { get; init; }

    /// <summary>Bytes that a pass reads.</summary>
    public required long PassBytes { get; init; }

    /// <summary>Bytes that the process may take, or each of the tasks; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Tasks that a pass is divided among; 1 where it is not.</summary>
    public required int Tasks { get; init; }

    /// <summary>Seconds that a pass takes to read here, by a short read.</summary>
    public required double SecondsAPass { get; init; }

    /// <summary>Bytes that all passes read.</summary>
    public double Bytes => (double)Passes * PassBytes;

    /// <summary>Seconds that reading takes in all.</summary>
    public double Seconds => Passes * SecondsAPass;

    /// <summary>What building takes; null where the samples are not looked at in passes, but all at once.</summary>
    /// <param name="tasks">The number of tasks among which samples are divided; 1 where they are not.</param>
    public static PassPlan? ToBuild(Dataset dataset, DesignOptions options, int tasks = 1, CancellationToken cancellation = default) =>
        tasks > 1 || dataset.OnDisk || WorkingSetRules.Pays(dataset, options)
            ? Of(dataset, Rounds(dataset.N) + Beside, WorkingSetSearch.MostRounds + Beside, tasks, cancellation) : null;

    /// <summary>What verifying takes; null where the samples are looked at all at once.</summary>
    /// <param name="arithmetics">The number of arithmetics.</param>
    public static PassPlan? ToVerify(Networks.Network network, Dataset dataset, int arithmetics, int tasks = 1,
        CancellationToken cancellation = default) =>
        tasks > 1 || dataset.OnDisk || PassVerifier.Takes(network, dataset)
            ? Of(dataset, arithmetics, arithmetics, tasks, cancellation) : null;

    private static int Rounds(int n) => Math.Min(FewestRounds + n / EditsOfRound, WorkingSetSearch.MostRounds);

    private static PassPlan Of(Dataset dataset, int passes, int most, int tasks, CancellationToken cancellation)
    {
        var source = dataset.Stored ?? new DatasetSource(dataset);
        var count = (int)Math.Clamp(source.K * ((double)BytesOfTrial / source.PassBytes), 1, source.K);
        var trial = source.Part(0, count);
        // The first read is compiled while it runs.
        trial.Pass(() => new Nothing(), null, cancellation);
        var clock = Stopwatch.StartNew();
        trial.Pass(() => new Nothing(), null, cancellation);
        return new()
        {
            Passes = passes,
            MostPasses = most,
            PassBytes = source.PassBytes,
            MemoryLimit = source.MemoryLimit,
            Tasks = tasks,
            SecondsAPass = clock.Elapsed.TotalSeconds * source.K / count / tasks,
        };
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Passes == MostPasses ? $"{Passes} pass(es)" : $"about {Passes} passes, {MostPasses} at most,")} of {PassBytes / Megabyte:0} MB{(Tasks > 1 ? $" by {Tasks} tasks each" : "")}, {Bytes / Megabyte:0} MB in all; {(MemoryLimit is { } limit ? $"at most {limit / Megabyte:0} MB of memory" : "the samples are in memory")}; reading takes about {Seconds:0.#} s, by a short read of {PassBytes / Megabyte / SecondsAPass:0} MB/s");

    private sealed class Nothing : IBlockWorker
    {
        public void Take(SampleBlock block) { }

        public void End() { }
    }
}
