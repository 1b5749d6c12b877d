namespace FtcTools.Training;

/// <summary>What training gave, as numbers for tables, beside what is verified.</summary>
public sealed record TrainingReport
{
    public required int K { get; init; }

    /// <summary>Samples whose labels were changed.</summary>
    public required int N { get; init; }

    /// <summary>The number of features, d.</summary>
    public required int Dimension { get; init; }

    /// <summary>m: hidden neurons.</summary>
    public required int Neurons { get; init; }

    public required int Layers { get; init; }

    /// <summary>Neurons of the hidden layers, as 12-12.</summary>
    public required string Widths { get; init; }

    public required int Parameters { get; init; }

    /// <summary>The seed of random weights and mini-batches.</summary>
    public required int Seed { get; init; }

    /// <summary>
    /// (1/K) sum over samples of (f(x) + g(x) - y')^2, the paper's fine-tuning loss, in float64; NaN where every run diverged.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The loss of g = 0.</summary>
    public required double LossOfZero { get; init; }

    /// <summary>The frozen model's loss on the labels before the edits; 0 where none was trained.</summary>
    public required double PretrainLoss { get; init; }

    /// <summary>The steps of the best run.</summary>
    public required int Steps { get; init; }

    /// <summary>Why the best run ended.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>Which run was the best, from 1.</summary>
    public required int Restart { get; init; }

    /// <summary>The seconds of all runs together.</summary>
    public required double Seconds { get; init; }

    /// <summary>The loss of every run; NaN where it diverged.</summary>
    public required IReadOnlyList<double> RestartLosses { get; init; }

    /// <summary>The loss over the best run.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }
}
