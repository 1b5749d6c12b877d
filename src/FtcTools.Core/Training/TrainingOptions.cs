using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Training;

/// <summary>How a gradient moves the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Adam (Kingma and Ba 2015), with bias correction.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>How the learning rate changes over a run.</summary>
public enum RateSchedule
{
    Constant,

    /// <summary>Half a cosine from the learning rate at the first step down to 0 after the last.</summary>
    Cosine,

    /// <summary>Multiplied by a factor every so many steps.</summary>
    Step,
}

/// <summary>How to train a network on the mean squared error.</summary>
public sealed record TrainingOptions
{
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>At the first step, above 0.</summary>
    public double LearningRate { get; init; } = 1e-2;

    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>The step schedule changes the learning rate after so many steps; at least 1.</summary>
    public int DecayEvery { get; init; } = 1000;

    /// <summary>The step schedule multiplies the learning rate by this each time; above 0 and at most 1.</summary>
    public double DecayFactor { get; init; } = 0.5;

    /// <summary>The momentum of SGD, at least 0 and below 1.</summary>
    public double Momentum { get; init; }

    /// <summary>Steps of a run, at least 0.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Samples of a step, drawn without replacement until each was seen; null: all at every step.</summary>
    public int? Batch { get; init; }

    /// <summary>Runs from different random weights, of which the one with the smallest loss counts; at least 1.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>A run stops when its loss has not fallen by a thousandth of itself for so many steps; null: never.</summary>
    public int? Patience { get; init; }

    /// <summary>A run stops, and no further one starts, at this loss.</summary>
    public double StopAt { get; init; }

    /// <summary>The seed of random weights and mini-batches.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Float32 or Float64.</summary>
    public Arithmetic Precision { get; init; } = Arithmetic.Float32;

    /// <exception cref="FtcException">FTC0034: a value is out of its range.</exception>
    internal void Check()
    {
        Require(LearningRate > 0 && double.IsFinite(LearningRate), "the learning rate", LearningRate, "above 0");
        Require(DecayEvery >= 1, "the step schedule's number of steps", DecayEvery, "at least 1");
        Require(DecayFactor is > 0 and <= 1, "the step schedule's factor", DecayFactor, "above 0 and at most 1");
        Require(Momentum is >= 0 and < 1, "the momentum", Momentum, "at least 0 and below 1");
        Require(Steps >= 0, "the number of steps", Steps, "at least 0");
        Require(Batch is null or >= 1, "the size of a batch", Batch ?? 0, "at least 1");
        Require(Restarts >= 1, "the number of restarts", Restarts, "at least 1");
        Require(Patience is null or >= 1, "the patience", Patience ?? 0, "at least 1 step");
        Require(StopAt >= 0, "the loss to stop at", StopAt, "at least 0");
        if (Precision == Arithmetic.Exact)
            throw new FtcException(Codes.Argument, "training in exact arithmetic is not possible; valid are Float32 and Float64.");

        static void Require(bool holds, string what, double value, string valid)
        {
            if (!holds) throw new FtcException(Codes.Argument, $"{what} is {Text.Of(value)}; valid is {valid}.");
        }
    }

    /// <summary>The learning rate of a step (from 0).</summary>
    internal double Rate(int step) => Schedule switch
    {
        RateSchedule.Cosine => LearningRate * (1 + Math.Cos(Math.PI * step / Steps)) / 2,
        RateSchedule.Step => LearningRate * Math.Pow(DecayFactor, step / DecayEvery),
        _ => LearningRate,
    };
}
