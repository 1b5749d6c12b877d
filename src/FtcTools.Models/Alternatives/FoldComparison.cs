using System.Diagnostics;
using FtcTools.CrossValidation;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Training;

namespace FtcTools.Alternatives;

/// <summary>
/// A patch and what else would do, each made anew without every fold and measured on it: what they do to inputs that nobody listed.
/// </summary>
public static class FoldComparison
{
    /// <summary>
    /// The patch first, with advice; then a lookup table, the edits with radii of their own (nearest-neighbour override), and of a
    /// classification the model's last layer and all of it trained anew, where it is a plain network of ReLUs, and a side network of the
    /// patch's widths that is trained.
    /// </summary>
    /// <param name="data">The samples; null for those that the network was built for.</param>
    /// <param name="model">What answers, from the features on; null where it is not at hand: it is then not trained.</param>
    /// <param name="steps">The steps of gradient descent, for what is trained.</param>
    /// <exception cref="FtcException">As <see cref="CrossValidator"/>; FTC0043: model and samples do not go together.</exception>
    public static IReadOnlyList<HeldOutMeasurement> Measure(Network network, Dataset? data, FrozenModel? model, int folds, int seed,
        int steps, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (model is not null && (data ?? network.Dataset) is { } given && (model.Inputs != given.Inputs || model.Outputs != given.Outputs))
            throw new FtcException(Codes.Pretrained,
                $"'{model.Name}' takes {model.Inputs} features and gives {model.Outputs} outputs; {given.Name} has {given.Inputs} and {given.Outputs}.");
        progress?.Report("the patch");
        var patch = CrossValidator.Measure(network, data, folds, seed, null, cancellation);
        var samples = data ?? network.Dataset!;
        var norm = network.Origin.Norm ?? Norm.Infinity;
        var others = new List<HeldOutMeasurement>
        {
            Others("a lookup table", known => Timed(() => new Overridden(known, norm, null) { Method = "LookupTable" })),
            Others("edits with radii",
                known => Timed(() => new Overridden(known, norm, Reach.Of(known, norm, cancellation)) { Method = "NearestNeighbour" })),
        };
        if (samples.Classes is null) return [patch, .. others];

        var descent = new TrainingOptions { Steps = steps, LearningRate = 3e-3, Batch = Math.Min(256, samples.K - samples.K / folds - 1),
            Seed = seed };
        var trained = new List<HeldOutMeasurement>();
        if (model is not null && AlternativeMeter.Plain(model) is { } plain)
        {
            trained.Add(Others("the last layer, trained anew", known => Trained.LastLayer(known, plain, descent, cancellation)));
            if (plain.Layers.Count > 1)
                trained.Add(Others("the model, trained anew", known => Trained.Whole(known, plain, descent, cancellation)));
        }
        if (network.Neurons > 0)
            trained.Add(Others("a side network, trained", known => Trained.Side(known, network.Widths, descent, cancellation)));
        return [patch.Advised(trained), .. others, .. trained];

        HeldOutMeasurement Others(string name, Func<Dataset, Corrected> make)
        {
            progress?.Report(name);
            return CrossValidator.Measure(samples, folds, seed, norm, make, null, cancellation);
        }
    }

    private static Corrected Timed(Func<Corrected> make)
    {
        var clock = Stopwatch.StartNew();
        return make() with { Seconds = clock.Elapsed.TotalSeconds };
    }
}
