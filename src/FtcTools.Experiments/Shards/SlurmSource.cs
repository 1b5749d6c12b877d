using System.Text.Json;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Slurm;
using FtcTools.Files;

namespace FtcTools.Experiments.Shards;

/// <summary>
/// Samples that are asked shard by shard, in a job array a question. An answer is a file: once it is there nobody asks again, however tasks
/// end.
/// </summary>
/// <param name="say">Gets what the round is at.</param>
internal sealed class SlurmSource(SampleSource whole, ShardFolder folder, ShardManifest manifest, ShardOptions options,
    IProgress<string>? say) : DividedSource(whole)
{
    private int _round;

    protected override IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation)
    {
        var (bytes, round) = (question.ToBytes(), ++_round);
        var hash = ShardFolder.HashOf(bytes);
        var file = folder.QuestionOf(round, hash);
        var left = new SortedSet<int>(Enumerable.Range(0, manifest.Shards));
        AtomicFile.Write(file, stream => stream.Write(bytes));
        foreach (var shard in left) File.Delete(ShardFolder.ComplaintOf(file, shard));
        var (watch, jobs, asked) = (new TaskWatch(folder.Path, () => [.. left], []), new List<string>(), DateTime.MinValue);
        try
        {
            while (true)
            {
                foreach (var shard in left.ToArray())
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (Answer(file, shard) is not { } answer) continue;
                    left.Remove(shard);
                    progress?.Report(1 - (double)left.Count / manifest.Shards);
                    yield return answer;
                }
                if (left.Count == 0) yield break;
                if (jobs.Count == 0) Give([.. left]);
                else if (DateTime.UtcNow - asked > options.AskEvery) Look();
                say?.Report(FormattableString.Invariant(
                    $"round {round}: {manifest.Shards - left.Count} of {manifest.Shards} shards, job {watch.Job}: {watch.State}"));
                // Many files take a moment to be looked for.
                if (cancellation.WaitHandle.WaitOne(Math.Max(100, 2 * left.Count))) cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            // Tasks whose answer is there have nothing left to do, and what is given up is not waited for.
            if (left.Count > 0) jobs.ForEach(SlurmJobs.Cancel);
        }

        void Look()
        {
            asked = DateTime.UtcNow;
            // An answer that came before its task went is no loss.
            var lost = watch.Lost().Where(shard => !File.Exists(ShardFolder.AnswerOf(file, shard))).ToArray();
            foreach (var shard in lost.Where(shard => watch.Attempts(shard) >= options.Attempts))
                throw new FtcException(Codes.LostCell,
                    $"the task of shard {shard + 1}, {Samples(shard)}, ended without an answer {watch.Attempts(shard)} times; the last log is '{watch.LogOf(shard)}'{TaskFiles.LastWords(watch.LogOf(shard))}.");
            if (lost.Length > 0) Give(lost);
        }

        void Give(int[] shards)
        {
            var order = new TaskOrder(TaskOrder.NextNumber(folder.Path), hash, folder.Path,
                TaskOrder.Spread(shards, SlurmJobs.MostTasks())) { Question = file };
            order = TaskArray.Submit(order, FormattableString.Invariant($"{options.Name}-{round}"), options.Submit, null);
            jobs.Add(order.Job!);
            watch.Add(order);
            asked = DateTime.UtcNow;
        }
    }

    private string Samples(int shard)
    {
        var (first, count) = LocalParts.PartOf(K, shard, manifest.Shards);
        return FormattableString.Invariant($"samples {first + 1} to {first + count}");
    }

    private static byte[]? Answer(string question, int shard)
    {
        if (ShardFolder.AnswerOf(question, shard) is var file && File.Exists(file)) return InputFile.Read(file, File.ReadAllBytes);
        if (ShardFolder.ComplaintOf(question, shard) is not { } complaint || !File.Exists(complaint)) return null;
        var found = JsonSerializer.Deserialize<ShardComplaint>(InputFile.Read(complaint, File.ReadAllBytes))!;
        throw new FtcException(found.Code, found.Message, found.File);
    }
}
