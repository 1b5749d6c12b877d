using FtcTools.Diagnostics;
using FtcTools.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FtcTools.Runtime;

/// <summary>An input or output of a model: a tensor of one type, with or without a dimension for the batch in front.</summary>
public sealed class ModelValue
{
    private readonly long[] _dimensions; // -1 where the model leaves it open
    private readonly bool _isTensor;
    private readonly bool _isTold;
    private readonly string? _otherType; // of what is no tensor

    private ModelValue(string name, TensorElementType type, long[] dimensions, bool isTensor, bool isTold = true)
    {
        (Name, Type, _dimensions, _isTensor, _isTold) = (name, type, dimensions, isTensor, isTold);
    }

    private ModelValue(string name, NodeMetadata metadata)
        : this(name, default, [], false) => _otherType = Called(metadata);

    public string Name { get; }

    /// <summary>
    /// The type of an element, as in `float32`, `string` or `int64`; of what is no tensor ONNX's word for its own, as in
    /// `seq(tensor(float))`.
    /// </summary>
    public string TypeName => _otherType ?? Type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => Type.ToString().ToLowerInvariant(),
    };

    /// <summary>The dimensions as the model has them, -1 where it leaves one open.</summary>
    public IReadOnlyList<long> Dimensions => _dimensions;

    /// <summary>
    /// Numbers or words of a sample; null where the model leaves that open, or ONNX Runtime does not tell the dimensions.
    /// </summary>
    public int? Size => !_isTensor || !_isTold || PerSample.Any(n => n < 0) ? null : Constant.Count(PerSample, 1);

    /// <summary>At least so many numbers or words has a sample: those of the dimensions that are known.</summary>
    internal double Numbers => PerSample.Where(n => n >= 0).Aggregate(1.0, (a, b) => a * b);

    internal TensorElementType Type { get; }

    internal bool IsNumeric => _isTensor && Type is TensorElementType.Float or TensorElementType.Double or TensorElementType.Float16;

    internal bool IsTensor => _isTensor;

    /// <summary>How many samples the model takes at once; null for any number.</summary>
    internal int? Batch => HasBatch ? _dimensions[0] < 0 ? null : (int)_dimensions[0] : 1;

    // A first dimension that is open or 1 is the batch; where all are given, a sample is the whole tensor.
    internal bool HasBatch => _dimensions.Length > 0 && (_dimensions[0] < 0 || (_dimensions[0] == 1 && _dimensions.Length > 1));

    /// <summary>
    /// Whether samples lie side by side in another dimension than the first, as in the sequences [5, batch, 4] of many RNNs.
    /// </summary>
    internal bool IsBatchWithin => !HasBatch && Array.Exists(_dimensions, n => n < 0);

    private IEnumerable<long> PerSample => HasBatch ? _dimensions.Skip(1) : _dimensions;

    /// <summary>`[batch, 1, 28, 28]`.</summary>
    public override string ToString() =>
        _isTensor ? $"[{string.Join(", ", _dimensions.Select((n, i) => n >= 0 ? Numerics.Text.Of(n) : i == 0 ? "batch" : "?"))}]"
            : "no tensor";

    /// <param name="isInput">
    /// Of which the model tells the dimensions; of another tensor none may mean that ONNX Runtime does not know them.
    /// </param>
    internal static ModelValue Of(string name, NodeMetadata metadata, bool isInput = false) => metadata.IsTensor
        ? new(name, metadata.ElementDataType, Array.ConvertAll(metadata.Dimensions, n => (long)n), true,
            isInput || metadata.Dimensions.Length > 0)
        : new(name, metadata);

    // As ONNX writes types.
    private static string Called(NodeMetadata type) => type.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => $"tensor({type.ElementDataType.ToString().ToLowerInvariant()})",
        OnnxValueType.ONNX_TYPE_SEQUENCE => $"seq({Called(type.AsSequenceMetadata().ElementMeta)})",
        OnnxValueType.ONNX_TYPE_MAP =>
            $"map({type.AsMapMetadata().KeyDataType.ToString().ToLowerInvariant()}, {Called(type.AsMapMetadata().ValueMetadata)})",
        OnnxValueType.ONNX_TYPE_OPTIONAL => $"optional({Called(type.AsOptionalMetadata().ElementMeta)})",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "sparse_tensor",
        _ => "unknown",
    };

    /// <summary>An input of which the model tells no dimensions: a vector a sample, unless a shape is given.</summary>
    internal static ModelValue Open(string name, NodeMetadata metadata) =>
        metadata.IsTensor ? new(name, metadata.ElementDataType, [-1, -1], true, isTold: false) : Of(name, metadata, true);

    /// <summary>The same value where a sample has these dimensions, the open ones among them.</summary>
    /// <exception cref="FtcException">FTC0033: they are others than those that the model fixes.</exception>
    internal ModelValue Shaped(long[] sample, string file)
    {
        var own = PerSample.ToArray();
        if (!Fits(own, sample))
        {
            throw new FtcException(Codes.ShapeMismatch,
                $"the input '{Name}' of '{Path.GetFileName(file)}' is {this}; a sample of [{string.Join(", ", sample)}] does not fit it: "
                + $"valid are {own.Length} numbers from 1 on, those of the model where it has them.", file);
        }
        return new(Name, Type, HasBatch ? [_dimensions[0], .. sample] : sample, _isTensor);
    }

    private bool Fits(long[] own, long[] sample) => sample.All(n => n >= 1) && Constant.Count(sample, 1) is not null
        && (!_isTold || (own.Length == sample.Length && own.Zip(sample).All(pair => pair.First < 0 || pair.First == pair.Second)));

    /// <summary>The shape of a tensor that holds a batch of samples.</summary>
    /// <param name="width">The number of elements (numbers or words) of a sample.</param>
    /// <param name="sample">Their dimensions, where they are known.</param>
    /// <exception cref="FtcException">FTC0033: it is another number.</exception>
    internal long[] Shape(int width, string file, int batch, long[]? sample = null)
    {
        var shape = PerSample.ToArray();
        if (sample is not null && Fits(shape, sample)) shape = sample;
        var open = shape.Count(n => n < 0);
        var known = shape.Where(n => n >= 0).Aggregate(1L, (a, b) => a * b);
        if (open == 1 && known > 0 && width % known == 0) shape[Array.FindIndex(shape, n => n < 0)] = width / known;
        else if (open > 0 || known != width)
        {
            throw new FtcException(Codes.ShapeMismatch,
                $"the input '{Name}' of '{Path.GetFileName(file)}' is {this}"
                + (open > 1 ? $", which leaves {open} dimensions of a sample open: at most one may be, so say what a sample has (Import-FtcModel -Shape)" : "")
                + $"; a sample has {width} value(s) for it."
                + (!HasBatch && _dimensions is [> 1, ..] && known == width * _dimensions[0] ? $" A model that takes {_dimensions[0]} samples at once, and no other number, is one of larger samples here; export it with an open batch." : ""), file);
        }
        return HasBatch ? [batch, .. shape] : shape;
    }
}
