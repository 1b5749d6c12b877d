using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.CrossValidation;

/// <summary>What a network does to samples that it was not built for.</summary>
public class HeldOutTests
{
    // Newcombe, Statistics in Medicine 17 (1998), Table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(20, 20, 0.8389, 1)]
    public void Intervals_are_those_of_Wilson(int count, int of, double low, double high)
    {
        var share = new Proportion(count, of);
        Assert.Equal((low, high), (Math.Round(share.Low!.Value, 4), Math.Round(share.High!.Value, 4)));
        Assert.Null(new Proportion(0, 0).Share ?? new Proportion(0, 0).Low ?? new Proportion(0, 0).High);
    }

    [Fact]
    public void Answers_become_better_and_worse()
    {
        // Edits 1 at sample 2 of a line of samples; a plateau within 1/4.
        var network = Design.Build(SyntheticData.Line([2], 6), new DesignOptions { Radius = 0.25 }).Network;
        var z = network.Dataset!.Residual(1, 0);
        var builder = new DatasetBuilder(1, 1);
        foreach (var (x, residual) in ((double, Rational)[])[(2.1, z), (1.9, 0), (2.2, z / 2), (2.15, z / 4), (5.1, z)]) builder.Add([x],
            [residual]);
        var measured = HeldOutMeter.Measure(network, network.Dataset, builder.Build("held out"));
        // One is met, one is as far off as before, two are further off, one is not touched.
        Assert.Equal((5, 4, 1, 2), (measured.HeldOut, measured.TouchedCount, measured.Better, measured.Worse));
        // Four are wrong, three of them near sample 2; the last one is near sample 5.
        Assert.Equal((4, 3, 1, 0), (measured.Wrong, measured.Near, measured.NearRight, measured.Kept));
        Assert.Equal((1, 1.0, 1.0 / 3, 0.0), (measured.Edits, measured.Reliability, measured.Generality, measured.Locality));
        Assert.Equal([1, 2, 3, 4], measured.Touched.Select(touched => touched.Sample));
        Assert.All(measured.Touched, touched => Assert.Equal((2, true), (touched.Edit, touched.IsNear)));
        Assert.Equal(0.1, measured.Touched[0].Distance!.Value, 12);
    }

    [Fact]
    public void Counts_are_those_of_the_definitions()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (data, heldOut) = (SyntheticData.Gaussian(6, 40, 2, seed), SyntheticData.Gaussian(80, 200, 2, seed + 1000));
            var network = Design.Build(data,
                new DesignOptions { Method = seed % 2 == 0 ? "Hats" : "Polytope", Untouched = Untouched.Exact, Seed = seed }).Network;
            bool Touches(int i) => Naive.Evaluate(network, heldOut.Row(i)).Any(y => !y.IsZero);
            double To(int i, int j) => Enumerable.Range(0, 2).Max(c => Math.Abs(heldOut.Row(i)[c] - data.Row(j)[c]));
            var near = Enumerable.Range(0, 200)
                .Where(i => heldOut.Residual(i) is not null && data.Residual(Enumerable.Range(0, 40).MinBy(j => To(i, j))) is not null);
            var measured = HeldOutMeter.Measure(network, data, heldOut);
            Assert.Equal((200, 80, Enumerable.Range(0, 200).Count(Touches), near.Count()),
                (measured.HeldOut, measured.Wrong, measured.TouchedCount, measured.Near));
            Assert.Equal(Enumerable.Range(0, 200).Count(i => heldOut.Residual(i) is null && !Touches(i)), measured.Kept);
            Assert.All(measured.Touched, touched => Assert.Equal(data.T.Min(t => To(touched.Sample - 1, t - 1)), touched.Distance));
        }
    }

    [Fact]
    public void Classes_are_counted_one_by_one()
    {
        var digits = Digits.Classes;
        var patch = Design.Build(digits, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var measured = HeldOutMeter.Measure(patch, digits, digits);
        Assert.Equal((98, 98, 0, 98, 1699, 1.0),
            (measured.TouchedCount, measured.Better, measured.Worse, measured.Near, measured.Kept, measured.Reliability));
        Assert.Equal(Enumerable.Range(0, 10).Select(label => $"{label}"), measured.PerClass.Select(counts => counts.Class));
        Assert.Equal((98, 98, 1797, 98),
            (measured.PerClass.Sum(c => c.Edits), measured.PerClass.Sum(c => c.Better), measured.PerClass.Sum(c => c.HeldOut),
                measured.PerClass.Sum(c => c.Wrong)));
    }

    [Fact]
    public void A_network_whose_samples_are_not_at_hand_is_measured_without_edits()
    {
        var read = new Network(Design.Build(SyntheticData.Line([2], 6), new DesignOptions { Radius = 0.25 }).Network.Layers);
        var measured = HeldOutMeter.Measure(read, null, SyntheticData.Line([2], 6));
        Assert.Equal((0, null, 1, 1.0, null),
            (measured.Edits, measured.Reliability, measured.Near, measured.Generality, measured.Touched[0].Edit));
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused()
    {
        var network = Design.Build(SyntheticData.OfClasses(20, 2, 3, 1), new DesignOptions()).Network;
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() => HeldOutMeter.Measure(network, network.Dataset, SyntheticData.Gaussian(2, 20, 3, 1))).Code);
        var numbers = new DatasetBuilder(2, 3);
        for (var i = 0; i < 3; i++) numbers.Add([i, 0], [0, 0, 1]);
        Assert.Equal(Codes.ShapeMismatch,
            Assert.Throws<FtcException>(() => HeldOutMeter.Measure(network, network.Dataset, numbers.Build("numbers"))).Code);
    }
}
