using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx.Reading;

/// <summary>A tensor that depends on the sample.</summary>
/// <param name="Tensor">The number of the tensor among those that depend on the sample.</param>
/// <param name="Shape">The dimensions for one sample, without the batch.</param>
internal sealed record Flow(int Tensor, long[] Shape, ElementType Type, Ending Ending = Ending.None)
{
    public int Width => (int)Shape.Aggregate(1L, (a, b) => a * b);
}
