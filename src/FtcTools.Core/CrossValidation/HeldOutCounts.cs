namespace FtcTools.CrossValidation;

/// <summary>
/// What became of samples that a remedy was not made from, counted: all of them, or those of a class. A held-out sample is near an edit
/// where none of the samples that the remedy was made from is nearer to it than some edit, in the norm of the network. Shares go from 0 to
/// 1 and are null where there is nothing to count; Low and High are the ends of their 95 % intervals (<see cref="Proportion"/>).
/// </summary>
public abstract record HeldOutCounts
{
    /// <summary>Edits that were made; of several folds, in all of them together.</summary>
    public int Edits { get; init; }

    /// <summary>How many of those are right: of a patch, proven in the arithmetic in which it runs.</summary>
    public int EditsRight { get; init; }

    /// <summary>Samples held out.</summary>
    public int HeldOut { get; init; }

    /// <summary>How many of those the model gets wrong.</summary>
    public int Wrong { get; init; }

    /// <summary>How many of the wrong ones are near an edit.</summary>
    public int Near { get; init; }

    /// <summary>How many of those are right now.</summary>
    public int NearRight { get; init; }

    /// <summary>How many of the samples that the model gets right still are.</summary>
    public int Kept { get; init; }

    /// <summary>
    /// How many held-out answers are better: a wrong class is right now or, where answers are numbers, the largest error is smaller.
    /// </summary>
    public int Better { get; init; }

    /// <summary>How many are worse.</summary>
    public int Worse { get; init; }

    /// <summary>At how many held-out samples an output of the model changed at all.</summary>
    public int TouchedCount { get; init; }

    private Proportion OfEdits => new(EditsRight, Edits);
    private Proportion OfNear => new(NearRight, Near);
    private Proportion OfRight => new(Kept, HeldOut - Wrong);
    private Proportion OfBetter => new(Better, HeldOut);
    private Proportion OfWorse => new(Worse, HeldOut);
    private Proportion OfTouched => new(TouchedCount, HeldOut);

    /// <summary>EditsRight / Edits.</summary>
    public double? Reliability => OfEdits.Share;
    public double? ReliabilityLow => OfEdits.Low;
    public double? ReliabilityHigh => OfEdits.High;

    /// <summary>NearRight / Near: what the edits do for wrong answers beside them.</summary>
    public double? Generality => OfNear.Share;
    public double? GeneralityLow => OfNear.Low;
    public double? GeneralityHigh => OfNear.High;

    /// <summary>Kept / (HeldOut - Wrong): right answers that stay right.</summary>
    public double? Locality => OfRight.Share;
    public double? LocalityLow => OfRight.Low;
    public double? LocalityHigh => OfRight.High;

    /// <summary>Better / HeldOut.</summary>
    public double? BetterShare => OfBetter.Share;
    public double? BetterLow => OfBetter.Low;
    public double? BetterHigh => OfBetter.High;

    /// <summary>Worse / HeldOut.</summary>
    public double? WorseShare => OfWorse.Share;
    public double? WorseLow => OfWorse.Low;
    public double? WorseHigh => OfWorse.High;

    /// <summary>TouchedCount / HeldOut.</summary>
    public double? TouchedShare => OfTouched.Share;
    public double? TouchedLow => OfTouched.Low;
    public double? TouchedHigh => OfTouched.High;
}

/// <summary>The same of one class: edits to it, and held-out samples of which it is the right answer.</summary>
public sealed record ClassCounts : HeldOutCounts
{
    /// <summary>Its word, or its number from 0.</summary>
    public required string Class { get; init; }
}
