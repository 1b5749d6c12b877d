using FtcTools.Constructions;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Alternatives;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests;

/// <summary>Ways to put wrong answers right, measured beside each other.</summary>
public class AlternativeTests
{
    [Fact]
    public void The_digits_by_every_remedy()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var alternatives = AlternativeMeter.Measure(Digits.Classes, model,
            new AlternativeOptions { Radii = [0.25], HoldOut = 5, Steps = 200 }).ToArray();
        Assert.Equal(["LookupTable", "Retrained", "TrainedSide"], alternatives.Skip(1).Select(alternative => alternative.Method));
        Assert.Contains(Catalogue.All, construction => construction.Name == alternatives[0].Method);
        Assert.All(alternatives, alternative =>
        {
            Assert.Equal((98, 1699, 359), (alternative.N, alternative.Others, alternative.HeldOut));
            Assert.InRange(alternative.Right, 0, 98);
            Assert.InRange(alternative.Better!.Value + alternative.Worse!.Value, 0, 359);
            Assert.True(alternative.Attacked >= (alternative.Certified ?? 0) && alternative.LargestMove >= alternative.LargestMoveElsewhere
                && alternative.Microseconds > 0);
        });
        var (patch, table, retrained, trained) = (alternatives[0], alternatives[1], alternatives[2], alternatives[3]);
        Assert.True(patch is { Right: 98, Lost: 0, LargestMoveElsewhere: 0, Certified: >= 0.25, Attacked: < 2.5, Neurons: > 0 });
        Assert.True(table is { Right: 98, Lost: 0, LargestMoveElsewhere: 0, Certified: 0, Attacked: 0, Neurons: 0, Better: 0, Worse: 0 });
        Assert.True(retrained is { Certified: null, Neurons: 0, LargestMoveElsewhere: > 0 });
        Assert.True(trained is { Certified: null } && trained.Neurons == patch.Neurons);
    }

    // The table goes on where a radius takes longer than there is time.
    [Fact]
    public void A_patch_that_is_not_found_in_time_is_no_error()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var first = AlternativeMeter.Measure(Digits.Classes, model, new AlternativeOptions { Radii = [0.25], TimeLimit = TimeSpan.Zero })
            .First();
        Assert.True(first is { Method: "None", Asked: 0.25, Neurons: 0, Right: 0, Lost: 0, LargestMove: 0, Certified: null,
            Attacked: null });
    }

    // f(x) = (x, -x) on a line: class 0 above 0, class 1 below it.
    [Theory]
    [InlineData(Norm.Infinity)]
    [InlineData(Norm.Two)]
    public void An_attack_finds_the_border_of_a_linear_classifier(Norm norm)
    {
        var plain = new Network([new Layer(Activation.Identity, 2, [[3, 4], [-3, -4]], [0, 0])]);
        var builder = new DatasetBuilder(2, 2);
        foreach (var (x, y) in ((double, double)[])[(2, 1), (-1, -3), (5, 5)]) builder.Add([x, y], x > 0 ? 0 : 1,
            [3 * x + 4 * y, -3 * x - 4 * y]);
        var data = builder.Build("line");
        // |w . x| / |w| with the dual norm, at the nearest sample, (2, 1).
        Assert.Equal(10.0 / (norm == Norm.Infinity ? 7 : 5), new Attack([plain], norm).Least(data, [0, 1, 2], 100, default), 0.2);
        Assert.True(new Attack([plain], norm).Least(data, [0], 100, default) >= 10.0 / (norm == Norm.Infinity ? 7 : 5) - 1e-9);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var data = Digits.Classes;
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                AlternativeMeter.Measure(data, model, new AlternativeOptions { Radii = [0], HoldOut = 1 })).Code);
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() =>
                AlternativeMeter.Measure(SyntheticData.Line([2]), model, new AlternativeOptions { Radii = [0] })).Code);
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                AlternativeMeter.Measure(data.Withdraw([.. data.T]).Rows([0, 1, 2]), model, new AlternativeOptions { Radii = [0] })).Code);
        Assert.Equal(Codes.RadiusTooLarge,
            Assert.Throws<FtcException>(() => AlternativeMeter.Measure(data, model, new AlternativeOptions { Radii = [2.5] })
                .ToArray()).Code);
    }
}
