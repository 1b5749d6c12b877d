using FtcTools.Diagnostics;
using FtcTools.Onnx;
using FtcTools.Numerics;
using FtcTools.Onnx.Steps;

namespace FtcTools.Models.Bounds;

/// <summary>Chooses how a model is bounded over boxes.</summary>
internal static class ModelBounds
{
    /// <summary>By linear relaxation, where the model is a chain of dense layers; else by intervals.</summary>
    /// <exception cref="FtcException">FTC0034: float32 of a float64 model.</exception>
    public static BoxBounds Of(FrozenModel model, Arithmetic arithmetic, double[] functions, double[] constants)
    {
        if (arithmetic == Arithmetic.Float32 && model.Arithmetic == Arithmetic.Float64)
            throw new FtcException(Codes.Argument,
                $"'{Path.GetFileName(model.File)}' computes in float64; in float32 it would be another model.");
        return DenseChain.Of(model.Steps, model.Inputs) is not { } chain ? new IntervalBounds(model, arithmetic, functions, constants)
            : new BoxRelaxation(chain, Rounding.Of(arithmetic), functions, constants);
    }
}
