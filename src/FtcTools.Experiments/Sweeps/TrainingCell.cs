using System.Globalization;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Training;

namespace FtcTools.Experiments.Sweeps;

/// <summary>A cell that trains: from its samples to its record.</summary>
public static class TrainingCell
{
    /// <summary>Trains the frozen model, where the cell asks for one and no cell before had the same, and then the side network.</summary>
    /// <param name="say">Told what the work is at.</param>
    /// <returns>The record, and the side network; null where every run diverged.</returns>
    /// <exception cref="FtcException">
    /// FTC0034, at its place in the experiment file: an option is out of its range; FTC0061: pre-training diverged.
    /// </exception>
    public static (TrainingReport Record, Network? Network) Run(
        Cell cell, Dataset data, PretrainedModels models, Action<string>? say = null, CancellationToken cancellation = default)
    {
        try
        {
            var settings = cell.Training ?? throw new FtcException(Codes.Argument, "the cell builds its network; it has nothing to train.");
            Pretrained? frozen = null;
            if (cell.Pretraining is { } pretraining)
            {
                say?.Invoke("training the frozen model");
                frozen = models.Get(data, pretraining, cancellation);
            }
            say?.Invoke("training");
            var set = frozen is null ? TrainingSet.Residuals(data) : TrainingSet.Residuals(data, frozen.Answers);
            var result = Trainer.Train(set, settings.Widths, settings.Options, cancellation);
            int[] sizes = [data.Inputs, .. settings.Widths, data.Outputs];
            return (new TrainingReport
            {
                K = data.K,
                N = data.N,
                Dimension = data.Inputs,
                Neurons = settings.Widths.Sum(),
                Layers = settings.Widths.Count + 1,
                Widths = string.Join('-', settings.Widths),
                Parameters = sizes.Zip(sizes.Skip(1), (inputs, neurons) => (inputs + 1) * neurons).Sum(),
                Seed = settings.Options.Seed,
                Loss = result.Loss,
                LossOfZero = set.LossOfZero,
                PretrainLoss = frozen?.Loss ?? 0,
                Steps = result.Steps,
                Stop = result.Stop,
                Restart = result.Restart,
                Seconds = result.Seconds,
                RestartLosses = [.. result.Runs.Select(run => run.Loss)],
                Curve = result.Curve,
            }, result.Network?.For(data));
        }
        catch (FtcException e)
        {
            throw cell.Located(e);
        }
    }

    /// <summary>The complaint about a cell whose every run diverged; null where one did not.</summary>
    public static FtcException? Complaint(Cell cell, TrainingReport record) => double.IsNaN(record.Loss)
        ? cell.Located(Diverged("the loss", record.Steps, record.RestartLosses.Count))
        : null;

    internal static FtcException Diverged(string what, TrainingResult result) => Diverged(what, result.Steps, result.Runs.Count);

    private static FtcException Diverged(string what, int steps, int runs) =>
        new(Codes.Diverged, string.Create(CultureInfo.InvariantCulture,
        $"{what} is NaN or infinite after {steps} steps, {(runs == 1 ? "from the only start" : $"from every one of {runs} starts")}; a smaller learning rate helps."));
}
