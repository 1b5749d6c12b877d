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
    /// FTC0010, FTC0067: what is asked cannot be read; FTC0065: this node has another version of FtcTools; and what is wrong with a shard.
    /// It
    /// is written beside the answers, too.
    /// </exception>
    public static void Run(TaskOrder order, int task, int threads, CancellationToken cancellation)
    {
        var left = order.Tasks[task].Where(shard => !File.Exists(ShardFolder.AnswerOf(order.Question!, shard))).ToList();
        try
        {
            Answer(order, left, threads, cancellation);
        }
        catch (FtcException e)
        {
            foreach (var shard in left)
                AtomicFile.Write(ShardFolder.ComplaintOf(order.Question!, shard),
                    stream => JsonSerializer.Serialize(stream, new ShardComplaint(e.Code, e.Message, e.File)));
            throw;
        }
    }

    private static void Answer(TaskOrder order, List<int> left, int threads, CancellationToken cancellation)
    {
        var (folder, file) = (new ShardFolder(order.Folder), order.Question!);
        var (manifest, bytes) = (folder.Read(), InputFile.Read(file, File.ReadAllBytes));
        if (manifest.Version != ShardManifest.ThisVersion)
            throw new FtcException(Codes.OtherExperiment,
                $"the run is of FtcTools {manifest.Version}, and this node has {ShardManifest.ThisVersion}: install one version everywhere.", folder.Manifest);
        if (ShardFolder.HashOf(bytes) != order.Hash)
            throw new FtcException(Codes.ResultsFile, $"'{file}' is not the question that was asked.", file);
        var question = QuestionReader.Read(bytes);
        while (left is [var shard, ..])
        {
            using var answer = new MemoryStream();
            question.Answer(manifest.Open(folder, shard, threads, cancellation), new BinaryWriter(answer), null, cancellation);
            AtomicFile.Write(ShardFolder.AnswerOf(file, shard), stream => answer.WriteTo(stream));
            left.RemoveAt(0);
            Console.WriteLine($"shard {shard + 1}: done");
        }
    }
}

/// <summary>What is wrong with a shard, as it was found by the task that has read it.</summary>
internal sealed record ShardComplaint(string Code, string Message, string? File);
