using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Training;

namespace FtcTools.Experiments;

/// <summary>A network to train and how: the sections `pretrain` and `train` of an experiment file.</summary>
/// <param name="Widths">Neurons of each hidden layer.</param>
public sealed record TrainingSettings(IReadOnlyList<int> Widths, TrainingOptions Options)
{
    internal static TrainingSettings Of(string section, Func<string, object?> get)
    {
        var options = new TrainingOptions();
        return new(
            Find("widths") is object[] widths ? [.. widths.Cast<int>()] : Spread(Value("neurons", 1), Value("layers", 3) - 1),
            options with
            {
                Optimizer = Name("optimizer", options.Optimizer),
                LearningRate = Value("learningRate", options.LearningRate),
                Schedule = Name("schedule", options.Schedule),
                DecayEvery = Value("decayEvery", options.DecayEvery),
                DecayFactor = Value("decayFactor", options.DecayFactor),
                Momentum = Value("momentum", options.Momentum),
                Steps = Value("steps", options.Steps),
                Batch = Find("batch") as int?,
                Restarts = Value("restarts", options.Restarts),
                Patience = Find("patience") as int?,
                StopAt = Value("stopAt", options.StopAt),
                Seed = Value("seed", options.Seed),
                Precision = Name("precision", options.Precision),
            });

        object? Find(string key) => get($"{section}.{key}");
        T Value<T>(string key, T otherwise) => Find(key) is T value ? value : otherwise;
        T Name<T>(string key, T otherwise) where T : struct, Enum =>
            Find(key) is string name ? Enum.Parse<T>(name, ignoreCase: true) : otherwise;
    }

    /// <exception cref="FtcException">FTC0004, FTC0005: keys that exclude each other, or are missing.</exception>
    internal static void Check(Settings settings)
    {
        if (settings.States("pretrain"))
        {
            if (!settings.States("train"))
                throw settings.PlaceOf("pretrain")!.Fail(Codes.InvalidValue,
                    "'pretrain' stands without 'train': a network that is built takes the frozen model's answers from the dataset.");
            if (!settings.States("pretrain.widths"))
                throw settings.Missing("pretrain.widths", "it is the neurons of each hidden layer", "pretrain");
            if (!settings.States("dataset.relabelled") && !Settings.FileKeys.Any(settings.States))
                throw settings.PlaceOf("pretrain")!.Fail(Codes.InvalidValue,
                    "'pretrain' needs the labels before the edits, which 'dataset.relabelled' has and a file such as 'dataset.csv' with predictions.");
        }
        if (!settings.States("train")) return;
        if (settings.States("network"))
            throw settings.PlaceOf("train")!.Fail(Codes.InvalidValue,
                "'train' cannot stand beside 'network': a side network is trained or built.");
        if (settings.States("train.widths"))
        {
            foreach (var other in (string[])["train.neurons", "train.layers"])
            {
                if (settings.States(other))
                    throw settings.PlaceOf(other)!.Fail(Codes.InvalidValue,
                        $"'{other}' cannot stand beside 'train.widths', which says how many neurons each hidden layer has.");
            }
        }
        else if (!settings.States("train.neurons"))
        {
            throw settings.Missing("train.neurons", "say how many hidden neurons, or 'widths' for each hidden layer", "train");
        }
    }

    private static int[] Spread(int neurons, int layers) =>
        [.. Enumerable.Range(0, layers).Select(l => (neurons + layers - 1 - l) / layers)];
}
