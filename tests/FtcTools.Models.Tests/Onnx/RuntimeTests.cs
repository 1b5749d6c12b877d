using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Shipping;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;
using Job = FtcTools.Models.Tests.Support.OnnxRuntime.Job;

namespace FtcTools.Models.Tests.Onnx;

/// <summary>f, g and f + g in ONNX Runtime itself.</summary>
public sealed class RuntimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Float64)]
    public void All_digits_98_wrong_before_none_after_and_no_bit_of_the_others_changes(Arithmetic precision)
    {
        var (data, wide) = (OnnxExportTests.Digits.Dataset!, precision == Arithmetic.Float64);
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var terms = new ShippingTerms { Precision = precision };
        OnnxFile.Write(_folder["f.onnx"], wide ? OnnxExport.Widened(frozen.Model) : frozen.Model);
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(OnnxExportTests.Digits, terms));
        OnnxExport.WritePatched(_folder["fg.onnx"], frozen, OnnxExportTests.Digits, terms);
        foreach (var batch in new[] { data.K, 1, 7 })
        {
            var results = OnnxRuntime.Run(
                _folder.Path, data.Features.ToArray(),
                new Job(_folder["f.onnx"], "logits", wide, batch, 64), new Job(_folder["g.onnx"], "g", wide, batch, 64), new Job(_folder["fg.onnx"], "logits", wide, batch, 64));
            var (f, g, patched) = (results[0], results[1], results[2]);
            Assert.Equal(98, Wrong(data, f));
            Assert.Equal(0, Wrong(data, patched));
            Assert.Equal(0, Wrong(data, [.. f.Zip(g, (a, b) => wide ? a + b : (float)a + (float)b)]));
            var bounds = frozen.Predict(data.FeatureRows, precision);
            var same = 0;
            for (var i = 0; i < data.K; i++)
            {
                for (var o = 0; o < 10; o++)
                {
                    var at = i * 10 + o;
                    Assert.InRange(f[at], bounds.Outputs[at] - bounds.Errors[at], bounds.Outputs[at] + bounds.Errors[at]);
                    if (data.Residual(i) is not null) continue;
                    Assert.Equal(BitConverter.DoubleToInt64Bits(f[at]), BitConverter.DoubleToInt64Bits(patched[at]));
                    Assert.Equal(0L, BitConverter.DoubleToInt64Bits(g[at]));
                    same++;
                }
            }
            Assert.Equal(1699 * 10, same);
        }
    }

    [Fact]
    public void Random_models_with_images_and_probabilities()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var frozen = OnnxExportTests.Decorated(seed).Read();
            var data = OnnxExportTests.Classes(frozen, seed);
            var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32, Seed = seed }).Network;
            OnnxFile.Write(_folder["f.onnx"], frozen.Model);
            OnnxExport.WritePatched(_folder["fg.onnx"], frozen, network, OnnxExportTests.Single);
            int[] shape = seed % 2 == 0 ? [2, 3] : [6];
            var results = OnnxRuntime.Run(_folder.Path, data.Features.ToArray(), new Job(_folder["f.onnx"], "p", false, 5, shape), new Job(_folder["fg.onnx"], "p", false, 5, shape));
            Assert.Equal(data.N, Wrong(data, results[0]));
            Assert.Equal(0, Wrong(data, results[1]));
            for (var i = 0; i < data.K; i++)
            {
                if (data.Residual(i) is null) Assert.Equal(results[0][(4 * i)..(4 * i + 4)], results[1][(4 * i)..(4 * i + 4)]);
            }
        }
    }

    private static int Wrong(Dataset data, double[] outputs) =>
        Enumerable.Range(0, data.K).Count(i => Classification.Argmax(outputs.AsSpan(i * data.Outputs, data.Outputs)) != data.Classes!.Label(i));
}
