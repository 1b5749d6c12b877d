using FtcTools.Numerics;

namespace FtcTools.CrossValidation;

/// <summary>What a remedy for wrong answers does to samples that it was not made from. Scalars, and two lists.</summary>
public sealed record HeldOutMeasurement : HeldOutCounts
{
    /// <summary>The construction of a patch, or the name of another remedy.</summary>
    public required string Method { get; init; }

    /// <summary>The tensor of the model that is read; null for its input.</summary>
    public string? At { get; init; }

    /// <summary>The share of its room that each edit was to hold within; null where that was not asked for.</summary>
    public double? Reach { get; init; }

    /// <summary>The radius that all edits were to hold within; null where that was not asked for.</summary>
    public double? Radius { get; init; }

    /// <summary>How distances are measured.</summary>
    public Norm Norm { get; init; }

    /// <summary>Hidden neurons that are added; of several folds, the most.</summary>
    public int Neurons { get; init; }

    /// <summary>Bytes of the numbers that are added or changed, as they ship; the most of several folds.</summary>
    public long Bytes { get; init; }

    /// <summary>In how many parts the samples were held out, each in its turn; null where other samples are.</summary>
    public int? Folds { get; init; }

    /// <summary>The largest change of an output over the held-out samples.</summary>
    public double LargestMove { get; init; }

    /// <summary>The largest change of an output over the held-out samples that the model gets right.</summary>
    public double LargestMoveOfRight { get; init; }

    /// <summary>To make it, proof included; of several folds, of all. Null where it was made before.</summary>
    public double? Seconds { get; init; }

    /// <summary>Whether the reach was chosen by cross-validation.</summary>
    public bool IsReachChosen { get; init; }

    /// <summary>What to do, by the rule of <see cref="CrossValidation.Advice"/>; null of what is no patch.</summary>
    public Remedy? Advice { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>One for each class that is edited or held out, in their order; none where answers are no classes.</summary>
    public IReadOnlyList<ClassCounts> PerClass { get; init; } = [];

    /// <summary>Each held-out sample at which an output changed.</summary>
    public IReadOnlyList<TouchedSample> Touched { get; init; } = [];

    /// <summary>A copy with advice.</summary>
    internal HeldOutMeasurement Advised(IReadOnlyList<HeldOutMeasurement>? trained = null)
    {
        var advice = CrossValidation.Advice.Of(this, trained);
        return this with { Advice = advice.Remedy, Reason = advice.Reason };
    }
}

/// <summary>What became of an answer.</summary>
public enum AnswerChange
{
    /// <summary>The answer is as right, or as far off, as before.</summary>
    Same,

    Better,

    Worse,
}

/// <summary>A held-out sample at which an output changed.</summary>
/// <param name="Sample">From 1; of several folds, among all samples.</param>
/// <param name="Fold">The fold in which it was held out, from 1; null where other samples were.</param>
/// <param name="Label">What is right: a class, or p numbers.</param>
/// <param name="Before">What the model answers.</param>
/// <param name="After">What it answers now.</param>
/// <param name="Edit">The nearest edit: a sample that the remedy was made from, from 1; null where these are not known.</param>
/// <param name="Distance">The distance to that edit, in the units of the features.</param>
/// <param name="IsNear">Whether no other sample that the remedy was made from is nearer.</param>
/// <param name="Move">The largest change of an output.</param>
public sealed record TouchedSample(int Sample, int? Fold, string Label, string Before, string After, AnswerChange Change, int? Edit,
    double? Distance, bool IsNear, double Move);
