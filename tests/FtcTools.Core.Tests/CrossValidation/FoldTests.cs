using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using Xunit;

namespace FtcTools.Core.Tests.CrossValidation;

/// <summary>Samples held out in parts.</summary>
public class FoldTests
{
    [Fact]
    public void Each_sample_is_in_one_part_and_edits_are_spread()
    {
        var data = SyntheticData.Gaussian(11, 53, 2, 1);
        var parts = Folds.Of(data, 4, 7);
        Assert.Equal(Enumerable.Range(0, 53), parts.SelectMany(part => part).Order());
        Assert.All(parts, part => Assert.InRange(part.Length, 13, 14));
        Assert.All(parts, part => Assert.InRange(part.Count(i => data.Residual(i) is not null), 2, 3));
        Assert.Equal(parts, Folds.Of(data, 4, 7));
        Assert.NotEqual(parts, Folds.Of(data, 4, 8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(11)]
    public void Other_numbers_of_parts_are_refused(int folds) =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Folds.Of(SyntheticData.Gaussian(2, 10, 2, 1), folds, 1)).Code);

    [Fact]
    public void Three_samples_must_be_left() =>
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Folds.Of(SyntheticData.Line([2], 3), 3, 1)).Code);

    [Fact]
    public void Every_part_is_measured_by_what_is_built_without_it()
    {
        var data = SyntheticData.OfClasses(60, 2, 3, 1);
        var options = new DesignOptions { Untouched = Untouched.Exact };
        var measured = CrossValidator.Measure(Design.Build(data, options).Network, null, 3, 5);
        var sum = new List<TouchedSample>();
        foreach (var part in Folds.Of(data, 3, 5))
        {
            int[] rows = [.. Enumerable.Range(0, 60).Except(part)];
            var known = data.Rows(rows);
            var one = HeldOutMeter.Measure(Design.Build(known, options).Network, known, data);
            sum.AddRange(one.Touched.Where(touched => part.Contains(touched.Sample - 1))
                .Select(touched => touched with { Fold = null, Edit = rows[touched.Edit!.Value - 1] + 1 }));
        }
        Assert.Equal(sum.OrderBy(touched => touched.Sample), measured.Touched.Select(touched => touched with { Fold = null }));
        Assert.Equal((3, 60, 1.0, 2 * data.N), (measured.Folds, measured.HeldOut, measured.Reliability, measured.Edits));
        Assert.Equal((measured.Touched.Count(t => t.Change == AnswerChange.Better),
            measured.Touched.Count(t => t.Change == AnswerChange.Worse)), (measured.Better, measured.Worse));
    }

    [Fact]
    public void A_complement_without_edits_leaves_all_as_it_is()
    {
        var measured = CrossValidator.Measure(SyntheticData.Line([4], 12), new DesignOptions(), 12);
        Assert.Equal((12, 12, 11, 1, 0), (measured.Folds, measured.HeldOut, measured.Edits, measured.Wrong, measured.Near));
        Assert.Equal(1.0, measured.Reliability);
    }

    [Fact]
    public void A_network_from_a_file_is_built_anew_by_its_metadata()
    {
        var data = SyntheticData.Gaussian(6, 60, 3, 1);
        var built = Design.Build(data, new DesignOptions { Method = "Hats", Untouched = Untouched.Exact }).Network;
        var read = new Network(built.Layers, built.Origin);
        var (a, b) = (CrossValidator.Measure(built, null, 4), CrossValidator.Measure(read, data, 4));
        Assert.Equal((a.TouchedCount, a.Better, a.Worse, a.Neurons), (b.TouchedCount, b.Better, b.Worse, b.Neurons));
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => CrossValidator.Measure(read, null, 4)).Code);
    }
}
