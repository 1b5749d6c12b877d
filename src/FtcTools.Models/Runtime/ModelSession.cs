using FtcTools.Diagnostics;
using FtcTools.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FtcTools.Runtime;

/// <summary>
/// A model that runs in ONNX Runtime, for samples one after the other. It is given the bytes that were checked, and reads no file itself.
/// Answers are taken sample by sample, whatever the batch.
/// </summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _file;
    private readonly int _batch;

    /// <param name="bytes">The bytes of a model that <see cref="GraphCheck"/> has passed, weights included.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="shapes">By input: the dimensions of a sample, where the model leaves some of them open.</param>
    /// <param name="open">Inputs of which the model tells no dimensions at all.</param>
    /// <exception cref="FtcException">FTC0044: ONNX Runtime is not there; FTC0041: it refuses the model.</exception>
    public ModelSession(byte[] bytes, string file, SessionSettings settings, IReadOnlyDictionary<string, long[]>? shapes = null,
        IReadOnlySet<string>? open = null)
    {
        RuntimeLibrary.Need();
        (_file, _batch) = (file, settings.Batch);
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = settings.Optimization switch
            {
                Optimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                Optimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                Optimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
            IntraOpNumThreads = settings.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        // A build or a module goes on after a session: its threads are not to spin.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            _session = new InferenceSession(bytes, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new FtcException(Codes.OnnxFile, $"ONNX Runtime does not run the model: {Reason(e)}.", file, inner: e);
        }
        Inputs =
        [
            .. _session.InputMetadata.Select(pair => open?.Contains(pair.Key) == true ? ModelValue.Open(pair.Key, pair.Value)
                    : ModelValue.Of(pair.Key, pair.Value, isInput: true))
                .Select(input => shapes?.GetValueOrDefault(input.Name) is { } shape ? input.Shaped(shape, file) : input),
        ];
        Outputs = [.. _session.OutputMetadata.Select(pair => ModelValue.Of(pair.Key, pair.Value))];
    }

    /// <summary>What it takes, in the graph's order.</summary>
    public IReadOnlyList<ModelValue> Inputs { get; }

    /// <summary>What it answers, in the graph's order.</summary>
    public IReadOnlyList<ModelValue> Outputs { get; }

    public void Dispose() => _session.Dispose();

    /// <summary>Runs K samples.</summary>
    /// <param name="inputs">One for each input.</param>
    /// <param name="wanted">Outputs, tensors all of them.</param>
    /// <param name="progress">Gets the number of samples done.</param>
    /// <returns>One for each output that is wanted.</returns>
    /// <exception cref="FtcException">FTC0033: samples that do not fit the inputs; FTC0041: ONNX Runtime cannot run them.</exception>
    public SampleValues[] Run(IReadOnlyList<SampleValues> inputs, IReadOnlyList<string> wanted, IProgress<long>? progress = null,
        CancellationToken cancellation = default)
    {
        SampleValues[] given = [.. Inputs.Select(input => inputs.FirstOrDefault(values => values.Name == input.Name)
            ?? throw new FtcException(Codes.ShapeMismatch, $"nothing is given for the input '{input.Name}' of '{Path.GetFileName(_file)}'.",
                _file))];
        var count = given.Length == 0 ? 1 : given[0].Count;
        var batch = Inputs.Select(input => input.Batch ?? _batch).Append(_batch).Min();
        var collected = wanted.Select(name => new Collected(name)).ToArray();
        using var options = new RunOptions();
        using var stop = cancellation.Register(() => options.Terminate = true);
        for (var first = 0; first < count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(batch, count - first);
            var padded = Inputs.Any(input => input.Batch is > 1) ? batch : rows;
            var values = Inputs.Select((input, i) => Tensor(input, given[i], first, rows, padded)).ToArray();
            try
            {
                using var results = _session.Run(options, [.. Inputs.Select(input => input.Name)], values, wanted);
                for (var o = 0; o < wanted.Count; o++) collected[o].Add(results[o], rows, padded, _file);
            }
            catch (OnnxRuntimeException e)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new FtcException(Codes.OnnxFile,
                    $"ONNX Runtime cannot run the model on sample {first + 1}{(rows > 1 ? $" to {first + rows}" : "")}: {Reason(e)}.",
                    _file, inner: e);
            }
            finally
            {
                foreach (var value in values) value.Dispose();
            }
            progress?.Report(first + rows);
        }
        return [.. collected.Select(values => values.Close(count))];
    }

    private OrtValue Tensor(ModelValue input, SampleValues given, int first, int rows, int padded)
    {
        var shape = input.Shape(given.Width, _file, padded, given.Shape);
        var (from, length, width) = (first * given.Width, rows * given.Width, given.Width);
        if (input.Type == TensorElementType.String)
        {
            var words = given.Words ?? Array.ConvertAll(given.Numbers!, Numerics.Text.Of);
            var strings = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            for (var i = 0; i < padded * width; i++) strings.StringTensorSetElementAt(words[from + Math.Min(i, length - 1)].AsSpan(), i);
            return strings;
        }
        if (given.Numbers is null)
            throw new FtcException(Codes.NotANumber,
                $"the input '{input.Name}' of '{Path.GetFileName(_file)}' takes {input.TypeName}, and the samples have words.", _file);
        var numbers = given.Numbers.AsSpan(from, length);
        return input.Type switch
        {
            TensorElementType.Float => Of(numbers, v => (float)v),
            TensorElementType.Double => Of(numbers, v => v),
            TensorElementType.Float16 => Of(numbers, v => (Float16)(float)v),
            TensorElementType.BFloat16 => Of(numbers, v => (BFloat16)(float)v),
            TensorElementType.Int64 => Of(numbers, v => checked((long)v)),
            TensorElementType.Int32 => Of(numbers, v => checked((int)v)),
            TensorElementType.Int16 => Of(numbers, v => checked((short)v)),
            TensorElementType.Int8 => Of(numbers, v => checked((sbyte)v)),
            TensorElementType.UInt8 => Of(numbers, v => checked((byte)v)),
            TensorElementType.UInt16 => Of(numbers, v => checked((ushort)v)),
            TensorElementType.UInt32 => Of(numbers, v => checked((uint)v)),
            TensorElementType.UInt64 => Of(numbers, v => checked((ulong)v)),
            TensorElementType.Bool => Of(numbers, v => v != 0),
            _ => throw new FtcException(Codes.OnnxUnsupported,
                $"the input '{input.Name}' is of {input.TypeName}, which no sample has.", _file),
        };

        OrtValue Of<T>(ReadOnlySpan<double> source, Func<double, T> convert)
            where T : unmanaged
        {
            var data = new T[padded * width];
            try
            {
                for (var i = 0; i < data.Length; i++) data[i] = convert(source[Math.Min(i, source.Length - 1)]);
            }
            catch (OverflowException)
            {
                throw new FtcException(Codes.NotANumber,
                    $"a sample has a number for '{input.Name}' that {input.TypeName} does not hold.", _file);
            }
            return OrtValue.CreateTensorValueFromMemory(data, shape);
        }
    }

    /// <summary>What ONNX Runtime says, in one line.</summary>
    internal static string Reason(OnnxRuntimeException e)
    {
        var text = e.Message.ReplaceLineEndings(" ").Trim();
        var code = text.IndexOf("] ", StringComparison.Ordinal);
        if (code > 0 && text.StartsWith("[ErrorCode", StringComparison.Ordinal)) text = text[(code + 2)..];
        return string.Concat((text.Length > 300 ? text[..300] + "..." : text).Where(c => !char.IsControl(c))).TrimEnd('.');
    }

    // Answers of one output, batch by batch.
    private sealed class Collected(string name)
    {
        private readonly List<double> _numbers = [];
        private readonly List<string> _words = [];
        private bool _isWords;

        public void Add(OrtValue value, int rows, int batch, string file)
        {
            if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
                throw new FtcException(Codes.OnnxUnsupported, $"the output '{name}' is no tensor.", file);
            var info = value.GetTensorTypeAndShape();
            var count = (int)info.ElementCount;
            // What does not depend on the sample is the same for each.
            var (width, shared) = count % batch == 0 && (batch == 1 || (info.Shape.Length > 0 && info.Shape[0] == batch))
                ? (count / batch, false) : (count, true);
            if (info.ElementDataType == TensorElementType.String)
            {
                _isWords = true;
                var words = value.GetStringTensorAsArray();
                for (var r = 0; r < rows; r++) _words.AddRange(words.Skip(shared ? 0 : r * width).Take(width));
                return;
            }
            var numbers = Numbers(value, info.ElementDataType, file);
            for (var r = 0; r < rows; r++) _numbers.AddRange(numbers.AsSpan(shared ? 0 : r * width, width));
        }

        public SampleValues Close(int count) => _isWords ? new(name, count, null, [.. _words]) : new(name, count, [.. _numbers], null);

        private double[] Numbers(OrtValue value, TensorElementType type, string file) => type switch
        {
            TensorElementType.Float => Of(value.GetTensorDataAsSpan<float>(), v => v),
            TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
            TensorElementType.Float16 => Of(value.GetTensorDataAsSpan<Float16>(), v => (float)v),
            TensorElementType.BFloat16 => Of(value.GetTensorDataAsSpan<BFloat16>(), v => (float)v),
            TensorElementType.Int64 => Of(value.GetTensorDataAsSpan<long>(), v => v),
            TensorElementType.Int32 => Of(value.GetTensorDataAsSpan<int>(), v => v),
            TensorElementType.Int16 => Of(value.GetTensorDataAsSpan<short>(), v => v),
            TensorElementType.Int8 => Of(value.GetTensorDataAsSpan<sbyte>(), v => v),
            TensorElementType.UInt8 => Of(value.GetTensorDataAsSpan<byte>(), v => v),
            TensorElementType.UInt16 => Of(value.GetTensorDataAsSpan<ushort>(), v => v),
            TensorElementType.UInt32 => Of(value.GetTensorDataAsSpan<uint>(), v => v),
            TensorElementType.UInt64 => Of(value.GetTensorDataAsSpan<ulong>(), v => v),
            TensorElementType.Bool => Of(value.GetTensorDataAsSpan<bool>(), v => v ? 1 : 0),
            _ => throw new FtcException(Codes.OnnxUnsupported, $"the output '{name}' is of {type}, which is not read.", file),
        };

        private static double[] Of<T>(ReadOnlySpan<T> from, Func<T, double> convert)
        {
            var numbers = new double[from.Length];
            for (var i = 0; i < numbers.Length; i++) numbers[i] = convert(from[i]);
            return numbers;
        }
    }
}
