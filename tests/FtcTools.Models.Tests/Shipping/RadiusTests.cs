using System.Globalization;
using System.Text.Json.Nodes;
using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Shipping;
using FtcTools.Shipping.Certificates;
using FtcTools.Shipping.CSharp;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>Polytope units leave with their radius, in every format.</summary>
public sealed class RadiusTests : IDisposable
{
    private static readonly Lazy<Network> s_digits = new(() =>
        Design.Build(Digits.Classes, new DesignOptions { Radius = 0.25, Precision = Arithmetic.Float32 }).Network);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Norm.Infinity, Arithmetic.Float32)]
    [InlineData(Norm.Two, Arithmetic.Float64)]
    public void A_class_has_its_radius_as_a_constant(Norm norm, Arithmetic precision)
    {
        var network = Design.Build(SyntheticData.Gaussian(4, 40, 3, 1), new DesignOptions { Radius = 0.01, Norm = norm }).Network;
        var shipment = Shipment.Of(network, new ShippingTerms { Precision = precision });
        var text = CSharpFile.TextOf(shipment, new CSharpOptions { ClassName = "Patch" });
        var type = new Compiled([text]).Type("Patch");
        Assert.Equal(shipment.Report!.Radius, type.GetField("Radius")!.GetRawConstantValue());
        Assert.Equal(norm.ToString(), type.GetField("Norm")!.GetRawConstantValue());
        Assert.InRange(shipment.Report.Radius!.Value, 0.01 * (1 - 1e-9), 1);
        Assert.Contains($"within {Text.Of(shipment.Report.Radius.Value)} of a sample in the {(norm == Norm.Two ? "2-norm" : "infinity norm")}", text, StringComparison.Ordinal);
    }

    private delegate ReadOnlySpan<double> Numbers();

    [Fact]
    public void Edits_with_radii_of_their_own_leave_with_them()
    {
        var network = Design.Build(SyntheticData.Gaussian(9, 40, 3, 1),
            new DesignOptions { Reach = 0.5, Precision = Arithmetic.Float32 }).Network;
        var shipment = Shipment.Of(network, new ShippingTerms { Precision = Arithmetic.Float32 });
        var type = new Compiled([CSharpFile.TextOf(shipment, new CSharpOptions { ClassName = "Patch" })]).Type("Patch");
        var radii = type.GetProperty("Radii")!.GetMethod!.CreateDelegate<Numbers>()().ToArray();
        Assert.Equal(9, radii.Length);
        Assert.All(radii.Zip(network.Origin.Radii!), pair => Assert.InRange(pair.First, pair.Second * (1 - 1e-9), double.MaxValue));
        Assert.True(radii.Max() > 2 * radii.Min());

        OnnxExport.Write(_folder["reach.onnx"], shipment);
        var read = OnnxNetwork.Read(_folder["reach.onnx"]);
        Assert.Equal((0.5, radii.Length), (read.Origin.Reach, read.Origin.Radii!.Count));
        Assert.Equal(radii, read.Origin.Radii);
    }

    [PythonFact]
    public void The_checker_proves_the_radius_of_each_edit()
    {
        var network = Design.Build(SyntheticData.Gaussian(9, 40, 3, 1),
            new DesignOptions { Reach = 0.5, Precision = Arithmetic.Float32 }).Network;
        Certificate.Write(_folder["reach.json"], network, terms: new ShippingTerms { Precision = Arithmetic.Float32 });
        var (code, output) = Python.Run(_folder[Certificate.Checker], _folder["reach.json"]);
        Assert.True(code == 0, output);
        Assert.Contains("all within a radius of its own of each, from", output, StringComparison.Ordinal);

        // A larger radius is noticed.
        var certificate = JsonNode.Parse(File.ReadAllText(_folder["reach.json"]))!;
        certificate["data"]!["radii"]![network.Dataset!.T[0] - 1] = "100";
        File.WriteAllText(_folder["reach.json"], certificate.ToJsonString());
        (code, output) = Python.Run(_folder[Certificate.Checker], _folder["reach.json"]);
        Assert.NotEqual(0, code);
        Assert.Contains("the seal is broken", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_of_points_has_the_radius_0_and_one_without_a_proof_has_none()
    {
        var network = Design.Build(SyntheticData.Line([2, 4]), new DesignOptions { Method = "Sawtooth" }).Network;
        var type = new Compiled(
            [CSharpFile.TextOf(Shipment.Of(network, new ShippingTerms { Untouched = Untouched.Any }),
                new CSharpOptions { ClassName = "Patch" })]).Type("Patch");
        Assert.Equal(0.0, type.GetField("Radius")!.GetRawConstantValue());
        type = new Compiled([CSharpFile.TextOf(Shipment.Of(network, new ShippingTerms { Unproven = true }),
            new CSharpOptions { ClassName = "Patch" })]).Type("Patch");
        Assert.Null(type.GetField("Radius"));
    }

    [Fact]
    public void A_patched_model_and_its_certificate_name_the_same_radius()
    {
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var shipment = OnnxExport.WritePatched(_folder["patched.onnx"], frozen, s_digits.Value, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(_folder["cert.json"], shipment));
        var claim = JsonNode.Parse(File.ReadAllText(_folder["cert.json"]))!["claim"]!;
        var entries = OnnxFile.Read(_folder["patched.onnx"]).Model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        var radius = double.Parse(entries["ftc.radius"], CultureInfo.InvariantCulture);
        Assert.InRange(radius, 0.25, 2.5);
        Assert.Equal(shipment.Report!.Radius, radius);
        Assert.Equal(Rational.Of(radius).ToString(), (string)claim["radius"]!);
        Assert.Equal(("Infinity", (string)claim["dataHash"]!), (entries["ftc.norm"], entries["ftc.data.sha256"]));
        Assert.Equal("Infinity", (string)claim["norm"]!);
    }

    [Fact]
    public void A_side_network_keeps_its_radius_through_every_file_that_is_read_back()
    {
        var network = Design.Build(SyntheticData.Gaussian(4, 40, 3, 1), new DesignOptions { Radius = 0.01, Norm = Norm.Two }).Network;
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(network, new ShippingTerms()));
        NetworkFile.Write(_folder["g.json"], network);
        foreach (var back in (Network[])[OnnxNetwork.Read(_folder["g.onnx"]), NetworkFile.Read(_folder["g.json"])])
        {
            Assert.Equal(Norm.Two, back.Origin.Norm);
            Assert.InRange(back.Origin.Radius!.Value, 0.01 * (1 - 1e-9), 1);
            var report = Verifier.Verify(back, network.Dataset!, Arithmetic.Float64);
            Assert.Equal(Norm.Two, report.Norm);
            Assert.InRange(report.Radius!.Value, 0.01 * (1 - 1e-9), 1);
        }
    }

    [Fact]
    public void ONNX_Runtime_keeps_every_edit_and_every_other_logit_within_the_radius() => Perturbed(s_digits.Value, 0.25, 1);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.49)]
    public void ONNX_Runtime_keeps_them_a_million_times(double radius) => Perturbed(
        Design.Build(Digits.Classes,
            new DesignOptions { Radius = radius, Precision = Arithmetic.Float32, Untouched = Untouched.Exact }).Network, radius, 560);

    // Every sample is moved to corners of its neighbourhood and to points inside, as float32 has them.
    private void Perturbed(Network network, double radius, int times)
    {
        const int AtOnce = 56;
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(network, OnnxExportTests.Single));
        OnnxExport.WritePatched(_folder["fg.onnx"], frozen, network, OnnxExportTests.Single);
        var data = network.Dataset!;
        var random = new Random(1);
        for (var done = 0; done < times; done += AtOnce)
        {
            double[] x = [.. Enumerable.Repeat(data.Features.ToArray(), Math.Min(AtOnce, times - done)).SelectMany(features => features)];
            for (var j = 0; j < x.Length; j++)
            {
                var to = (random.Next(2) == 0 ? radius : -radius) * (j / data.Inputs % 2 == 0 ? 1 : random.NextDouble());
                var moved = (float)(x[j] + to);
                x[j] = Math.Abs(moved - x[j]) <= radius ? moved : (float)x[j];
            }
            // One way after the other: one sample at a time takes too long for a million.
            var ways = OnnxRuntime.Ways(data.K).Where(way => way.Batch > 1).ToList();
            double[] Run(string file, string output) => OnnxRuntime.Run(file, output, false, x, [64], ways[done / AtOnce % ways.Count]);
            var (fs, gs, sums) = (Run(FrozenModelTests.DigitsModel, "logits"), Run(_folder["g.onnx"], "g"),
                Run(_folder["fg.onnx"], "logits"));
            for (var at = 0; at < fs.Length; at++)
            {
                var (f, g, patched) = (fs[at], gs[at], sums[at]);
                var i = at / 10 % data.K;
                Assert.True(data.Residual(i, at % 10).ToDouble() == g, $"sample {i + 1}, output {at % 10}: {g}");
                if (g == 0) Assert.Equal(BitConverter.DoubleToInt64Bits(f), BitConverter.DoubleToInt64Bits(patched));
            }
        }
    }
}
