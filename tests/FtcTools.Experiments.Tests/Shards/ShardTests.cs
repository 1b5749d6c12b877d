using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Data.Stored;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Shards;
using FtcTools.Experiments.Slurm;
using FtcTools.Files;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Experiments.Tests.Shards;

/// <summary>Shards in files and the tasks that answer for them, without Slurm.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Does what tasks do, the last one first, each order twice.</summary>
    private sealed class Here(SampleSource whole, ShardFolder folder, int shards) : DividedSource(whole)
    {
        private int _round;

        protected override IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation)
        {
            var bytes = question.ToBytes();
            var file = folder.QuestionOf(++_round, ShardFolder.HashOf(bytes));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
            var order = new TaskOrder(_round, ShardFolder.HashOf(bytes), folder.Path,
                TaskOrder.Spread([.. Enumerable.Range(0, shards)], 3)) { Question = file };
            for (var task = order.Tasks.Count - 1; task >= 0; task--)
            {
                ShardTask.Run(order, task, 2, cancellation);
                ShardTask.Run(order, task, 1, cancellation);
            }
            return [.. Enumerable.Range(0, shards).Select(shard => File.ReadAllBytes(ShardFolder.AnswerOf(file, shard)))];
        }
    }

    private Here Divided(Dataset data, int shards, out ShardFolder folder)
    {
        var source = data.Stored ?? new DatasetSource(data);
        folder = new ShardFolder(_folder[$"{shards}"]);
        ShardedSamples.Write(source, folder, shards, null, default);
        return new(source, folder, shards);
    }

    public static TheoryData<bool, bool> Kinds => new() { { true, true }, { true, false }, { false, false } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_bytes_for_any_number_of_shards(bool classes, bool single)
    {
        var data = classes ? Clusters.Make(1200, 8, 1, single) : SyntheticData.Gaussian(8, 1200, 8, 1);
        var expected = Design.BuildFrom(data, new DatasetSource(data), ShardNetworks.Ships, null, default).Network;
        var report = PassVerifier.Verify(expected, new DatasetSource(data), Arithmetic.Float32) with { Seconds = 0 };
        Assert.True(report is { Passed: true, Touched: 0 });
        foreach (var shards in (int[])[1, 2, 4, 7])
        {
            var divided = Divided(data, shards, out _);
            Assert.Equal(ShardNetworks.Json(expected),
                ShardNetworks.Json(Design.BuildFrom(data, divided, ShardNetworks.Ships, null, default).Network));
            Assert.Equal(report, PassVerifier.Verify(expected, divided, Arithmetic.Float32) with { Seconds = 0 });
            using var local = ShardedSamples.Open(data, new() { Shards = shards });
            Assert.Equal(ShardNetworks.Json(expected), ShardNetworks.Json(local.Build(ShardNetworks.Ships).Network));
            Assert.Equal(report, local.Verify(expected, Arithmetic.Float32) with { Seconds = 0 });
        }
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(1e-9)]
    public void How_far_answers_may_be_off_goes_with_them(double error)
    {
        var data = Clusters.Make(700, 6, 5);
        double[] answers = [.. Enumerable.Range(0, data.K).SelectMany(i => data.Predictions(i).ToArray())];
        data = data.Predicted(answers, [.. Enumerable.Repeat(error, answers.Length)]);
        var divided = Divided(data, 3, out var folder);
        Assert.True(folder.Read().Layout!.Errors);
        var network = Design.BuildFrom(data, divided, ShardNetworks.Ships, null, default).Network;
        Assert.Equal(Verifier.Verify(network, data, Arithmetic.Float32) with { Seconds = 0 },
            PassVerifier.Verify(network, divided, Arithmetic.Float32) with { Seconds = 0 });
    }

    // Answers stand in files of their own beside features in NPY, and in columns of CSV.
    private Dataset Stored(Dataset data, bool csv)
    {
        var columns = csv ? new DataColumns { Features = ["x0..x5"], Label = ["label"], Prediction = ["p0..p2"], Classification = true }
            : new DataColumns { Label = ["label.npy"], Prediction = ["p.npy"], Classification = true, Folder = _folder.Path };
        string[] files = csv ? [Csv("a.csv", 0, 400), Csv("b.csv", 400, 900)] : [Features("a.npy", 0, 400), Features("b.npy", 400, 900)];
        if (!csv)
        {
            NpyFiles.Write(_folder["label.npy"], [.. Enumerable.Range(0, 900).Select(i => (float)data.Classes!.Label(i))], 900);
            NpyFiles.Write(_folder["p.npy"],
                [.. Enumerable.Range(0, 900).SelectMany(i => data.Predictions(i).ToArray()).Select(x => (float)x)], 900, 3);
        }
        return Dataset.In(
            StoredImport.Open(new StoredFiles(files, columns, new() { MemoryLimit = 1 << 28, PartBytes = 5000 }, default), columns, null,
                default));

        string Features(string name, int from, int to) => NpyFiles.Write(_folder[name],
            [.. Enumerable.Range(from, to - from).SelectMany(i => data.Row(i).ToArray()).Select(x => (float)x)], to - from, 6);

        string Csv(string name, int from, int to) => _folder.Write(name, string.Join('\n', Enumerable.Range(from, to - from)
            .Select(i => string.Join(',', data.Row(i).ToArray().Append(data.Classes!.Label(i)).Concat(data.Predictions(i).ToArray())
                .Select(value => value.ToString("R", CultureInfo.InvariantCulture))))
            .Prepend("x0,x1,x2,x3,x4,x5,label,p0,p1,p2")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Samples_that_stay_in_files_come_to_the_same_as_those_in_memory(bool csv)
    {
        var data = Clusters.Make(900, 6, 4);
        var stored = Stored(data, csv);
        var expected = ShardNetworks.Json(Design.BuildFrom(data, new DatasetSource(data), ShardNetworks.Ships, null, default).Network);
        Assert.Equal(expected, ShardNetworks.Json(Design.BuildFrom(stored, null, ShardNetworks.Ships, null, default).Network));
        Assert.Equal(expected, ShardNetworks.Json(
            Design.BuildFrom(stored, Divided(stored, 3, out var folder), ShardNetworks.Ships, null, default).Network));
        // Text is read once; arrays are read where they lie.
        Assert.Equal((csv, csv), (File.Exists(folder.SamplesOf(0)), folder.Read().Layout is not null));
        using var local = ShardedSamples.Open(stored, new() { Shards = 4 });
        Assert.Equal(expected, ShardNetworks.Json(local.Build(ShardNetworks.Ships).Network));
    }

    [Theory]
    [InlineData("cut", Codes.DataFile)]
    [InlineData("missing", Codes.FileNotReadable)]
    public void A_file_that_tasks_read_where_it_lies_must_be_as_it_was(string harm, string code)
    {
        var divided = Divided(Stored(Clusters.Make(900, 6, 4), csv: false), 3, out var folder);
        if (harm == "cut") File.WriteAllBytes(_folder["b.npy"], File.ReadAllBytes(_folder["b.npy"])[..^100]);
        else File.Delete(_folder["b.npy"]);
        var e = Assert.Throws<FtcException>(() => divided.Ask(new PickQuestion([3, 600]), null, default));
        Assert.Equal((code, "b.npy"), (e.Code, Path.GetFileName(e.File)));
        Assert.False(folder.HasAnswers);
    }

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var data = Clusters.Make(500, 5, 2, single: false);
        var source = new DatasetSource(data);
        Divided(data, 3, out var folder);
        var manifest = folder.Read();
        Assert.Equal(new ShardLayout(5, false, 3, false), manifest.Layout);
        var identity = ShardWriter.IdentityOf(source, manifest.Layout!, null, default);
        Assert.Equal(identity, Enumerable.Range(0, 3)
            .Select(shard => ShardWriter.IdentityOf(manifest.Open(folder, shard, 1), manifest.Layout!, null, default))
            .Aggregate((a, b) => unchecked(a + b)));
        Assert.Equal(identity.ToString("x32", null), manifest.Samples);
        Assert.NotEqual(identity,
            ShardWriter.IdentityOf(new DatasetSource(Clusters.Make(500, 5, 3, single: false)), manifest.Layout!, null, default));
    }

    [Theory]
    [InlineData("missing", Codes.FileNotReadable, "samples 167 to 333")]
    [InlineData("cut", Codes.DataFile, "cut off in sample 177")]
    [InlineData("other", Codes.DataFile, "does not begin as it was written")]
    [InlineData("long", Codes.DataFile, "more than")]
    public void A_shard_that_is_not_what_was_written_is_named(string harm, string code, string words)
    {
        var divided = Divided(Clusters.Make(500, 5, 2), 3, out var folder);
        var (file, layout) = (folder.SamplesOf(1), folder.Read().Layout!);
        switch (harm)
        {
            case "missing":
                File.Delete(file);
                break;
            case "cut":
                using (var stream = File.OpenWrite(file)) stream.SetLength(layout.Header(167).Length + 10 * layout.RecordBytes + 3);
                break;
            case "other":
                File.Copy(folder.SamplesOf(0), file, overwrite: true);
                break;
            default:
                File.AppendAllText(file, "x");
                break;
        }
        var e = Assert.Throws<FtcException>(() => divided.Ask(new PickQuestion([3, 200]), null, default));
        Assert.Equal(code, e.Code);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Contains("shard-2.npy", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories),
            name => name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".2.answer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disk_that_is_full_is_told_by_the_file_that_several_threads_write()
    {
        var e = Assert.Throws<FtcException>(() => AtomicFile.Write(_folder["shard-1.npy"],
            _ => Parallel.For(0, 4, _ => throw new IOException("No space left on device"))));
        Assert.Equal((Codes.NotWritable, "shard-1.npy"), (e.Code, Path.GetFileName(e.File)));
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_node_of_another_version_answers_nothing()
    {
        var divided = Divided(Clusters.Make(500, 5, 2), 3, out var folder);
        folder.Write(folder.Read() with { Version = "0.0.1" });
        Assert.Equal(Codes.OtherExperiment, Assert.Throws<FtcException>(() => divided.Ask(new PickQuestion([3, 200]), null, default)).Code);
        Assert.False(folder.HasAnswers);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "rounds"), "*.complaint"));
    }

    [Fact]
    public void What_is_asked_for_must_be_possible()
    {
        var data = Clusters.Make(500, 5, 2);
        Assert.Contains("1 to 500", Assert.Throws<FtcException>(() => ShardedSamples.Open(data, new() { Shards = 501 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("-OutputPath", Assert.Throws<FtcException>(() => ShardedSamples.Open(data, new() { OnSlurm = true })).Message,
            StringComparison.Ordinal);
        using var shards = ShardedSamples.Open(data, new() { Shards = 2 });
        Assert.Contains("Build it without shards",
            Assert.Throws<FtcException>(() => shards.Build(ShardNetworks.Ships with { Reach = 0.5 })).Message, StringComparison.Ordinal);
    }
}
