using System.Globalization;
using System.IO.Compression;
using System.Text;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Data;

/// <summary>Random files, against cells that were put there one by one.</summary>
public sealed class RandomCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_read_is_what_was_written_whatever_the_dialect()
    {
        var random = new Random(1);
        for (var instance = 0; instance < 500; instance++)
        {
            var separator = ",;\t|"[random.Next(4)];
            var end = random.Next(2) == 0 ? "\n" : "\r\n";
            var rows = random.Next(3, 30);
            var text = new StringBuilder(random.Next(8) == 0 ? "\uFEFF" : "").AppendJoin(separator, "x1", "name", "x0", "z");
            var wanted = new List<double>();
            for (var row = 0; row < rows; row++)
            {
                if (random.Next(10) == 0) text.Append(end);
                var (x1, x0) = (Cell(random), Cell(random));
                wanted.AddRange([double.Parse(x0, CultureInfo.InvariantCulture), double.Parse(x1, CultureInfo.InvariantCulture)]);
                text.Append(end).AppendJoin(separator, Quoted(random, x1), Name(random, separator), Quoted(random, x0), row % 2);
            }
            text.Append(random.Next(3) switch { 0 => "", 1 => end, _ => end + end });
            var path = _folder.Write("data.csv", text.ToString());
            if (random.Next(3) == 0) path = Packed(path);
            // Equal rows with different residuals are no error of the file.
            var data = DataFile.Read(path, new DataColumns { Features = ["x0", "x1"], Residual = ["z"] });
            Assert.Equal(rows, data.K);
            Assert.Equal(wanted, Enumerable.Range(0, rows).SelectMany(i => data.Row(i).ToArray()));
            Assert.Equal(Enumerable.Range(1, rows).Where(i => i % 2 == 0), data.T);
        }
    }

    [Fact]
    public void Broken_files_give_one_clear_error()
    {
        var random = new Random(2);
        var refused = 0;
        for (var instance = 0; instance < 2000; instance++)
        {
            var bytes = Encoding.UTF8.GetBytes("x,name,z\n"
                + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}.5,\"a \"\"{i}\"\" b\",{i % 2}\n")));
            for (var hit = random.Next(1, 4); hit > 0; hit--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder["data.csv"], bytes);
            try
            {
                DataFile.Read(_folder["data.csv"], new DataColumns { Features = ["x"], Residual = ["z"] });
            }
            catch (FtcException e)
            {
                refused++;
                Assert.True(e.File is not null && e.Message.Length < 600, e.ToString());
            }
        }
        Assert.InRange(refused, 200, 1999);
    }

    private static string Cell(Random random)
    {
        // The first part differs in every cell, so that no two rows contradict each other.
        var size = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-8, 12));
        return random.Next(6) switch
        {
            0 => size.ToString("R", CultureInfo.InvariantCulture),
            1 => size.ToString("F" + random.Next(8, 16), CultureInfo.InvariantCulture),
            2 => size.ToString("E" + random.Next(9, 20), CultureInfo.InvariantCulture),
            3 => $"+{random.NextInt64()}",
            4 => $"-{random.NextInt64()}.",
            _ => BitConverter.Int64BitsToDouble(random.NextInt64() & 0x7FEFFFFFFFFFFFFF).ToString("R", CultureInfo.InvariantCulture),
        };
    }

    private static string Quoted(Random random, string cell) =>
        random.Next(8) switch { 0 => $"\"{cell}\"", 1 => $" {cell} ", 2 => $" \"{cell}\"", _ => cell };

    private static string Name(Random random, char separator) => random.Next(7) switch
    {
        0 => "",
        1 => "ünïcode €",
        2 => $"\"a{separator}b\"",
        3 => "\"a \"\"b\"\" c\"",
        4 => "\"two\nlines\"",
        5 => "1.5",
        _ => "a b",
    };

    private static string Packed(string path)
    {
        using (var packed = new GZipStream(File.Create(path + ".gz"), CompressionMode.Compress)) packed.Write(File.ReadAllBytes(path));
        return path + ".gz";
    }
}
