using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx.Reading;

/// <summary>A tensor that depends on the sample.</summary>
/// <param name="Tensor">Its number.</param>
/// <param name="Shape">Of one sample.</param>
internal sealed record Flow(int Tensor, long[] Shape, ElementType Type, Ending Ending = Ending.None)
{
    public int Width => (int)Shape.Aggregate(1L, (a, b) => a * b);
}
