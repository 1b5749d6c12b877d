using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Core.Tests.Data;

public sealed class ClassificationTests : IDisposable
{
    private static readonly DataColumns s_columns =
        new() { Features = ["x"], Label = ["y"], Prediction = ["f0..f2"], Classification = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The digits with the frozen model's ten logits.</summary>
    public static Dataset Digits(double? margin = null) => DataFile.Read(
        Repository.File("examples", "quickstart", "digits.csv"),
        new() { Features = ["x0..x63"], Label = ["label"], Prediction = ["logit0..logit9"], Classification = true, Margin = margin });

    private Dataset Read(string rows, DataColumns? columns = null) =>
        DataFile.Read(_folder.Write("data.csv", "x,y,f0,f1,f2\n" + rows), columns ?? s_columns);

    private static Dataset Build(params (double X, int Label, double[] F)[] samples)
    {
        var builder = new DatasetBuilder(1, samples[0].F.Length);
        foreach (var (x, label, f) in samples) builder.Add([x], label, f);
        return builder.Build("built");
    }

    [Fact]
    public void T_is_where_the_first_largest_is_not_the_label()
    {
        var data = Read("1,0,3,1,1\n2,1,2,2,0\n3,0,2,2,0\n4,2,1,5,4.5\n5,2,0,1,7\n");
        Assert.Equal((5, 2, 3), (data.K, data.N, data.Outputs));
        Assert.Equal([2, 4], data.T);
        Assert.Equal([0, 1, 0, 2, 2], Enumerable.Range(0, 5).Select(data.Classes!.Label));
    }

    [Fact]
    public void An_edit_lifts_its_class_over_the_largest_gap_of_that_class_by_the_margin()
    {
        // Right answers lead by 2, 0 and 6: the median is 2. The gap of class 1 is 0, that of class 2 is 0.5.
        var data = Read("1,0,3,1,1\n2,1,2,2,0\n3,0,2,2,0\n4,2,1,5,4.5\n5,2,0,1,7\n");
        Assert.Equal(2, data.Classes!.Margin);
        Assert.Equal([0, 2, Rational.Of(5, 2)], Enumerable.Range(0, 3).Select(data.Classes.Lift));
        Assert.Equal([0, 2, 0], data.Residual(1)!);
        Assert.Equal([0, 0, Rational.Of(5, 2)], data.Residual(3)!);
        Assert.Null(data.Residual(0));
        Assert.Equal(Rational.Of(5, 2), data.MaxResidual);
    }

    [Fact]
    public void Lifts_are_short_numbers_and_never_too_small()
    {
        var data = Build((1, 0, [0, 1.0 / 3]), (2, 0, [0, 0.1]), (3, 1, [0, 1e-3]));
        var (lift, needed) = (data.Classes!.Lift(0), Rational.Of(1.0 / 3) + data.Classes.Margin);
        Assert.True(lift >= needed && lift <= needed * Rational.Of(129, 128));
        Assert.Equal(lift, Rational.Of((float)lift.ToDouble()));
        Assert.True(lift.Numerator.GetBitLength() <= 8);
    }

    [Fact]
    public void A_margin_can_be_chosen()
    {
        var data = Read("1,0,3,1,1\n2,1,2,2,0\n3,0,2,2,0\n", s_columns with { Margin = 0.25 });
        Assert.Equal(Rational.Of(1, 4), data.Classes!.Margin);
        Assert.Equal(Rational.Of(1, 4), data.Classes.Lift(1));
    }

    [Fact]
    public void Where_nothing_is_right_the_margin_is_the_largest_gap() =>
        Assert.Equal(3, Build((1, 0, [0, 3]), (2, 0, [0, 1]), (3, 1, [0, 0])).Classes!.Margin);

    [Fact]
    public void The_digits()
    {
        var data = Digits();
        Assert.Equal((1797, 98, 64, 10), (data.K, data.N, data.Inputs, data.Outputs));
        var byPrediction = DataFile.Read(Repository.File("examples", "quickstart", "digits.csv"),
            new() { Features = ["x0..x63"], Label = ["label"], Prediction = ["predicted"] });
        Assert.Equal(byPrediction.T, data.T);
        Assert.All(data.T, sample =>
            Assert.Equal(Classification.Residual(10, data.Classes!.Label(sample - 1), data.Classes.Lift(data.Classes.Label(sample - 1))),
                data.Residual(sample - 1)!));
    }

    [Theory]
    [InlineData("1,0,1,0,0\n2,3,1,0,0\n3,0,1,0,0\n", Codes.Classes, 3)]
    [InlineData("1,0,1,0,0\n2,-1,1,0,0\n3,0,1,0,0\n", Codes.Classes, 3)]
    [InlineData("1,0,1,0,0\n2,0.5,1,0,0\n3,0,1,0,0\n", Codes.Classes, 3)]
    [InlineData("1,0,1,0,0\n2,1e300,1,0,0\n3,0,1,0,0\n", Codes.Classes, 3)]
    [InlineData("1,0,1,0,0\n2,cat,1,0,0\n3,0,1,0,0\n", Codes.NotANumber, 3)]
    [InlineData("1,0,1,0,0\n2,0,nan,0,0\n3,0,1,0,0\n", Codes.NotFinite, 3)]
    [InlineData("1,0,1,0,0\n1,1,1,0,0\n3,0,1,0,0\n", Codes.ContradictingSamples, 3)]
    public void Bad_rows_are_named(string rows, string code, int line)
    {
        var e = Assert.Throws<FtcException>(() => Read(rows));
        Assert.Equal((code, line, _folder["data.csv"]), (e.Code, e.Line, e.File));
    }

    [Fact]
    public void Columns_that_do_not_go_together_are_named()
    {
        const string Rows = "1,0,1,0,0\n2,0,1,0,0\n3,0,1,0,0\n";
        Assert.Equal(Codes.Classes, Assert.Throws<FtcException>(() => Read(Rows, s_columns with { Prediction = ["f0"] })).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Read(Rows, s_columns with { Label = ["y", "x"] })).Code);
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() => Read(Rows, s_columns with { Label = [], Prediction = [], Residual = ["f0"] })).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Read(Rows, s_columns with { Margin = 0 })).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Read(Rows, s_columns with { Margin = double.NaN })).Code);
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                Read(Rows, s_columns with { Label = ["y"], Prediction = ["f0"], Classification = false, Margin = 1 })).Code);
        var mixed = new DatasetBuilder(1, 2);
        mixed.Add([1], 0, [1.0, 0]);
        mixed.Add([2], [1.0, 0], [1.0, 0]);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => mixed.Build("mixed")).Code);
        Assert.Equal(Codes.Classes, Assert.Throws<FtcException>(() => new DatasetBuilder(1, 1).Add([1], 0, [1.0])).Code);
        Assert.Equal(Codes.Classes, Assert.Throws<FtcException>(() => new DatasetBuilder(1, 2).Add([1], 2, [1.0, 0])).Code);
    }

    [Fact]
    public void A_withdrawn_edit_leaves_the_answer_as_it_is()
    {
        var data = Build((1, 0, [3, 1]), (2, 1, [4, 0]), (3, 1, [5, 0]));
        var less = data.Withdraw(2);
        Assert.Equal([3], less.T);
        Assert.Equal([0, 0, 1], Enumerable.Range(0, 3).Select(less.Classes!.Label));
        Assert.Equal(data.Residual(2)!, less.Residual(2)!);
    }

    [Fact]
    public void Added_edits_keep_the_lift_where_it_is_large_enough()
    {
        var data = Build((1, 0, [3, 1]), (2, 1, [8, 0]), (3, 0, [2, 0]));
        var more = data.With(Build((10, 1, [1, 0]), (11, 0, [1, 0]), (2, 0, [8, 0])));
        Assert.Equal((5, 1), (more.K, more.N));
        Assert.Equal([4], more.T);
        Assert.Equal(data.Residual(1)!, more.Residual(3)!);
        Assert.Equal([0, 0, 0, 1, 0], Enumerable.Range(0, 5).Select(more.Classes!.Label));
        var larger = data.With(Build((10, 1, [100, 0]), (11, 0, [1, 0]), (12, 0, [2, 0])));
        Assert.Equal(data.Residual(1)!, larger.Residual(1)!);
        Assert.True(larger.Residual(3)![1] > 100);
        var plain = new DatasetBuilder(1, 2);
        foreach (var x in new[] { 1.0, 2, 3 }) plain.Add([x], [0.0, 0], [0.0, 1]);
        Assert.Equal(Codes.ShapeMismatch, Assert.Throws<FtcException>(() => data.With(plain.Build("plain"))).Code);
    }
}
