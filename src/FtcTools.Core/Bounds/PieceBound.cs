using System.Globalization;
using FtcTools.Bounds.Yun;
using FtcTools.Diagnostics;

namespace FtcTools.Bounds;

/// <summary>Neurons that some N of K samples need where the activation has so many linear pieces: one row, scalars only.</summary>
public sealed record PieceBound
{
    public required long N { get; init; }
    public required long K { get; init; }
    public required int Layers { get; init; }

    /// <summary>Linear pieces of the activation: 2 for ReLU, 3 for hard-tanh.</summary>
    public required int Pieces { get; init; }

    /// <summary>The sharpest lower bound, in neurons.</summary>
    public required long Lower { get; init; }

    /// <summary>The paper's as printed; null for more than 3 layers, and where not all K samples are edited.</summary>
    public required long? PaperLower { get; init; }

    public required string LowerSource { get; init; }
    public required string PaperSource { get; init; }

    /// <exception cref="FtcException">As <see cref="BoundTable.Row"/>; FTC0034 fewer than 2 pieces.</exception>
    public static PieceBound Of(long n, long k, int layers, int pieces)
    {
        // N, K and layers as everywhere.
        _ = BoundTable.Row(n, k, layers);
        if (pieces < 2)
            throw new FtcException(Codes.Argument,
                $"an activation of {pieces.ToString(CultureInfo.InvariantCulture)} piece(s): valid is 2 or more.");
        return new()
        {
            N = n,
            K = k,
            Layers = layers,
            Pieces = pieces,
            Lower = PiecesOfActivation.Neurons(n, k, layers, pieces),
            PaperLower = n == k ? YunTheorem33.Neurons(k, layers, pieces) : null,
            LowerSource = new PiecesOfActivation().Source,
            PaperSource = new YunTheorem33().Source,
        };
    }
}
