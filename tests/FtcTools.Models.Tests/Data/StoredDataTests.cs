using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using FtcTools.Constructions;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Data.Stored;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Patching;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Tests;
using FtcTools.Verification;
using Google.Protobuf;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace FtcTools.Models.Tests.Data;

/// <summary>Samples that stay on disk: the same as in memory, whatever the format, the parts and the threads.</summary>
public sealed class StoredDataTests : IDisposable
{
    private const int K = 1500, D = 6, P = 3;

    private static readonly DesignOptions s_ships = new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Three classes in clusters; every hundredth label contradicts the model.</summary>
    private sealed record Table(float[] Features, int[] Labels, float[] Predictions)
    {
        public static Table Make(int seed, int k = K)
        {
            var random = new Random(seed);
            var centres = Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, D).Select(_ => 4 * random.NextSingle() - 2).ToArray())
                .ToArray();
            var table = new Table(new float[k * D], new int[k], new float[k * P]);
            for (var i = 0; i < k; i++)
            {
                var cluster = random.Next(6);
                for (var j = 0; j < D; j++)
                    table.Features[i * D + j] = j == 2 && i % 5 == 0 ? -0f : centres[cluster][j] + random.NextSingle() - 0.5f;
                for (var c = 0; c < P; c++) table.Predictions[i * P + c] = random.NextSingle() + (c == cluster % 3 ? 2 : 0);
                table.Labels[i] = i % 100 == 7 ? (cluster + 1) % 3 : cluster % 3;
            }
            return table;
        }
    }

    private static DataColumns Columns(string format) => format.StartsWith("npy", StringComparison.Ordinal)
        ? new() { Label = ["labels.npy"], Prediction = ["answers.npy"], Classification = true }
        : new() { Features = ["x0..x5"], Label = ["label"], Prediction = ["p0..p2"], Classification = true };

    // Two files.
    private string[] Write(string format, Table table)
    {
        var (k, half) = (table.Labels.Length, table.Labels.Length / 2 + 3);
        if (format.StartsWith("npy", StringComparison.Ordinal))
        {
            Npy("labels.npy", "'<i4'", $"({k},)", MemoryMarshal.AsBytes<int>(table.Labels));
            Npy("answers.npy", "'<f4'", $"({k}, {P})", MemoryMarshal.AsBytes<float>(table.Predictions));
        }
        return [Part("a", 0, half), Part("b", half, k)];

        string Part(string name, int from, int to) => format switch
        {
            "npy" => Npy($"{name}.npy", "'<f4'", $"({to - from}, {D})",
                MemoryMarshal.AsBytes(table.Features.AsSpan(from * D, (to - from) * D))),
            "npy by columns" => Npy($"{name}.npy", "'<f4'", $"({to - from}, {D})", MemoryMarshal.AsBytes<float>([..
                Enumerable.Range(0, D).SelectMany(j => Enumerable.Range(from, to - from).Select(i => table.Features[i * D + j]))]), true),
            "csv" => Csv($"{name}.csv", table, from, to),
            _ => Parquet($"{name}.parquet", table, from, to),
        };
    }

    private string Npy(string name, string type, string shape, ReadOnlySpan<byte> bytes, bool byColumns = false)
    {
        File.WriteAllBytes(_folder[name], ArrayFiles.Npy(type, shape, bytes.ToArray(), byColumns));
        return _folder[name];
    }

    private string Csv(string name, Table table, int from, int to)
    {
        string[] names = ["note", .. Enumerable.Range(0, D).Select(j => $"x{j}"), "label", .. Enumerable.Range(0, P).Select(c => $"p{c}")];
        IEnumerable<string> rows = Enumerable.Range(from, to - from)
            .Select(i => string.Join(',',
                [$"\"row\n\"\"{i}\"\"\"", .. table.Features[(i * D)..(i * D + D)].Select(Text), $"{table.Labels[i]}",
                    .. table.Predictions[(i * P)..(i * P + P)].Select(Text)]));
        File.WriteAllText(_folder[name], string.Join('\n', rows.Prepend(string.Join(',', names))) + "\n\n");
        return _folder[name];

        static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }

    private string Parquet(string name, Table table, int from, int to, int groupRows = 200, int? features = null)
    {
        var (x, label) = (Enumerable.Range(0, features ?? D).Select(j => new DataField<float>($"x{j}"))
            .ToArray(), new DataField<int?>("label"));
        var p = Enumerable.Range(0, P).Select(c => new DataField<float>($"p{c}")).ToArray();
        Task.Run(async () =>
        {
            await using var stream = File.Create(_folder[name]);
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. x, label, .. p]), stream);
            for (var at = from; at < to; at += groupRows)
            {
                int[] rows = [.. Enumerable.Range(at, Math.Min(groupRows, to - at))];
                using var group = writer.CreateRowGroup();
                for (var j = 0; j < x.Length; j++)
                    await group.WriteAsync<float>(x[j], rows.Select(i => table.Features[i * D + j]).ToArray().AsMemory());
                await group.WriteAsync<int>(label, rows.Select(i => (int?)table.Labels[i]).ToArray().AsMemory());
                for (var c = 0; c < P; c++)
                    await group.WriteAsync<float>(p[c], rows.Select(i => table.Predictions[i * P + c]).ToArray().AsMemory());
            }
        }).GetAwaiter().GetResult();
        return _folder[name];
    }

    private DataColumns In(DataColumns columns) => columns with { Folder = Path.GetDirectoryName(_folder["x"]) };

    private FileSource Stored(string[] files, DataColumns columns, int partBytes, int blockRows, int threads) =>
        StoredImport.Open(new StoredFiles(files, In(columns),
            new() { MemoryLimit = 1 << 30, PartBytes = partBytes, BlockRows = blockRows, Threads = threads }, default), In(columns), null,
                default);

    private Dataset InMemory(string[] files, DataColumns columns) => DataFile.ReadWithin(files, In(columns), 1 << 30);

    // What passes hand out, put together by place.
    private sealed class Rows(SampleSource source) : IBlockWorker
    {
        private readonly object?[] _rows = new object?[source.K];

        public string[] All => [.. _rows.Select(row => (string)row!)];

        public void Take(SampleBlock block)
        {
            for (var i = 0; i < block.Count; i++)
            {
                Assert.Null(_rows[block.First + i]);
                _rows[block.First + i] =
                    $"{string.Join(' ', block.Row(i))} {(block.Labels.IsEmpty ? -1 : block.Labels.Span[i])} {string.Join(' ', block.Prediction(i).ToArray())} {block.Edited[i]}";
            }
        }

        public void End() { }
    }

    private static string[] RowsOf(SampleSource source) => RowsOf(source, source);

    private static string[] RowsOf(ISampleRange part, SampleSource source)
    {
        var rows = new Rows(source);
        part.Pass(() => rows, null, default);
        return rows.All;
    }

    private static string Text(Network network) =>
        string.Join('\n', network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
            .Select(r => $"{string.Join(' ', layer.Weights(r).ToArray())} {layer.Bias(r)}")));

    private static Network Built(SampleSource source) =>
        new WorkingSetSearch(source, s_ships, null, default, 150 * source.Inputs).Run().Network;

    private static void Same(Dataset memory, FileSource stored)
    {
        var data = Dataset.In(stored);
        Assert.Equal((memory.K, memory.N, memory.Inputs, memory.Outputs, memory.MaxResidual),
            (data.K, data.N, data.Inputs, data.Outputs, data.MaxResidual));
        Assert.Equal(memory.T, data.T);
        Assert.Equal(memory.ClassNames, data.ClassNames);
        Assert.Equal(memory.Classes?.Margin, data.Classes?.Margin);
        Assert.Equal(memory.T.Select(i => string.Join(' ', memory.Residual(i - 1)!)),
            data.T.Select(i => string.Join(' ', data.Residual(i - 1)!)));
        Assert.Equal(RowsOf(new DatasetSource(memory)), RowsOf(stored));
        Assert.Equal(DataHash.Of(memory), DataHash.Of(data));
    }

    [Theory]
    [InlineData("parquet", 1 << 20, 64, 2)]
    [InlineData("parquet", 3000, 7, 1)]
    [InlineData("npy", 5000, 100, 2)]
    [InlineData("npy", 1 << 20, 33, 1)]
    [InlineData("npy by columns", 5000, 100, 2)]
    [InlineData("csv", 1 << 20, 50, 1)]
    [InlineData("csv", 20000, 64, 3)]
    public void The_same_samples_network_and_verdict_as_in_memory(string format, int partBytes, int blockRows, int threads)
    {
        var files = Write(format, Table.Make(1));
        var (memory, stored) = (InMemory(files, Columns(format)), Stored(files, Columns(format), partBytes, blockRows, threads));
        Assert.False(memory.OnDisk);
        Same(memory, stored);
        var network = Built(stored);
        Assert.Equal(Text(Built(new DatasetSource(memory))), Text(network));
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, Dataset.In(stored), arithmetic) with { Seconds = 0 };
            Assert.Equal(Verifier.Verify(network, memory, arithmetic) with { Seconds = 0 }, report);
            Assert.True(report is { Passed: true, Touched: 0 });
            // Of each edit the same is told; how near the others are is not asked on disk.
            Assert.Equal(SampleReport.Of(network, memory, report).Edits.Select(edit => $"{edit with { Label = [], Before = [], After = [] }}"),
                SampleReport.Of(network, Dataset.In(stored), report).Edits
                    .Select(edit => $"{edit with { Label = [], Before = [], After = [] }}"));
        }
        Assert.Equal(Exported(network, memory), Exported(network, Dataset.In(stored)));
    }

    [Fact]
    public void Lines_that_end_in_carriage_returns_alone_are_refused()
    {
        File.WriteAllText(_folder["old.csv"], "x,y,f\r1,1,0\r2,0,0\r3,0,0\r");
        var e = Assert.Throws<FtcException>(() => InMemory([_folder["old.csv"]], new() { Label = ["y"], Prediction = ["f"] }));
        Assert.Equal((Codes.CsvSyntax, true), (e.Code, e.Message.Contains("carriage returns", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_model_is_patched_for_samples_on_disk_and_proven_at_their_edits()
    {
        var file = _folder["model.onnx"];
        double[] weights = [2, -1, 0, 1, 0.5, -2, -1, 2, 1, 0, -0.5, 1, 0, 1, -2, 0.25, 1, 0];
        WriteModel(file, 0.5);
        var table = Table.Make(8);
        var features = Array.ConvertAll(table.Features, value => (double)value);
        double[] Run(string model) => OnnxRuntime.Run(model, "y", false, features, [D], new(K, 1, true));
        var before = Run(file);
        table = table with
        {
            Predictions = Array.ConvertAll(before, value => (float)value),
            Labels = [.. Enumerable.Range(0, K)
                .Select(i => (Classification.Argmax(before.AsSpan(i * P, P)) + (i % 100 == 7 ? 1 : 0)) % P)],
        };
        var data = Dataset.In(Stored(Write("parquet", table), Columns("parquet"), 3000, 64, 2));
        var network = Design.Build(data, s_ships).Network;
        var point = PatchPoint.Of(OnnxModel.Read(file));
        var terms = new ShippingTerms { Precision = Arithmetic.Float32 };
        Assert.True(PatchedModel.Write(_folder["patched.onnx"], point, network, terms).IsProven);

        var after = Run(_folder["patched.onnx"]);
        for (var i = 0; i < K; i++)
        {
            Assert.Equal(table.Labels[i], Classification.Argmax(after.AsSpan(i * P, P)));
            if (i % 100 != 7) Assert.Equal(before[(i * P)..(i * P + P)], after[(i * P)..(i * P + P)]);
        }

        // Where others may move, all of them would have to meet the model.
        Assert.Equal(Codes.OnDisk, Assert.Throws<FtcException>(() =>
            PatchedModel.Write(_folder["moved.onnx"], point, network, terms with { Untouched = Untouched.Any })).Code);
        // Another model's answers at the edits are not those of the files.
        WriteModel(_folder["other.onnx"], 500);
        Assert.Equal(Codes.NotProven, Assert.Throws<FtcException>(() =>
            PatchedModel.Write(_folder["moved.onnx"], PatchPoint.Of(OnnxModel.Read(_folder["other.onnx"])), network, terms)).Code);

        void WriteModel(string path, double bias) => File.WriteAllBytes(path, new TinyModel([0, D]).Constant("W", [P, D], weights)
            .Constant("b", [P], bias, 0, -0.25).Node("Gemm", "x W b", "y", TinyModel.Int("transB", 1)).Output("y").Model.ToByteArray());
    }

    private byte[] Exported(Network network, Dataset data)
    {
        var shipment = Shipment.Of(network, new ShippingTerms { Precision = Arithmetic.Float32 }, data);
        OnnxExport.Write(_folder["g.onnx"], shipment);
        return File.ReadAllBytes(_folder["g.onnx"]);
    }

    [Fact]
    public void A_part_of_the_files_hands_out_its_own_samples_at_their_places()
    {
        var stored = Stored(Write("parquet", Table.Make(2)), Columns("parquet"), 1 << 20, 64, 2);
        var (whole, seen) = (RowsOf(stored), new List<string?>());
        foreach (var (first, count) in ((int, int)[])[(0, 150), (150, 1), (151, 0), (151, 900), (1051, K - 1051)])
        {
            var rows = new Rows(stored);
            stored.Part(first, count).Pass(() => rows, null, default);
            Assert.Equal(count, rows.All.Count(row => row is not null));
            seen.AddRange(rows.All.Where(row => row is not null));
        }
        Assert.Equal(whole, seen);
    }

    [Theory]
    [InlineData(Conflict.Drop)]
    [InlineData(Conflict.Majority)]
    public void Contradicting_samples_of_several_files_are_left_out(Conflict conflict)
    {
        var table = Table.Make(3);
        // Of edit 107: three right copies and one wrong one; of edit 7 one copy in the other file that is right.
        foreach (var (of, at, label) in ((int, int, int?)[])[(107, 3, null), (107, 900, null), (107, 901, null),
            (107, 1200, table.Labels[107]), (7, 1400, null)])
        {
            table.Features.AsSpan(of * D, D).CopyTo(table.Features.AsSpan(at * D));
            table.Predictions.AsSpan(of * P, P).CopyTo(table.Predictions.AsSpan(at * P));
            table.Labels[at] = label
                ?? Classification.Argmax([.. table.Predictions[(at * P)..(at * P + P)].Select(value => (double)value)]);
        }
        var files = Write("parquet", table);
        var columns = Columns("parquet") with { Conflict = conflict };
        var (memory, stored) = (InMemory(files, columns), Stored(files, columns, 3000, 17, 2));
        Assert.Equal((conflict == Conflict.Drop ? 7 : 4, memory.Dropped), (memory.Dropped, stored.Dropped));
        Same(memory, stored);
        Assert.Equal(RowsOf(stored)[900..], RowsOf(stored.Part(900, stored.K - 900), stored)[900..]);
        Assert.Equal(("b.parquet", 1499 - K / 2 - 3, 0),
            stored.PlaceOf(stored.K - 1) is var (file, row, line) ? (Path.GetFileName(file), row, line) : default);

        Assert.Contains("8 (row 8 of a.parquet)",
            Assert.Throws<FtcException>(() => InMemory(files, columns with { Conflict = Conflict.Stop })).Message,
            StringComparison.Ordinal);
        var e = Assert.Throws<FtcException>(() => Stored(files, columns with { Conflict = Conflict.Stop }, 3000, 17, 2));
        Assert.Equal((Codes.ContradictingSamples, "a.parquet"), (e.Code, Path.GetFileName(e.File)));
        Assert.Contains("8 (row 8 of a.parquet)", e.Message, StringComparison.Ordinal);
        Assert.Contains("1401 (row 648 of b.parquet)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,label,p\n1,2,2\n2,3,3.5\n0.1,1,1\n4,-1,-1\n")]
    [InlineData("x,label,p\n1,ham,ham\n2,spam,ham\n0.1,ham,ham\n4,eggs,spam\n")]
    [InlineData("x,label,p\r\n\r\n1,true,false\r\n2,true,true\r\n0.1,false,true\r\n")]
    public void Answers_that_are_no_classes(string text)
    {
        File.WriteAllText(_folder["v.csv"], text);
        var columns = new DataColumns { Label = ["label"], Prediction = ["p"] };
        Same(InMemory([_folder["v.csv"]], columns), Stored([_folder["v.csv"]], columns, 1, 2, 2));
    }

    [Fact]
    public void Classes_that_are_words_and_residuals()
    {
        File.WriteAllText(_folder["w.csv"], "x,cat,dog,label\n1,2,1,cat\n2,2,1,dog\n3,1,2,dog\n4,1,3,cat\n");
        DataColumns words = new() { Label = ["label"], Prediction = ["cat", "dog"], Classification = true },
            residuals = new() { Residual = ["cat"], Features = ["x"] };
        Same(InMemory([_folder["w.csv"]], words), Stored([_folder["w.csv"]], words, 1, 2, 2));
        Same(InMemory([_folder["w.csv"]], residuals), Stored([_folder["w.csv"]], residuals, 1, 2, 1));
    }

    [Fact]
    public void Of_samples_on_disk_the_edited_ones_are_at_hand_and_others_say_where_they_are()
    {
        var data = Dataset.In(Stored(Write("parquet", Table.Make(4)), Columns("parquet"), 1 << 20, 64, 2));
        Assert.True(data.OnDisk && data.HasPredictions);
        Assert.Equal(D, data.Row(data.T[0] - 1).Length);
        Assert.Equal(Codes.OnDisk, Assert.Throws<FtcException>(() => { data.Row(data.T[0]); }).Code);
        Assert.Equal(Codes.OnDisk, Assert.Throws<FtcException>(() => Design.Build(data, s_ships with { Reach = 0.5 })).Code);
        Assert.Equal(Codes.OnDisk, Assert.Throws<FtcException>(() => Design.Build(data, s_ships with { Method = "FewestKnots" })).Code);
        var network = Design.Build(data, s_ships).Network;
        Assert.True(network.Dataset!.OnDisk && Verifier.Verify(network, network.Dataset, Arithmetic.Float32).Passed);
    }

    [Fact]
    public void A_plan_says_what_passes_take_before_anything_is_done()
    {
        var data = Dataset.In(Stored(Write("npy", Table.Make(7)), Columns("npy"), 1 << 20, 64, 2));
        var plan = PassPlan.ToBuild(data, s_ships, 4)!;
        // Features and answers in float32, labels as integers.
        Assert.Equal((K * (D + P + 1) * 4L, 4, 1L << 30), (plan.PassBytes, plan.Tasks, plan.MemoryLimit));
        Assert.InRange(plan.Passes, 3, plan.MostPasses);
        Assert.True(plan.SecondsAPass > 0 && plan.Bytes == (double)plan.Passes * plan.PassBytes);
        var network = Design.Build(data, s_ships).Network;
        Assert.Equal(3, PassPlan.ToVerify(network, data, 3)!.MostPasses);
        Assert.Null(PassPlan.ToBuild(SyntheticData.Line([1], 4), s_ships));
    }

    [Fact]
    public void Few_samples_are_held_within_a_limit_and_come_to_the_network_that_they_come_to_without()
    {
        var file = Parquet("one.parquet", Table.Make(8), 0, K);
        var (free, within) = (DataFile.Read(file, Columns("parquet")), DataFile.ReadWithin([file], Columns("parquet"), 1 << 28));
        Assert.Equal((false, null, 1L << 28), (within.OnDisk, free.MemoryLimit, within.MemoryLimit));
        Assert.Equal(Text(Design.Build(free, s_ships).Network), Text(Design.Build(within, s_ships).Network));
    }

    private static FtcException Refused(Func<object> read, string code, string file)
    {
        var e = Assert.Throws<FtcException>(() => { read(); });
        Assert.Equal((code, file), (e.Code, Path.GetFileName(e.File)));
        return e;
    }

    [Fact]
    public void A_file_that_is_missing_cut_off_changed_or_has_other_columns_is_named()
    {
        var table = Table.Make(5);
        var (files, columns) = (Write("parquet", table), Columns("parquet") with { Features = [] });
        var stored = Stored(files, columns, 1 << 20, 64, 2);
        Refused(() => Stored([files[0], _folder["c.parquet"]], columns, 1 << 20, 64, 2), Codes.FileNotReadable, "c.parquet");
        var other = Refused(() => Stored([files[0], Parquet("c.parquet", table, 0, 300, features: D - 1)], columns, 1 << 20, 64, 2),
            Codes.ShapeMismatch, "c.parquet");
        Assert.Contains("'c.parquet' has the features x0..x4, where 'a.parquet' has the features x0..x5", other.Message,
            StringComparison.Ordinal);
        var bytes = File.ReadAllBytes(files[1]);
        File.WriteAllBytes(_folder["d.parquet"], bytes[..^1000]);
        Refused(() => Stored([files[0], _folder["d.parquet"]], columns, 1 << 20, 64, 2), Codes.DataFile, "d.parquet");
        File.WriteAllBytes(files[1], bytes[..^1000]);
        Refused(() => { stored.Pass(() => new Rows(stored), null, default); return 0; }, Codes.DataFile, "b.parquet");
        File.Delete(files[1]);
        Refused(() => { stored.Pass(() => new Rows(stored), null, default); return 0; }, Codes.FileNotReadable, "b.parquet");
    }

    [Theory]
    [InlineData(1 << 20, CompressionMethod.None)]
    [InlineData(1 << 20, CompressionMethod.Gzip)]
    [InlineData(3000, CompressionMethod.Zstd)]
    public void Columns_that_may_lack_values_are_read_and_a_value_that_is_missing_is_named(int partBytes, CompressionMethod compression)
    {
        var table = Table.Make(8);
        var plain = Stored([Parquet("plain.parquet", table, 0, K)], Columns("parquet"), partBytes, 64, 2);
        foreach (var (file, stored) in new[]
        {
            ("single.parquet", Stored([Nullable<float>("single.parquet", table, compression)], Columns("parquet"), partBytes, 64, 2)),
            ("double.parquet", Stored([Nullable<double>("double.parquet", table, compression)], Columns("parquet"), partBytes, 64, 2)),
        })
        {
            Assert.Equal(file == "single.parquet", stored.IsSingle);
            Assert.Equal(RowsOf(plain), RowsOf(stored));
        }
        Missing(Nullable<float>("single.parquet", table, compression, missing: 703));
        Missing(Nullable<double>("double.parquet", table, compression, missing: 703));

        void Missing(string file) => Assert.Contains("row 704 of column 'x4' is empty",
            Refused(() => Stored([file], Columns("parquet"), partBytes, 64, 2), Codes.NotANumber, Path.GetFileName(file)).Message,
            StringComparison.Ordinal);
    }

    // Columns of features in which a value may be missing, as most programs write them.
    private string Nullable<T>(string name, Table table, CompressionMethod compression, int missing = -1)
        where T : struct, INumber<T>
    {
        const int Group = 300;
        DataField[] x = [.. Enumerable.Range(0, D).Select(j => new DataField<T?>($"x{j}"))];
        DataField[] others = [new DataField<int>("label"), .. Enumerable.Range(0, P).Select(c => new DataField<float>($"p{c}"))];
        Task.Run(async () =>
        {
            await using var stream = File.Create(_folder[name]);
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. x, .. others]), stream,
                new ParquetOptions { CompressionMethod = compression });
            for (var at = 0; at < K; at += Group)
            {
                int[] rows = [.. Enumerable.Range(at, Group)];
                using var group = writer.CreateRowGroup();
                for (var j = 0; j < D; j++)
                {
                    T?[] values = [.. rows.Select(i => i == missing && j == 4 ? (T?)null : T.CreateChecked(table.Features[i * D + j]))];
                    await group.WriteAsync<T>(x[j], values.AsMemory());
                }
                await group.WriteAsync<int>(others[0], table.Labels[at..(at + Group)].AsMemory());
                for (var c = 0; c < P; c++)
                    await group.WriteAsync<float>(others[1 + c], rows.Select(i => table.Predictions[i * P + c]).ToArray().AsMemory());
            }
        }).GetAwaiter().GetResult();
        return _folder[name];
    }

    [Fact]
    public void A_feature_or_label_that_is_wrong_is_named_with_its_file_and_row()
    {
        var table = Table.Make(6);
        table.Features[1000 * D + 3] = float.NaN;
        Assert.Contains("row 248 of column 'x3' holds NaN",
            Refused(() => Stored(Write("parquet", table), Columns("parquet"), 3000, 64, 2), Codes.NotFinite, "b.parquet").Message,
            StringComparison.Ordinal);
        table.Features[1000 * D + 3] = 1;
        table.Labels[1001] = 7;
        Assert.Contains("holds 7 in row 249",
            Refused(() => Stored(Write("parquet", table), Columns("parquet"), 3000, 64, 2), Codes.Classes, "b.parquet").Message,
            StringComparison.Ordinal);
        File.WriteAllText(_folder["v.csv"], "x,label,p\n1,2,2\n2,3,3\n3,1,1\n4,a,1\n");
        Assert.Equal(5, Refused(() => Stored([_folder["v.csv"]], new() { Label = ["label"], Prediction = ["p"] }, 1, 2, 2),
            Codes.NotANumber, "v.csv").Line);
        File.WriteAllText(_folder["v.csv"], "x,label,p\n1,2,2\n2,3,3\n3,1,1\nfour,1,1\n");
        Assert.Equal(5, Refused(() => Stored([_folder["v.csv"]], new() { Label = ["label"], Prediction = ["p"] }, 1, 2, 2),
            Codes.NotANumber, "v.csv").Line);
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                DataFile.ReadWithin([_folder["v.csv"]], new() { Label = ["label"], Prediction = ["p"] }, 1 << 20)).Code);
        File.WriteAllBytes(_folder["z.csv.gz"], ArrayFiles.Gzip(File.ReadAllBytes(_folder["v.csv"])));
        Refused(() => DataFile.ReadWithin([_folder["z.csv.gz"]], new() { Label = ["label"], Prediction = ["p"] }, 1 << 30), Codes.DataFile,
            "z.csv.gz");
    }
}
