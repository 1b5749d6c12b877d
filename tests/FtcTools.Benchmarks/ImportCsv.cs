using System.Globalization;
using BenchmarkDotNet.Attributes;
using CsvHelper;
using FtcTools.Data;

namespace FtcTools.Benchmarks;

/// <summary>10^6 rows of 10 columns of text into a dataset, against CsvHelper reading the same file and parsing the same columns to double.</summary>
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
    public double CsvHelperToDouble()
    {
        using var csv = CsvReader.FromFile(s_file, new CsvReaderOptions { FormatProvider = CultureInfo.InvariantCulture }, FileOptions.SequentialScan);
        var sum = 0.0;
        while (csv.Read())
        {
            for (var j = 0; j < 10; j++)
            {
                if (csv.TryParse(j, out double value)) sum += value;
            }
        }
        return sum;
    }

    [Benchmark]
    public Dataset ImportDataset() => CsvFile.Read(s_file, new CsvColumns { Features = ["x0..x7"], Label = ["label"], Prediction = ["predicted"] });
}
