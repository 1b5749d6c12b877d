using System.Globalization;
using System.Text;
using CsvHelper;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Data;

/// <summary>What the quick way reads is what CsvHelper and double.Parse read; what it leaves to them, it leaves whole.</summary>
public sealed class PlainCsvTests : IDisposable
{
    private static readonly int[][] s_wanted = [[2, 0], [3]];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private double[][]? Read(string text) => ReadFile(_folder.Write("data.csv", text));

    private static double[][]? ReadFile(string path) => PlainCsv.Read(path, ',', ["x1", "name", "x0", "y"], s_wanted, null, default);

    /// <summary>The same columns by CsvHelper and double.Parse; null where they are not there or no finite numbers.</summary>
    private static double[][]? Slow(string path)
    {
        try
        {
            using var csv = CsvReader.FromFile(path, new CsvReaderOptions { Separator = ',', MalformedData = CsvMalformedDataHandling.Throw }, FileOptions.None);
            var values = s_wanted.Select(_ => new List<double>()).ToArray();
            while (csv.Read())
            {
                if (csv.FieldCount != 4) return null;
                for (var group = 0; group < s_wanted.Length; group++)
                {
                    foreach (var column in s_wanted[group])
                    {
                        if (!double.TryParse(csv.GetString(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) return null;
                        values[group].Add(value);
                    }
                }
            }
            return [.. values.Select(group => group.ToArray())];
        }
        catch (CsvFormatException)
        {
            return null;
        }
    }

    [Fact]
    public void Random_files_are_read_as_by_CsvHelper()
    {
        var random = new Random(1);
        var plain = 0;
        for (var instance = 0; instance < 3000; instance++)
        {
            var odd = random.Next(2) == 0 ? 0 : random.Next(1, 20);
            var text = new StringBuilder(random.Next(8) == 0 ? "\uFEFF" : "").Append("x1,name,x0,y");
            for (var row = random.Next(1, 20); row > 0; row--)
            {
                text.Append(End(random, odd));
                for (var column = 0; column < 4; column++) text.Append(column == 0 ? "" : ",").Append(column == 1 ? Name(random, odd) : Cell(random, odd));
                if (odd > 0 && random.Next(40) == 0) text.Append(",1");
            }
            text.Append(random.Next(3) switch { 0 => "", 1 => "\n", _ => "\r\n" });
            var path = _folder.Write("data.csv", text.ToString());
            var (read, slow) = (ReadFile(path), Slow(path));
            if (odd == 0) Assert.NotNull(read);
            if (read is null) continue;
            plain++;
            Assert.NotNull(slow);
            for (var group = 0; group < s_wanted.Length; group++)
                Assert.Equal(slow[group].Select(BitConverter.DoubleToInt64Bits), read[group].Select(BitConverter.DoubleToInt64Bits));
        }
        Assert.InRange(plain, 1500, 2900);
    }

    private static string End(Random random, int odd) => odd > 0 && random.Next(40) == 0 ? (random.Next(3) switch { 0 => "\r", 1 => "\n\n", _ => "\n \n" }) : random.Next(2) == 0 ? "\n" : "\r\n";

    private static string Name(Random random, int odd) => random.Next(odd > 0 ? 6 : 4) switch
    {
        0 => "",
        1 => "ünïcode €",
        2 => "a b",
        3 => "1.5",
        4 => "\"a,b\"",
        _ => "a\"b",
    };

    private static string Cell(Random random, int odd)
    {
        var size = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 12));
        return (odd > 0 && random.Next(odd) == 0 ? random.Next(16) : 100 + random.Next(8)) switch
        {
            0 => "",
            1 => "NaN",
            2 => "Infinity",
            3 => "1e999",
            4 => "1.2.3",
            5 => "--1",
            6 => "abc",
            7 => "\"2\"",
            8 => "5x",
            9 => ".",
            10 => "1e",
            11 => "\uFF11",
            12 => "1\0",
            13 => "-",
            14 => "1 2",
            15 => "0x10",
            100 => size.ToString("R", CultureInfo.InvariantCulture),
            101 => size.ToString("F" + random.Next(12), CultureInfo.InvariantCulture),
            102 => size.ToString("E" + random.Next(20), CultureInfo.InvariantCulture),
            103 => random.Next(-1, 3).ToString(CultureInfo.InvariantCulture),
            104 => $"  {random.Next(1000)}.{random.Next(1000)} ",
            105 => $"+{random.NextInt64()}",
            106 => BitConverter.Int64BitsToDouble(random.NextInt64() & 0x7FEFFFFFFFFFFFFF).ToString("R", CultureInfo.InvariantCulture),
            _ => $"-{random.Next(100)}.",
        };
    }

    [Fact]
    public void Rows_that_go_over_the_edge_of_a_block_are_whole()
    {
        var random = new Random(2);
        var text = new StringBuilder("x1,name,x0,y\n");
        var rows = 0;
        for (; text.Length < 700_000; rows++) text.Append(CultureInfo.InvariantCulture, $"{rows},{new string('n', random.Next(rows % 1000 == 0 ? 60_000 : 30))},-{rows}.5,{rows % 3}\n");
        var read = Read(text.ToString())!;
        Assert.Equal(Enumerable.Range(0, rows).SelectMany(i => new[] { -i - 0.5, i }), read[0]);
        Assert.Equal(Enumerable.Range(0, rows).Select(i => i % 3.0), read[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x1,name,x0,y")]
    [InlineData("x1,name,x0,y\n\n\n")]
    [InlineData("\nx1,name,x0,y\n1,a,2,3\n")]
    [InlineData("sep=,\nx1,name,x0,y\n1,a,2,3\n")]
    [InlineData("x1,\"name\",x0,y\n1,a,2,3\n")]
    [InlineData("x1,name,x0\n1,a,2\n")]
    [InlineData("x1,name,x0,y\r1,a,2,3\r")]
    public void Other_headers_are_left_to_CsvHelper(string text) => Assert.Null(Read(text));

    [Fact]
    public void Lines_longer_than_a_block_are_left_to_CsvHelper() => Assert.Null(Read($"x1,name,x0,y\n1,{new string('n', 400_000)},2,3\n4,a,5,6\n"));

    [Fact]
    public void A_million_empty_lines_take_no_memory_for_rows() => Assert.Null(Read("x1,name,x0,y\n1,a,2,3" + new string('\n', 1_000_000) + "1,a,2,3"));

    [Fact]
    public void A_class_that_is_none_is_named_with_its_line()
    {
        var path = _folder.Write("data.csv", "x,label,f0,f1\n1,0,1,2\n2,1,1,2\n3,2,1,2\n");
        var e = Assert.Throws<FtcException>(() => CsvFile.Read(path, new() { Features = ["x"], Label = ["label"], Prediction = ["f0", "f1"], Classification = true }));
        Assert.Equal((Codes.Classes, 4, 3), (e.Code, e.Line, e.Column));
    }
}
