using System.Globalization;
using System.Text;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Data;

public sealed class CsvTests() : CsvReading(s_columns)
{
    private static readonly DataColumns s_columns = new() { Features = ["x"], Label = ["y"], Prediction = ["f"] };

    [Fact]
    public void Residuals_are_exact_differences_of_the_nearest_floats()
    {
        var data = Read("x,y,f\n1,0.3,0.1\n2,1,1\n3,-2,1e0\n");
        Assert.Equal((3, 2, 1, 1), (data.K, data.N, data.Inputs, data.Outputs));
        Assert.Equal([1, 3], data.T);
        Assert.Equal(Rational.Of(0.3) - Rational.Of(0.1), data.Residual(0, 0));
        Assert.Equal(-3, data.Residual(2, 0));
        Assert.Equal("data.csv", data.Name);
        Assert.Equal([1.0], data.Predictions(2).ToArray());
    }

    [Fact]
    public void Ranges_lists_and_several_outputs()
    {
        var data = Read(
            "f1,f0,x02,x00,x01,y0,y1\n0,0,3,1,2,0,5\n0,0,6,4,5,0,0\n0,0,9,7,8,0,0\n",
            new() { Features = ["x00..x02"], Label = ["y0..y1"], Prediction = ["f0", "f1"] });
        Assert.Equal([4.0, 5, 6], data.Row(1).ToArray());
        Assert.Equal([0, 5], data.Residual(0)!);
    }

    [Fact]
    public void Residual_columns_stand_for_labels_and_predictions()
    {
        var data = Read("x,z\n1,0\n2,0.5\n3,0\n", new() { Features = ["x"], Residual = ["z"] });
        Assert.Equal([2], data.T);
        Assert.False(data.HasPredictions);
    }

    [Fact]
    public void Minus_zero_is_no_edit()
    {
        Assert.Equal([2], Read("x,z\n-0,-0.0\n2,0.5\n3,-0\n", new() { Features = ["x"], Residual = ["z"] }).T);
        Assert.Equal([3], Read("x,y,f\n1,0,-0\n2,-0.0,0\n3,1,0\n").T);
    }

    [Fact]
    public void A_column_without_a_name_is_told_by_its_place()
    {
        var e = Refused(Codes.NotANumber, 2, "x,y,f,\n1,0,0,\n2,0,0,\n3,0,0,\n", s_columns with { Features = ["x", ""] });
        Assert.Contains("column 4, which has no name, is empty", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",x,y,f\n7,1,0,0\n8,2,1,0\n9,3,0,0\n")]
    [InlineData("\"\",x,y,f\n\"a\",1,0,0\n\"b\",2,1,0\n\"c\",3,0,0\n")]
    [InlineData("__index_level_0__,x,y,f\n7,1,0,0\n8,2,1,0\n9,3,0,0\n")]
    [InlineData("x,y,f,\n1,0,0,\n2,1,0,\n3,0,0,\n")]
    public void Numbers_of_rows_are_no_features_unless_they_are_asked_for(string text)
    {
        var data = Read(text, s_columns with { Features = [] });
        Assert.Equal((1, 2.0), (data.Inputs, data.Row(1)[0]));
    }

    [Fact]
    public void True_and_false_are_numbers_among_features() =>
        Assert.Equal([1.0, 0, 1, 0.5], Enumerable.Range(0, 4).Select(i => Read("x,y,f\ntrue,0,0\nFalse,0,0\nTRUE,0,0\n0.5,0,0\n").Row(i)[0]));

