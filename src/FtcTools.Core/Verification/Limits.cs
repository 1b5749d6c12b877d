namespace FtcTools.Verification;

/// <summary>
/// How far a patch can be trusted beyond its samples, and what else would do: a lookup table, measured beside it, or training anew. Scalars
/// only.
/// </summary>
public sealed record Limits
{
    /// <summary>The construction; null for a network from elsewhere.</summary>
    public string? Method { get; init; }

    public required int N { get; init; }

    public required int K { get; init; }

    /// <summary>
    /// Every feature of an edited sample may change by this, and g stays within the tolerance of z. Proven by interval arithmetic, so the
    /// true reach may be larger. Null where nothing is edited.
    /// </summary>
    public double? EditReach { get; init; }

    /// <summary>The same for samples that are not edited, where g stays exactly 0. Null where all are edited.</summary>
    public double? UntouchedReach { get; init; }

    /// <summary>Relative to max |z| of the output, of <see cref="EditReach"/>.</summary>
    public required double Tolerance { get; init; }

    /// <summary>
    /// Proven in IEEE binary16: no order of summation errs by more than this at a sample; infinite where nothing is proven.
    /// </summary>
    public required double ErrorFloat16 { get; init; }

    /// <summary>Untouched samples at which g is not proven to be exactly 0 in IEEE binary16.</summary>
    public required int TouchedFloat16 { get; init; }

    /// <summary>As <see cref="ErrorFloat16"/>, in bfloat16.</summary>
    public required double ErrorBFloat16 { get; init; }

    /// <summary>As <see cref="TouchedFloat16"/>, in bfloat16.</summary>
    public required int TouchedBFloat16 { get; init; }

    /// <summary>As <see cref="ErrorFloat16"/>, with operands of TensorFloat32 and sums in float32.</summary>
    public required double ErrorTensorFloat32 { get; init; }

    /// <summary>As <see cref="TouchedFloat16"/>, with operands of TensorFloat32.</summary>
    public required int TouchedTensorFloat32 { get; init; }

    /// <summary>
    /// A sample (from 1) that is one point with <see cref="CoincidentWith"/> in float32 and has another residual; null where there is none.
    /// </summary>
    public int? Coincident { get; init; }

    /// <summary>The earlier one of two samples that coincide.</summary>
    public int? CoincidentWith { get; init; }

    /// <summary>Measured on this machine, now: one evaluation of the network in float64.</summary>
    public required double NetworkNanoseconds { get; init; }

    /// <summary>Measured in the same run: one query of a hash table of the edited samples.</summary>
    public required double LookupNanoseconds { get; init; }

    /// <summary>Parameters in float64.</summary>
    public required long NetworkBytes { get; init; }

    /// <summary>The table's samples, residuals and places.</summary>
    public required long LookupBytes { get; init; }

    /// <summary>When something else is the better answer.</summary>
    public required string Advice { get; init; }
}
