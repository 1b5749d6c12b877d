using BenchmarkDotNet.Attributes;
using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Runtime;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Benchmarks;

/// <summary>98 wrong answers of 1,797: from the CSV file and the ONNX file to a proven, patched ONNX file, in a warm process.</summary>
public class OnnxPatch
{
    private static readonly string s_examples = Path.Combine(AppContext.BaseDirectory, "../../../../../examples");

    [Benchmark(Baseline = true)]
    public Dataset Read() => DataFile.Read(Path.Combine(s_examples, "quickstart/digits.csv"), new()
    {
        Features = ["x0..x63"],
        Label = ["label"],
        Point = PatchPoint.Of(OnnxModel.Read(Path.Combine(s_examples, "onnx-patch/digits-mlp.onnx"))),
        Classification = true,
    });

    [Benchmark]
    public Report? ReadBuildProveAndWrite()
    {
        var network = Design.Build(Read(), new() { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        var file = Path.Combine(Path.GetTempPath(), $"ftc-{Environment.ProcessId}.onnx");
        var model = FrozenModel.Read(Path.Combine(s_examples, "onnx-patch/digits-mlp.onnx"));
        var report = OnnxExport.WritePatched(file, model, network, new ShippingTerms { Precision = Arithmetic.Float32 }).Report;
        File.Delete(file);
        return report;
    }
}
