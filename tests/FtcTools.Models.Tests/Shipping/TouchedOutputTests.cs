using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.CrossValidation;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Tests;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>A patched model that says what its patch does.</summary>
public sealed class TouchedOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_further_output_names_the_unit_and_the_metadata_its_edits()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var data = Digits.Classes;
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var terms = new ShippingTerms { Precision = Arithmetic.Float32, TouchedOutput = "touched" };
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network, terms);
        using var session = new InferenceSession(_folder["patched.onnx"]);
        Assert.Equal(["logits", "touched"], session.OutputNames);
        float[] features = [.. Enumerable.Range(0, data.K).SelectMany(i => data.Row(i).ToArray()).Select(value => (float)value)];
        using var x = OrtValue.CreateTensorValueFromMemory(features, [data.K, 64]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, [session.InputNames[0]], [x], ["touched"]);
        var units = outputs[0].GetTensorDataAsSpan<long>().ToArray();
        Assert.Equal(data.K, units.Length);
        var edits = session.ModelMetadata.CustomMetadataMap["ftc.units"].Split(';')
            .Select(list => list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()).ToArray();
        var touches = new TouchMeter(network, data, Arithmetic.Float32);
        for (var i = 0; i < data.K; i++)
        {
            Assert.Equal(data.Residual(i) is not null, units[i] > 0);
            var touch = touches.At(i + 1, data.Row(i));
            Assert.Equal(units[i] > 0, touch.Touched);
            if (units[i] == 0) continue;
            Assert.Contains(i + 1, edits[units[i] - 1]);
            Assert.Equal((i + 1, 0.0), (touch.Edit, touch.Distance));
            Assert.Contains((int)units[i], touch.Units);
        }
        Assert.Equal(Codes.Argument,
            Assert.Throws<FtcException>(() =>
                OnnxExport.WritePatched(_folder["p.onnx"], model, network, terms with { TouchedOutput = "logits" })).Code);
    }

    [Fact]
    public void Units_of_regions_that_share_a_cap_tell_nothing_at_rest()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var data = Digits.Classes;
        Region Around(int i) =>
            new($"near image {i + 1}", [.. data.Row(i).ToArray().Select(v => v - 0.01)], [.. data.Row(i).ToArray().Select(v => v + 0.01)],
                Requirement.OfClass(data.Classes!.Label(i)));
        var network = RegionPatch.Build(model, [Around(data.Edited[0]), Around(data.Edited[1])], new() { Form = RegionForm.Whole });
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network,
            new ShippingTerms { Precision = Arithmetic.Float32, TouchedOutput = "touched" });
        using var session = new InferenceSession(_folder["patched.onnx"]);
        using var options = new RunOptions();
        Assert.Equal([true, true, false, false], ((int[])[data.Edited[0], data.Edited[1], data.Edited[2], 0]).Select(i =>
        {
            using var x = OrtValue.CreateTensorValueFromMemory([.. data.Row(i).ToArray().Select(v => (float)v)], [1L, 64]);
            using var outputs = session.Run(options, [session.InputNames[0]], [x], ["touched"]);
            return outputs[0].GetTensorDataAsSpan<long>()[0] > 0;
        }));
    }
}
