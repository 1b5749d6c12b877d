using FtcTools.Patching;
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
        OnnxFile.Write(_folder["f.onnx"], wide ? WidenedGraph.Of(frozen.Model) : frozen.Model);
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(OnnxExportTests.Digits, terms));
        OnnxExport.WritePatched(_folder["fg.onnx"], frozen, OnnxExportTests.Digits, terms);
        foreach (var way in OnnxRuntime.Ways(data.K))
        {
            double[] Run(string file, string output) => OnnxRuntime.Run(_folder[file], output, wide, data.Features.ToArray(), [64], way);
            var (f, g, patched) = (Run("f.onnx", "logits"), Run("g.onnx", "g"), Run("fg.onnx", "logits"));
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
            var network = Design.Build(data,
                new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32, Seed = seed }).Network;
            OnnxFile.Write(_folder["f.onnx"], frozen.Model);
            OnnxExport.WritePatched(_folder["fg.onnx"], frozen, network, OnnxExportTests.Single);
            int[] shape = seed % 2 == 0 ? [2, 3] : [6];
            foreach (var way in OnnxRuntime.Ways(data.K))
            {
                double[] Run(string file) => OnnxRuntime.Run(_folder[file], "p", false, data.Features.ToArray(), shape, way);
                var (f, patched) = (Run("f.onnx"), Run("fg.onnx"));
                Assert.Equal(data.N, Wrong(data, f));
                Assert.Equal(0, Wrong(data, patched));
                for (var i = 0; i < data.K; i++)
                {
                    if (data.Residual(i) is null) Assert.Equal(f[(4 * i)..(4 * i + 4)], patched[(4 * i)..(4 * i + 4)]);
                }
            }
        }
    }

    private static int Wrong(Dataset data, double[] outputs) =>
        Enumerable.Range(0, data.K)
            .Count(i => Classification.Argmax(outputs.AsSpan(i * data.Outputs, data.Outputs)) != data.Classes!.Label(i));
}
