using FtcTools.Networks;

namespace FtcTools.Training;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>All steps were done.</summary>
    Steps,

    /// <summary>The loss did not fall any more.</summary>
    Plateau,

    /// <summary>The loss to stop at was reached.</summary>
    Reached,

    /// <summary>The loss, or a weight, was NaN or infinite.</summary>
    Diverged,
}

/// <summary>The loss of a run before a step (from 0). Of a mini-batch where steps take one.</summary>
public readonly record struct CurvePoint(int Step, double Loss);

/// <summary>One run from its first weights to its last.</summary>
/// <param name="Loss">Mean over samples of the squared error after the last step, in float64; NaN where it diverged.</param>
/// <param name="Steps">Steps done.</param>
public sealed record TrainingRun(double Loss, int Steps, StopReason Stop);

/// <summary>What training gave: the best of all runs.</summary>
public sealed record TrainingResult
{
    /// <summary>The trained network, its weights exactly as trained; null where every run diverged.</summary>
    public required Network? Network { get; init; }

    /// <summary>Mean over samples of the squared error (summed over outputs), in float64; NaN where every run diverged.</summary>
    public required double Loss { get; init; }

    /// <summary>Steps of that run.</summary>
    public required int Steps { get; init; }

    /// <summary>Why that run ended.</summary>
    public required StopReason Stop { get; init; }

    /// <summary>Which run it was, from 1.</summary>
    public required int Restart { get; init; }

    /// <summary>Every run, in order.</summary>
    public required IReadOnlyList<TrainingRun> Runs { get; init; }

    /// <summary>The loss over the best run: about a hundred points, the last one after the last step.</summary>
    public required IReadOnlyList<CurvePoint> Curve { get; init; }

    /// <summary>The seconds of all runs together.</summary>
    public required double Seconds { get; init; }
}
