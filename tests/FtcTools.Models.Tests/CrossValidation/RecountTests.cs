using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Models.Tests.Support;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.CrossValidation;

/// <summary>What is said of unseen digits, counted once more from what ONNX Runtime answers with the exported files.</summary>
public sealed class RecountTests : IDisposable
{
    private const int Parts = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folds_of_the_digits_are_what_the_exported_files_answer()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var data = Digits.Classes.PredictedBy(model, Arithmetic.Float32, default).Answered(Arithmetic.Float32);
        var options = new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 };
        var measured = CrossValidator.Measure(data, options, Parts, 3);

        var way = new OnnxRuntime.Way(64, 1, Optimised: true);
        double[] features = [.. Enumerable.Range(0, data.K).SelectMany(i => data.Row(i).ToArray())];
        var before = OnnxRuntime.Run(FrozenModelTests.DigitsModel, "logits", false, features, [64], way);
        var (better, worse, kept, near, nearRight, touched) = (0, 0, 0, 0, 0, new List<int>());
        foreach (var part in Folds.Of(data, Parts, 3))
        {
            var known = data.Rows([.. Enumerable.Range(0, data.K).Except(part)]);
            OnnxExport.WritePatched(_folder["patched.onnx"], model, Design.Build(known, options).Network,
                new ShippingTerms { Precision = Arithmetic.Float32 });
            var after = OnnxRuntime.Run(_folder["patched.onnx"], "logits", false, features, [64], way);
            foreach (var i in part)
            {
                var label = data.Classes!.Label(i);
                var (was, now) = (Argmax(before, i) == label, Argmax(after, i) == label);
                if (now && !was) better++;
                if (was && !now) worse++;
                if (was && now) kept++;
                if (!before.AsSpan(10 * i, 10).SequenceEqual(after.AsSpan(10 * i, 10))) touched.Add(i + 1);
                if (was || !NearestIsAnEdit(known, data.Row(i).ToArray())) continue;
                near++;
                if (now) nearRight++;
            }
        }
        Assert.Equal((better, worse, kept, near, nearRight),
            (measured.Better, measured.Worse, measured.Kept, measured.Near, measured.NearRight));
        Assert.Equal(touched.Order(), measured.Touched.Select(sample => sample.Sample));
        Assert.Equal(((Parts - 1) * 98, (Parts - 1) * 98, 98), (measured.Edits, measured.EditsRight, measured.Wrong));

        static int Argmax(double[] outputs, int i) => Enumerable.Range(0, 10).MaxBy(o => outputs[10 * i + o]);

        static bool NearestIsAnEdit(Dataset known, double[] x)
        {
            double To(int j) => known.Row(j).ToArray().Zip(x, (a, b) => Math.Abs(a - b)).Max();
            return known.T.Min(t => To(t - 1)) <= Enumerable.Range(0, known.K).Min(To);
        }
    }
}
