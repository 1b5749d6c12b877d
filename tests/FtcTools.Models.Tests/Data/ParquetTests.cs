using FtcTools.Data;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace FtcTools.Models.Tests.Data;

public sealed class ParquetTests : IDisposable
{
    private static readonly DataColumns s_columns = new() { Label = ["y"], Prediction = ["f"] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(CompressionMethod compression = CompressionMethod.Snappy, int groups = 1, int rows = 3, string?[]? words = null,
        int last = 2)
    {
        var (x, n, b) = (new DataField<float>("x"), new DataField<int?>("n"), new DataField<bool>("b"));
        var (y, f) = (new DataField<string>("y"), new DataField<string>("f"));
        var list = new ListField("embedding", new DataField<double>("element"));
        var schema = new ParquetSchema(x, n, b, list, y, f);
        var path = _folder["data.parquet"];
        Task.Run(async () =>
        {
            await using var stream = File.Create(path);
            await using var writer =
                await ParquetWriter.CreateAsync(schema, stream, new ParquetOptions { CompressionMethod = compression });
            for (var group = 0; group < groups; group++)
            {
                using var chunk = writer.CreateRowGroup();
                await chunk.WriteAsync<float>(x, Enumerable.Range(0, rows).Select(i => group * rows + i + 0.5f).ToArray().AsMemory());
                await chunk.WriteAsync<int>(n, Enumerable.Range(0, rows).Select(i => (int?)i).ToArray().AsMemory());
                await chunk.WriteAsync<bool>(b, Enumerable.Range(0, rows).Select(i => i == 1).ToArray().AsMemory());
                var leaf = schema.DataFields[3];
                int[] lengths = [.. Enumerable.Repeat(2, Math.Max(0, rows - 1)), .. rows > 0 ? [last] : Array.Empty<int>()];
                int[] levels = [.. lengths.SelectMany(length => Enumerable.Range(0, length).Select(i => i == 0 ? 0 : 1))];
                await chunk.WriteAllPartsAsync<double>(leaf, levels.Select((_, i) => (double)i).ToArray().AsMemory(),
                    levels.Select(_ => leaf.MaxDefinitionLevel).ToArray().AsMemory(), levels.AsMemory(), default);
                await chunk.WriteAsync(y, (words ?? [.. Enumerable.Range(0, rows).Select(i => i == 1 ? "spam" : "ham")])!);
                await chunk.WriteAsync(f, [.. Enumerable.Range(0, rows).Select(_ => "ham")]);
            }
        }).GetAwaiter().GetResult();
        return path;
    }

    private static FtcException Refused(string code, string path, DataColumns? columns = null)
    {
        var e = Assert.Throws<FtcException>(() => DataFile.Read(path, columns ?? s_columns));
        Assert.Equal((code, path), (e.Code, e.File));
        return e;
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    public void Columns_of_several_groups_are_read_by_name(CompressionMethod compression)
    {
        var data = DataFile.Read(Write(compression, groups: 3), s_columns);
        Assert.Equal((9, 5, 3), (data.K, data.Inputs, data.N));
        Assert.Equal([2, 5, 8], data.T);
        Assert.Equal([4.5, 1, 1, 2, 3], data.Row(4).ToArray());
        Assert.Equal(["ham", "spam"], data.ClassNames);
    }

    [Fact]
    public void True_and_false_are_classes()
    {
        var data = DataFile.Read(Write(), new DataColumns { Features = ["x"], Label = ["b"], Prediction = ["b"] });
        Assert.Equal(["false", "true"], data.ClassNames);
        Assert.Equal(0, data.N);
    }

    [Fact]
    public void The_header_is_the_schema() => Assert.Equal(["x", "n", "b", "embedding", "y", "f"], DataFile.ReadHeader(Write()));

    [Fact]
    public void A_file_without_rows_is_empty() =>
        Assert.Contains("no row", Refused(Codes.EmptyFile, Write(rows: 0, words: [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_value_is_named_with_its_row() =>
        Assert.Contains("row 2 of column 'y' is empty", Refused(Codes.NotANumber, Write(words: ["ham", null, "ham"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Lists_are_equally_long() =>
        Assert.Contains("row 3 of column 'embedding'", Refused(Codes.RaggedRow, Write(last: 3)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Of_two_columns_of_one_name_neither_is_read()
    {
        DataField<double>[] fields = [new("x"), new("x"), new("y"), new("f")];
        await using (var stream = File.Create(_folder["twice.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream))
        {
            using var chunk = writer.CreateRowGroup();
            foreach (var field in fields) await chunk.WriteAsync<double>(field, new double[] { 1, 2, 3 }.AsMemory());
        }
        var e = Refused(Codes.DuplicateColumn, _folder["twice.parquet"], new() { Label = ["y"], Prediction = ["f"] });
        Assert.Contains("'x' twice", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_no_features() =>
        Assert.Contains("column 'y' holds words",
            Refused(Codes.NotANumber, Write(), new DataColumns { Features = ["x", "y"], Residual = ["n"] }).Message,
            StringComparison.Ordinal);

    private string WriteColumn<T>(DataField field, params T[] values)
        where T : struct
    {
        var residual = new DataField<int>("z");
        Task.Run(async () =>
        {
            await using var stream = File.Create(_folder["column.parquet"]);
            await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field, residual), stream);
            using var chunk = writer.CreateRowGroup();
            await chunk.WriteAsync<T>(field, values.AsMemory());
            await chunk.WriteAsync<int>(residual, new int[values.Length].AsMemory());
        }).GetAwaiter().GetResult();
        return _folder["column.parquet"];
    }

    [Fact]
    public void What_is_neither_number_nor_word_is_told_by_what_it_is()
    {
        var columns = new DataColumns { Residual = ["z"] };
        var day = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Contains("column 'when' holds dates or times; valid are numbers, words, true and false",
            Refused(Codes.DataFile, WriteColumn(new DataField<DateTime>("when"), day, day, day), columns).Message, StringComparison.Ordinal);
        Assert.Contains("column 'id' holds values of the type Guid",
            Refused(Codes.DataFile, WriteColumn(new DataField<Guid>("id"), default, Guid.NewGuid(), default), columns).Message,
            StringComparison.Ordinal);
        Assert.Contains("row 2 of column 'x' holds NaN; a feature is a finite number",
            Refused(Codes.NotFinite, WriteColumn(new DataField<float>("x"), 1, float.NaN, 3), columns).Message, StringComparison.Ordinal);
        Assert.Equal(-2.25,
            DataFile.Read(WriteColumn(new DecimalDataField("price", 9, 2), 1.5m, -2.25m, 3), columns).Row(1)[0]);
    }

    [Fact]
    public async Task What_goes_into_a_model_may_be_empty()
    {
        DataField income = new DataField<double?>("income"), member = new DataField<bool?>("member"), region = new DataField<string>("region");
        await using (var stream = File.Create(_folder["holes.parquet"]))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(income, member, region), stream))
        {
            for (var group = 0; group < 2; group++)
            {
                using var chunk = writer.CreateRowGroup();
                await chunk.WriteAsync<double>(income, new double?[] { null, group + 1.5, double.NaN, 4 }.AsMemory());
                await chunk.WriteAsync<bool>(member, new bool?[] { true, null, false, group == 0 }.AsMemory());
                await chunk.WriteAsync(region, ["north", null, "", "south"]);
            }
        }
        using var table = Tables.Open(_folder["holes.parquet"]);
        ValueColumn[] values = [new("income") { IsInput = true }, new("member") { IsInput = true },
            new("region") { IsInput = true, WordsOnly = true }];
        table.Read([], new NumberRows(0), [0, 1, 2], values, null, default);
        Assert.Equal([double.NaN, 1.5, double.NaN, 4, double.NaN, 2.5, double.NaN, 4], values[0].Numbers());
        Assert.Equal([1, double.NaN, 0, 1, 1, double.NaN, 0, 0], values[1].Numbers());
        Assert.Equal(["north", "", "", "south", "north", "", "", "south"], values[2].Indices.Select(i => values[2].Words[i]));
    }

    [Fact]
    public void Files_that_are_cut_off_or_none_are_refused()
    {
        var whole = File.ReadAllBytes(Write());
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(_folder["cut.parquet"], whole[..length]);
            Refused(Codes.DataFile, _folder["cut.parquet"]);
        }
        Refused(Codes.DataFile, _folder.Write("text.parquet", "x,y,f\n1,0,0\n2,0,0\n3,0,0\n"));
    }

    [Fact]
    public void Random_bytes_give_one_clear_error_or_a_dataset()
    {
        var whole = File.ReadAllBytes(Write(groups: 2));
        var random = new Random(1);
        for (var instance = 0; instance < 500; instance++)
        {
            var bytes = (byte[])whole.Clone();
            for (var hit = random.Next(1, 4); hit > 0; hit--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder["hit.parquet"], bytes);
            try
            {
                DataFile.Read(_folder["hit.parquet"], s_columns);
            }
            catch (FtcException e)
            {
                Assert.True(e.File is not null && e.Message.Length is > 20 and < 700, e.ToString());
            }
        }
    }
}
