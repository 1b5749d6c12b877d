using FtcTools.Constructions;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Verification;

/// <summary>The class itself, certified in a neighbourhood, the model's own outputs included.</summary>
public class ArgmaxRadiusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.25, Norm.Infinity, 20_000)]
    public void The_class_of_every_edited_digit_is_certified(double radius, Norm norm, int perturbations) =>
        Certified(radius, norm, perturbations);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(0.25, Norm.Infinity)]
    [InlineData(0.5, Norm.Infinity)]
    [InlineData(1, Norm.Infinity)]
    [InlineData(2, Norm.Two)]
    public void Hundreds_of_thousands_of_perturbations_change_no_class(double radius, Norm norm) => Certified(radius, norm, 300_000);

    private void Certified(double radius, Norm norm, int perturbations)
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var network = Design.Build(Digits.Classes,
            new DesignOptions { Radius = radius, Norm = norm, Precision = Arithmetic.Float32, Pretrained = model }).Network;
        var data = network.Dataset!;
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var report = Verifier.Verify(network, data, model, arithmetic);
            Assert.True(report is { Passed: true, N: 98, Touched: 0 }, $"{report}");
            Assert.InRange(report.ArgmaxRadius!.Value, radius, report.Radius!.Value);
        }
        output.WriteLine($"radius {radius} ({norm}): {network.Neurons} neurons, a logit moves by at most {data.MaxResidual}");

        // What an edit of the plain kind promises is less: without the model at hand its class may be lost.
        var plain = Design.Build(Digits.Classes,
            new DesignOptions { Radius = radius, Norm = norm, Precision = Arithmetic.Float32 }).Network;
        Assert.True(Verifier.Verify(plain, plain.Dataset!, model, Arithmetic.Float32).ArgmaxRadius < radius);

        var random = new Random(1);
        var (rounded, g, scratch) = (new RoundedNetwork<float>(network), new float[10], new float[2 * Math.Max(64, network.Widths.Max())]);
        var (x, sums) = (new double[64], new double[10]);
        for (var p = 0; p < perturbations; p++)
        {
            var i = data.T[random.Next(data.N)] - 1;
            Perturb(data.Row(i), x, radius, norm, random);
            var f = model.Evaluate(x);
            rounded.Evaluate(x, g, scratch);
            for (var o = 0; o < 10; o++) sums[o] = (float)f[o] + g[o];
            Assert.Equal(data.Classes!.Label(i), Classification.Argmax(sums));
        }
    }

    // To a corner of the ball, to its surface, or inside.
    private static void Perturb(ReadOnlySpan<double> row, double[] x, double radius, Norm norm, Random random)
    {
        var corner = random.Next(2) == 0;
        for (var j = 0; j < x.Length; j++) x[j] = corner ? (random.Next(2) == 0 ? 1 : -1) : 2 * random.NextDouble() - 1;
        var length = norm == Norm.Infinity ? 1 : Math.Sqrt(x.Sum(v => v * v)) * (1 + 1e-9);
        for (var j = 0; j < x.Length; j++) x[j] = row[j] + x[j] * radius / length;
    }

    // Whichever of two equal outputs a program takes.
    [Fact]
    public void Equal_outputs_are_no_class()
    {
        var model = new TinyModel([0, 1]).Constant("W", [1, 2], 0, 0).Constant("b", [2], 0, 1).Node("Gemm", "x W b", "y").Output("y")
            .Read();
        var builder = new DatasetBuilder(1, 2);
        for (var i = 0; i < 3; i++) builder.Add([i], i == 0 ? 0 : 1, [0, 1]);
        var data = builder.Build("ties");
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            Assert.True(Holds(Rational.Of(1.5)));
            Assert.False(Holds(1));

            bool Holds(Rational lift) =>
                new ArgmaxRadius(new Network([new Layer(Activation.Identity, 1, [[0], [0]], [lift, 0])]), data, model, Norm.Infinity,
                    arithmetic).Holds(0, 0.5);
        }
    }

    // Small models, whose corners can all be tried.
    [Fact]
    public void Random_models_are_right_at_every_corner()
    {
        var (certified, within) = (0, 0.0);
        for (var seed = 0; seed < 12; seed++)
        {
            var model = OnnxExportTests.Decorated(seed).Read();
            var data = OnnxExportTests.Classes(model, seed);
            var radius = 0.2 * (Separation.Of(data, Norm.Infinity)?.Distance ?? 0);
            if (radius == 0) continue;
            var network = Design.Build(data,
                new DesignOptions { Radius = radius, Precision = Arithmetic.Float32, Pretrained = model, Seed = seed }).Network;
            data = network.Dataset!;
            var report = Verifier.Verify(network, data, model, Arithmetic.Float32);
            Assert.True(report.ArgmaxRadius >= radius, $"seed {seed}: {report}");
            (certified, within) = (certified + data.N, Math.Max(within, report.ArgmaxRadius!.Value));
            var g = new RoundedNetwork<float>(network);
            var (outputs, scratch, x) =
                (new float[data.Outputs], new float[2 * Math.Max(data.Inputs, network.Widths.Max())], new double[data.Inputs]);
            for (var i = 0; i < data.K; i++)
            {
                for (var corner = 0; corner < 1 << data.Inputs; corner++)
                {
                    for (var j = 0; j < x.Length; j++)
                        x[j] = data.Row(i)[j] + ((corner >> j & 1) == 0 ? -1 : 1) * report.ArgmaxRadius.Value * (1 - 1e-6);
                    var f = model.Evaluate(x);
                    g.Evaluate(x, outputs, scratch);
                    if (data.Residual(i) is null)
                        Assert.All(outputs, y => Assert.Equal(0, BitConverter.SingleToInt32Bits(y) & int.MaxValue));
                    else Assert.Equal(data.Classes!.Label(i), Classification.Argmax([.. f.Zip(outputs, (a, b) => (double)((float)a + b))]));
                }
            }
        }
        Assert.True(certified > 20 && within > 0, $"{certified} edits within up to {within}");
    }

    // Built with the model at hand and without it; edits come and go.
    [Theory]
    [InlineData(true, Norm.Infinity)]
    [InlineData(false, Norm.Infinity)]
    [InlineData(true, Norm.Two)]
    public void The_class_itself_holds_after_an_update(bool before, Norm norm)
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        // Every edit, and some of the others.
        var data = Digits.Classes.Rows(
            [.. Enumerable.Range(0, Digits.Classes.K).Where(i => i % 6 == 0 || Digits.Classes.Residual(i) is not null)]);
        var options = new DesignOptions { Radius = 0.25, Norm = norm, Precision = Arithmetic.Float32, Pretrained = model };
        var network = Design.Build(data.Withdraw([.. data.T.TakeLast(5)]), options with { Pretrained = before ? model : null }).Network;
        Assert.Equal(before ? model.Hash : null, network.Origin.Model);
        foreach (var (next, n) in ((Dataset, int)[])[(data, 98), (data.Withdraw(data.T[3], data.T[50]), 96)])
        {
            network = NetworkUpdate.Apply(network, next, options);
            Assert.Equal((model.Hash, 0.25, norm), (network.Origin.Model, network.Origin.Radius, network.Origin.Norm));
            foreach (var arithmetic in new[] { Arithmetic.Exact, Arithmetic.Float32 })
            {
                var report = Verifier.Verify(network, network.Dataset!, model, arithmetic);
                Assert.True(report is { Passed: true, Touched: 0 } && report.N == n, $"{report}");
                Assert.InRange(report.ArgmaxRadius!.Value, 0.25, report.Radius!.Value);
            }
        }
        // Without the model what is said of it is gone, and the edits stay.
        var plain = NetworkUpdate.Apply(network, data, options with { Pretrained = null });
        Assert.Null(plain.Origin.Model);
        Assert.InRange(Verifier.Verify(plain, plain.Dataset!, Arithmetic.Float32).Radius!.Value, 0.25 * (1 - 1e-6), 10);
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() =>
                NetworkUpdate.Apply(network, data, options with { Pretrained = OnnxExportTests.Decorated(1).Read() })).Code);
    }

    [Fact]
    public void A_model_that_may_overflow_is_refused_and_so_is_one_of_another_shape()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var line = SyntheticData.Line([2, 4]);
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() => Design.Build(line, new DesignOptions { Pretrained = model })).Code);
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() =>
                Verifier.Verify(Design.Build(line, new DesignOptions()).Network, line, model, Arithmetic.Exact)).Code);
        var small = OnnxExportTests.Decorated(1).Read();
        var data = OnnxExportTests.Classes(small, 1);
        Assert.Equal(Codes.Pretrained,
            Assert.Throws<FtcException>(() => Design.Build(data, new DesignOptions { Pretrained = model })).Code);
        var error = Assert.Throws<FtcException>(() => Design.Build(data, new DesignOptions { Radius = 1e300, Pretrained = small }));
        Assert.Equal(Codes.NoPolytope, error.Code);
        Assert.Contains("are not bounded", error.Message, StringComparison.Ordinal);
    }
}
