using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Training;

namespace FtcTools.Experiments.Sweeps;

/// <summary>A frozen model that was trained.</summary>
/// <param name="Loss">Mean squared error on the labels before the edits.</param>
/// <param name="Answers">f(x) in float64, K rows of p.</param>
public sealed record Pretrained(Network Network, double Loss, int Steps, double Seconds, IReadOnlyList<double> Answers);

/// <summary>Trains each frozen model once: cells that differ in their edits only have the same.</summary>
public sealed class PretrainedModels
{
    private readonly ConcurrentDictionary<string, Lazy<Pretrained>> _models = new(StringComparer.Ordinal);

    /// <exception cref="FtcException">
    /// FTC0034 the labels before the edits are not known, or an option is out of its range; FTC0061 training diverged.
    /// </exception>
    public Pretrained Get(Dataset data, TrainingSettings settings, CancellationToken cancellation)
    {
        var set = TrainingSet.Predictions(data);
        var model = _models.GetOrAdd(Key(set, settings), _ => new(() => Train(set, settings, cancellation)));
        return model.Value;
    }

    private static Pretrained Train(TrainingSet set, TrainingSettings settings, CancellationToken cancellation)
    {
        var result = Trainer.Train(set, settings.Widths, settings.Options, cancellation);
        if (result.Network is not { } network) throw TrainingCell.Diverged("the frozen model's loss", result);
        var model = new RoundedNetwork<double>(network);
        return new(network, result.Loss, result.Steps, result.Seconds,
            [.. Enumerable.Range(0, set.Count).SelectMany(i => model.Evaluate(set.Row(i)))]);
    }

    private static string Key(TrainingSet set, TrainingSettings settings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{string.Join(',', settings.Widths)} {settings.Options}"));
        for (var i = 0; i < set.Count; i++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(set.Row(i)));
            hash.AppendData(MemoryMarshal.AsBytes(set.Target(i)));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