    [Fact]
    public void A_path_that_leads_to_no_file_is_called_one() =>
        Assert.Contains("Nor is there a file of that name.",
            Refused(Codes.MissingColumn, 1, "x,y,f\n1,0,0\n2,0,0\n3,0,0\n", s_columns with { Label = ["there/y.npy"] }).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_column_named_like_a_range_is_that_column() =>
        Assert.Equal([2.0], Read("x0..x1,y,f\n1,0,0\n2,0,0\n3,0,0\n", s_columns with { Features = ["x0..x1"] }).Row(1).ToArray());

    [Theory]
    [InlineData("\uFEFFx,y,f\r\n1,0,1\r\n2,0,0\r\n\r\n3,0,0")]
    [InlineData("x;y;f\n1;0;1\n2;0;0\n3;0;0\n")]
    [InlineData("x\ty\tf\n 1 \t0\t1\n2\t0\t0\n3\t0\t0\n")]
    [InlineData("\"x\",\"y\", f\n\"1\",\"0\",1\n2,0,0\n3,0,0\n")]
    [InlineData("x,note,y,f\n1,6\" and 8\",0,1\n2,a,0,0\n3,b,0,0\n")]
    public void Dialects(string text) => Assert.Equal((3, 1), (Read(text).K, Read(text).N));

    [Fact]
    public void Other_encodings_with_a_byte_order_mark()
    {
        File.WriteAllText(Folder["data.csv"], "x,y,f\n1,0,1\n2,0,0\n3,0,0\n", Encoding.Unicode);
        Assert.Equal(3, DataFile.Read(Folder["data.csv"], s_columns).K);
    }

    [Fact]
    public void The_culture_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (german.NumberFormat.NumberDecimalSeparator, german.NumberFormat.NumberGroupSeparator) = (",", ".");
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal([1.5], Read("x,y,f\n1.5,0,0\n2,0,0\n3,0,0\n").Row(0).ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Cells_are_the_nearest_float()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))
            .Where(double.IsFinite).ToArray();
        var formats = new[] { "R", "E20", "G17", "E30" };
        var data = Read("x,y,f\n"
            + string.Concat(values.Select((v, i) => $"{v.ToString(formats[i % 4], CultureInfo.InvariantCulture)},0,0\n")));
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], data.Row(i)[0]);
    }

    [Fact]
    public void A_missing_column_is_named_with_the_nearest_ones_first()
    {
        var e = Refused(Codes.MissingColumn, 1, "id,x,labels,f\n1,1,0,0\n", s_columns with { Label = ["label"] });
        Assert.Contains("'label'", e.Message, StringComparison.Ordinal);
        Assert.Contains("the header has labels,", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_beyond_the_header_names_its_first_missing_column() =>
        Assert.Contains("'x2'", Refused(Codes.MissingColumn, 1, "x0,x1,y,f\n1,1,0,0\n",
            s_columns with { Features = ["x0..x2000000000"] }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x,y,f\n1,0,0\n2,0\n3,0,0\n", 3)]
    [InlineData("x,y,f\n1,0,0\n2,0,0\n\n3,0,0,0\n", 5)]
    public void Ragged_rows(string text, int line) =>
        Assert.Contains("the header has 3", Refused(Codes.RaggedRow, line, text).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("\"1,5\"")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    public void Text_in_a_number_column(string cell)
    {
        var e = Refused(Codes.NotANumber, 3, $"y,f,x\n1,0,0\n2,0,{cell}\n3,0,0\n");
        Assert.Equal(5, e.Column);
        Assert.Contains(cell.Length == 0 ? "empty" : $"'{cell.Trim('"')}'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decimal_comma_is_refused_not_misread() => Refused(Codes.NotANumber, 2, "x;y;f\n1,5;0;0\n2;0;0\n3;0;0\n");

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    public void Numbers_are_finite(string cell) =>
        Assert.Contains(cell, Refused(Codes.NotFinite, 4, $"x,y,f\n1,0,0\n2,0,0\n{cell},0,0\n").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n\n", 0)]
    [InlineData("x,y,f\n", 1)]
    public void Empty_files(string text, int line) => Refused(Codes.EmptyFile, line, text);

    [Fact]
    public void Two_samples_are_too_few() =>
        Assert.Contains("K >= 3", Refused(Codes.TooFewSamples, 0, "x,y,f\n1,0,0\n2,0,0\n").Message, StringComparison.Ordinal);

    [Fact]
    public void A_column_twice() => Refused(Codes.DuplicateColumn, 1, "x,y,x,f\n1,0,1,0\n");

    [Fact]
    public void A_column_twice_that_nobody_asks_for() => Assert.Equal(3, Read("x,y,f,a,a\n1,0,0,1,1\n2,0,0,1,1\n3,0,0,1,1\n").K);

    [Fact]
    public void Equal_features_with_different_targets_name_both_lines()
    {
        var e = Refused(Codes.ContradictingSamples, 5, "x,y,f\n1,0,1\n\n2,0,0\n1,0,0\n");
        Assert.Contains("line 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("line 5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_features_with_equal_targets_are_one_answer() => Assert.Equal(4, Read("x,y,f\n1,0,1\n2,0,0\n1,0,1\n2,0,0\n").K);

    [Theory]
    [InlineData("x,y,f\n1,0,\"0\n2,0,0\n", 2)]
    [InlineData("x,y,f\n1,0,0\n2,0,\"0\"0\n", 3)]
    [InlineData("x,y,f\n1,a\"b,b\n2,b,b\n", 2)]
    [InlineData("x,y,f\n1,0,0\n2,0\0,0\n", 3)]
    [InlineData("x\0,\0y\0,\0f\0\n\01\0,\00\0,\00\0\n\0", 1)]
    public void Broken_quoting(string text, int line) => Refused(Codes.CsvSyntax, line, text);

    [Fact]
    public void Files_that_cannot_be_read()
    {
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => DataFile.Read(Folder["absent.csv"], s_columns)).Code);
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => DataFile.Read(Folder["absent/data.csv"], s_columns)).Code);
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => DataFile.Read(Folder.Path, s_columns)).Code);
        Assert.Equal(Codes.FileNotReadable, Assert.Throws<FtcException>(() => DataFile.Read("a\0b", s_columns)).Code);
    }

    [Fact]
    public void Columns_that_do_not_go_together()
    {
        const string text = "x,y,f,z\n1,0,0,0\n2,0,0,0\n3,0,0,0\n";
        foreach (var columns in new[]
        {
            s_columns with { Prediction = [] }, s_columns with { Residual = ["z"] }, s_columns with { Label = ["y", "z"] },
        })
        {
            Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Read(text, columns)).Code);
        }
    }

    [Fact]
    public void Long_reads_report_progress_and_stop_when_asked()
    {
        var rows = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},0,0\n"));
        foreach (var header in new[] { "x,y,f\n", "\"x\",y,f\n" })
        {
            var path = Folder.Write("data.csv", header + rows);
            var progress = new Recorder();
            DataFile.Read(path, s_columns, progress);
            Assert.True(progress.Rows.Count > 2);
            Assert.Equal(progress.Rows.Order(), progress.Rows);
            Assert.Equal(100_000, progress.Rows[^1]);
            Assert.Throws<OperationCanceledException>(() => DataFile.Read(path, s_columns, cancellation: new CancellationToken(true)));
        }
    }

    private sealed class Recorder : IProgress<long>
    {
        public List<long> Rows { get; } = [];

        public void Report(long value) => Rows.Add(value);
    }
}
