using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>Whether the features are numbers of the arithmetic in which a network is to be proven.</summary>
internal static class FeatureRange
{
    /// <exception cref="FtcException">FTC0036: a feature is infinite in float32, where no network is proven then.</exception>
    public static void MustFit(Dataset data, Arithmetic precision)
    {
        if (precision != Arithmetic.Float32) return;
        for (var i = 0; i < data.K; i++)
        {
            var row = data.Row(i);
            var largest = TensorPrimitives.MaxMagnitude(row);
            if (float.IsFinite((float)largest)) continue;
            var j = row.IndexOf(largest);
            throw new FtcException(Codes.NothingVerifies,
                $"nothing is proven in {precision}: sample {i + 1}, feature {j + 1} is {Text.Of(row[j])}, and float32 ends at {Text.Of(float.MaxValue)}. Ask for -Precision Float64, or scale the feature.");
        }
    }
}
