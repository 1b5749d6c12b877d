using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Shipping.Certificates;
using FtcTools.Shipping.CSharp;
using FtcTools.Tests;
using Google.Protobuf;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>
/// What is said of regions where a network leaves: in certificates, which the checker in Python proves anew by a bisection of its own, and
/// in C#.
/// </summary>
public sealed class RegionCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private readonly FrozenModel _model;

    public RegionCertificateTests()
    {
        File.WriteAllBytes(_folder["model.onnx"], SeededModel.Message(3, 2, 6, 3).ToByteArray());
        _model = FrozenModel.Read(_folder["model.onnx"]);
    }

    public void Dispose() => _folder.Dispose();

    private static Region Rule(params string[] inside) =>
        new("rule", [-1, -1], [0.5, 0.5], Requirement.OfClass(1), inside.Select(text => InequalityText.Read(text, 'x').Over(2)));

    private Network Certified(Region region, RegionForm form)
    {
        var network = RegionPatch.Build(_model, [region], new() { Form = form, Keep = 0.5 });
        OnnxExport.WritePatched(_folder["patched.onnx"], _model, network, new ShippingTerms { Precision = Arithmetic.Float32 },
            proven: shipment => Certificate.Write(_folder["cert.json"], shipment));
        return network;
    }

    private (int ExitCode, string Output) Check(params string[] more) =>
        Python.Run((string[])[_folder[Certificate.Checker], _folder["cert.json"], .. more]);

    [PythonTheory]
    [InlineData(RegionForm.Whole)]
    [InlineData(RegionForm.Surgical)]
    public void The_checker_proves_regions_from_the_model_alone(RegionForm form)
    {
        var network = Certified(Rule(), form);
        Assert.True(network.Neurons > 0);
        var (code, output) = Check("--model", _folder["model.onnx"]);
        Assert.True(code == 0, output);
        foreach (var arithmetic in new[] { "Exact", "Float32" })
        {
            Assert.Contains($"{arithmetic}, rule: what is required holds on all of the region", output, StringComparison.Ordinal);
            Assert.Contains($"{arithmetic}, rule: g is exactly zero beyond the region and its ramps", output, StringComparison.Ordinal);
        }
        (code, output) = Check();
        Assert.Equal(3, code);
        Assert.Contains("NOT CHECKED: Float32, rule", output, StringComparison.Ordinal);
    }

    [PythonFact]
    public void So_it_does_where_inequalities_hold()
    {
        Certified(Rule("x0 + x1 <= 0.25"), RegionForm.Whole);
        var (code, output) = Check("--model", _folder["model.onnx"]);
        Assert.True(code == 0, output);
    }

    [PythonFact]
    public void What_is_claimed_and_does_not_hold_is_not_proven()
    {
        // The region's network and certificate, for a model of other weights.
        Certified(Rule(), RegionForm.Whole);
        File.WriteAllBytes(_folder["other.onnx"], SeededModel.Message(4, 2, 6, 3).ToByteArray());
        var (code, output) = Check("--model", _folder["other.onnx"]);
        Assert.Equal(1, code);
        Assert.Contains("another file", output, StringComparison.Ordinal);

        var text = File.ReadAllText(_folder["cert.json"]);
        File.WriteAllText(_folder["cert.json"], text.Replace("\"strict\": true", "\"strict\": false", StringComparison.Ordinal)
            .Replace("\"high\": [\"1/2\"", "\"high\": [\"3/4\"", StringComparison.Ordinal));
        Assert.Contains("the seal is broken", Check("--model", _folder["model.onnx"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_says_what_holds_on_its_regions()
    {
        var network = RegionPatch.Build(_model, [Rule()], new() { Form = RegionForm.Whole });
        var text = CSharpFile.TextOf(Shipment.Of(network, new ShippingTerms { Precision = Arithmetic.Float32 }, null, _model),
            new CSharpOptions { ClassName = "Patch" });
        Assert.DoesNotContain("NOT PROVEN", text, StringComparison.Ordinal);
        Assert.Contains("Where x0 is from -1 to 0.5 and x1 is from -1 to 0.5, the answer is class 1, whatever the model says.", text,
            StringComparison.Ordinal);
        _ = new Compiled([text]).Type("Patch");
    }
}
