using FtcTools.Alternatives;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Numerics;
using FtcTools.Onnx;
using Xunit;

namespace FtcTools.Models.Tests.CrossValidation;

/// <summary>What else would do, on the same folds.</summary>
public class FoldComparisonTests
{
    [Fact]
    public void The_digits_by_every_alternative()
    {
        var network = Design.Build(Digits.Classes,
            new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var rows = FoldComparison.Measure(network, null, FrozenModel.Read(FrozenModelTests.DigitsModel), 2, 1, 50);
        Assert.Equal(["LookupTable", "NearestNeighbour", "LastLayer", "Retrained", "TrainedSide"], rows.Skip(1).Select(row => row.Method));
        Assert.All(rows, row => Assert.Equal((2, 1797, 98, 98), (row.Folds, row.HeldOut, row.Wrong, row.Edits)));
        Assert.Single(rows.Select(row => row.Near).Distinct());
        Assert.Equal((1.0, 1.0, 1.0), (rows[0].Reliability, rows[1].Reliability, rows[2].Reliability));
        Assert.Equal((0, 0.0, 98L), (rows[1].TouchedCount, rows[1].LargestMove, rows[1].Bytes / (4 * 65) * 2));
        Assert.All(rows.Skip(3), row => Assert.True(row is { TouchedCount: > 1700, LargestMoveOfRight: > 0 }));
        Assert.Equal((10L * 33 * 4, (32L * 65 + 10 * 33) * 4), (rows[3].Bytes, rows[4].Bytes));
        Assert.NotNull(rows[0].Advice);
    }

    // On a line: an edit at 0 between right samples at -4 and 6, and samples that are held out.
    [Fact]
    public void Edits_with_radii_answer_up_to_half_way()
    {
        var builder = new DatasetBuilder(1, 2);
        foreach (var (x, label) in ((double, int)[])[(0, 1), (-4, 0), (6, 0)]) builder.Add([x], label, [1, 0]);
        var known = builder.Build("known");
        builder = new DatasetBuilder(1, 2);
        foreach (var x in (double[])[1.9, -1.9, 2.1, 5]) builder.Add([x], 1, [1, 0]);
        var held = builder.Build("held out");
        var answers = new Overridden(known, Norm.Infinity, Reach.Of(known, Norm.Infinity)) { Method = "NearestNeighbour" }.AnswersAt(held);
        Assert.Equal([1, 1, 0, 0], Enumerable.Range(0, 4).Select(i => Classification.Argmax(answers(i))));
        answers = new Overridden(known, Norm.Infinity, null) { Method = "LookupTable" }.AnswersAt(known);
        Assert.Equal([1, 0, 0], Enumerable.Range(0, 3).Select(i => Classification.Argmax(answers(i))));
    }

    [Fact]
    public void A_model_of_another_shape_is_refused()
    {
        var network = Design.Build(SyntheticData.OfClasses(30, 2, 3, 1), new DesignOptions()).Network;
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() =>
                FoldComparison.Measure(network, null, FrozenModel.Read(FrozenModelTests.DigitsModel), 3, 1, 5)).Code);
    }
}
