using System.Text.Json;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Slurm;
using FtcTools.Files;

namespace FtcTools.Experiments.Shards;

/// <summary>What a node does for a run over shards: it answers one question for the samples of some of them.</summary>
internal static class ShardTask
{
    /// <summary>Answers for the shards of one task that have no answer yet, each at once on disk as a whole.</summary>
    /// <exception cref="FtcException">
    /// FTC0010, FTC0067: what is asked cannot be read; what is wrong with a shard is written beside the answers, too.
    /// </exception>
    public static void Run(TaskOrder order, int task, int threads, CancellationToken cancellation)
    {
        var (folder, file) = (new ShardFolder(order.Folder), order.Question!);
        var (manifest, bytes) = (folder.Read(), InputFile.Read(file, File.ReadAllBytes));
        if (ShardFolder.HashOf(bytes) != order.Hash) throw new FtcException(Codes.ResultsFile, $"'{file}' is not the question that was asked.", file);
        var question = Questions.Read(bytes);
        foreach (var shard in order.Tasks[task].Where(shard => !File.Exists(ShardFolder.AnswerOf(file, shard))))
        {
            try
            {
                using var answer = new MemoryStream();
                question.Answer(manifest.Open(folder, shard, threads), new BinaryWriter(answer), null, cancellation);
                AtomicFile.Write(ShardFolder.AnswerOf(file, shard), stream => answer.WriteTo(stream));
                Console.WriteLine($"shard {shard + 1}: done");
            }
            catch (FtcException e)
            {
                AtomicFile.Write(ShardFolder.ComplaintOf(file, shard), stream => JsonSerializer.Serialize(stream, new ShardComplaint(e.Code, e.Message, e.File)));
                throw;
            }
        }
    }
}

/// <summary>What is wrong with a shard, as it was found by the task that has read it.</summary>
internal sealed record ShardComplaint(string Code, string Message, string? File);
