using Microsoft.ML.OnnxRuntime;

namespace FtcTools.Benchmarks;

/// <summary>A file in ONNX Runtime on one thread, with inputs that are made once.</summary>
internal sealed class OneThread : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    public OneThread(string model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new(model, options);
    }

    public static OrtValue Tensor<T>(T[] rows, int count)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(rows, [count, rows.Length / count]);

    public void Run(OrtValue x)
    {
        using var outputs = _session.Run(_options, _session.InputNames, [x], _session.OutputNames);
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }
}
