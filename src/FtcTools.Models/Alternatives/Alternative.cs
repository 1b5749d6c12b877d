using FtcTools.Numerics;

namespace FtcTools.Alternatives;

/// <summary>
/// One way to put wrong answers of a classifier right, measured: a patch that holds within a radius, or what else would do. Scalars only.
/// </summary>
public sealed record Alternative
{
    /// <summary>
    /// The construction of a patch, None where no patch was found within the time limit, LookupTable, Retrained (the model itself, on its
    /// own outputs and the edits) or TrainedSide (a side network, by gradient descent).
    /// </summary>
    public required string Method { get; init; }

    /// <summary>The radius that was asked for; null where none can be.</summary>
    public double? Asked { get; init; }

    /// <summary>Hidden neurons that are added to the model.</summary>
    public required int Neurons { get; init; }

    /// <summary>Samples that the model gets wrong.</summary>
    public required int N { get; init; }

    /// <summary>How many of those are right now.</summary>
    public required int Right { get; init; }

    /// <summary>Samples that the model gets right.</summary>
    public required int Others { get; init; }

    /// <summary>How many of those are wrong now.</summary>
    public required int Lost { get; init; }

    /// <summary>The largest change of an output over all samples.</summary>
    public required double LargestMove { get; init; }

    /// <summary>The largest change of an output over the samples that the model gets right.</summary>
    public required double LargestMoveElsewhere { get; init; }

    /// <summary>
    /// Proven in the arithmetic of the model: every input within this of a sample that was wrong gets the right class, and every input
    /// within it of any other the model's own outputs to the last bit. Null where nothing is certified.
    /// </summary>
    public double? Certified { get; init; }

    /// <summary>
    /// Found by an attack: an input so near to a sample that was put right, and of another class. An upper bound of the radius within which
    /// the alternative holds; a better attack may find a nearer one. Null where the model is no plain network.
    /// </summary>
    public double? Attacked { get; init; }

    /// <summary>How radii are measured.</summary>
    public required Norm Norm { get; init; }

    /// <summary>One query of what is added, of a retrained model the model itself; float32, measured on this machine, now.</summary>
    public required double Microseconds { get; init; }

    /// <summary>To make it, proof included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples held out when it was made once more; null where none were.</summary>
    public int? HeldOut { get; init; }

    /// <summary>How many of those became right.</summary>
    public int? Better { get; init; }

    /// <summary>How many of those became wrong.</summary>
    public int? Worse { get; init; }
}
