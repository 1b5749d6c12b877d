using System.Globalization;
using BenchmarkDotNet.Attributes;
using FtcTools.Data;
using nietras.SeparatedValues;

namespace FtcTools.Benchmarks;

/// <summary>
/// 10^6 rows of 10 columns of text into a dataset, against Sep reading the same file and parsing the same columns to double.
/// </summary>
public class ImportCsv
{
    private static readonly string s_file = Path.Combine(Path.GetTempPath(), $"ftc-{Environment.ProcessId}.csv");

    [Params("short", "17 digits")]
    public string Numbers { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        var random = new Random(1);
        var format = Numbers == "short" ? "F4" : "R";
        using var text = new StreamWriter(s_file);
        text.WriteLine("x0,x1,x2,x3,x4,x5,x6,x7,label,predicted");
        for (var i = 0; i < 1_000_000; i++)
        {
            for (var j = 0; j < 8; j++) text.Write((random.NextDouble() * 100).ToString(format, CultureInfo.InvariantCulture) + ",");
            text.WriteLine(i % 1000 == 0 ? "1,0" : "1,1");
        }
    }

    [GlobalCleanup]
    public void Delete() => File.Delete(s_file);

    [Benchmark(Baseline = true)]
    public double SepToDouble()
    {
        using var csv = Sep.Reader(options => options with { CultureInfo = CultureInfo.InvariantCulture }).FromFile(s_file);
        var sum = 0.0;
        foreach (var row in csv)
        {
            for (var j = 0; j < 10; j++) sum += row[j].Parse<double>();
        }
        return sum;
    }

    [Benchmark]
    public Dataset ImportDataset() =>
        DataFile.Read(s_file, new DataColumns { Features = ["x0..x7"], Label = ["label"], Prediction = ["predicted"] });
}
