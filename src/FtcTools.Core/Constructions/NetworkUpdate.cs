using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>
/// Adds edits to a network that was built, changes or withdraws them, and leaves the rest of it alone. Units that answer where another answer is
/// wanted are taken out; what is then missing is built as a network of its own, zero to the last bit at every other sample, and put beside. At
/// a sample whose unit stays only zeros are added: in any order of summation behind the first layer, whose rows do not change, its answer
/// is the same to the last bit. Where nothing is edited it is zero, before and after.
/// </summary>
public static class NetworkUpdate
{
    private const string Mark = " (updated)";

    /// <summary>The network for a dataset, made from one that was built for much the same samples.</summary>
    /// <param name="options">How to build what is missing: its number of layers and <see cref="DesignOptions.Untouched"/> are not used.</param>
    /// <exception cref="FtcException">
    /// FTC0031: the network's units cannot stand beside others; FTC0033: it does not fit the dataset; FTC0036: what is missing, or the whole, does not verify.
    /// </exception>
    public static Network Apply(Network network, Dataset dataset, DesignOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        network.MustFit(dataset);
        options = options with { Layers = [3], Untouched = Untouched.Exact };
        var kept = Keep(Open(network), dataset, cancellation);
        MustBeZeroOffItsEdits(kept, dataset, cancellation);

        progress?.Report("what is missing");
        var missing = Missing(kept, dataset, cancellation);
        var sum = missing.N == 0 ? kept : Composition.Sum(kept, Design.Build(missing, options, progress, cancellation).Network);
        var updated = new Network(sum.Layers, Origin(network, dataset, options.Seed), dataset);

        progress?.Report("the whole");
        foreach (var precision in new[] { Arithmetic.Exact, options.Precision }.Distinct())
        {
            if (Design.Fault(updated, dataset, options with { Precision = precision }, cancellation) is { } fault)
                throw new FtcException(Codes.NothingVerifies, $"the updated network does not verify: {fault}. Build it anew, or try another -Seed.");
        }
        return updated;
    }

    // The network with hidden layers to put units beside.
    private static Network Open(Network network)
    {
        var outputs = network.Layers[^1];
        if (network.Neurons == 0 && Enumerable.Range(0, outputs.Neurons).All(o => outputs.Bias(o).IsZero && !outputs.Weights(o).ContainsAnyExcept(Rational.Zero)))
            return NetworkBuilder.Nothing(network.Inputs, network.Outputs, 3);
        if (network.Layers.Count != 3)
        {
            throw new FtcException(Codes.Condition,
                $"units of 3 layers are put beside those of the network, and {Name(network)} has {network.Layers.Count}: update one of 3 layers, such as -Untouched Exact builds.");
        }
        return network.Layers.SkipLast(1).All(layer => layer.Activation == Activation.Relu) ? network
            : throw new FtcException(Codes.Condition, $"ReLUs are put beside the network's units, and {Name(network)} has others: update one of ReLUs, such as -Untouched Exact builds.");
    }

    // Without the units that answer wrongly. A unit that must be mended is not: it and another would then answer together, in some order.
    private static Network Keep(Network network, Dataset dataset, CancellationToken cancellation)
    {
        var wrong = Outputs(network, dataset, _ => true, cancellation)
            .Where(entry => entry.G.Any(y => !y.IsZero) && !IsServed(dataset, entry.Sample, entry.G))
            .Select(entry => entry.Sample).ToHashSet();
        if (wrong.Count == 0) return network;
        var answering = new HashSet<int>();
        foreach (var (_, units) in Outputs(Composition.Units(network), dataset, wrong.Contains, cancellation))
            answering.UnionWith(Enumerable.Range(0, units.Length).Where(unit => !units[unit].IsZero));
        return Composition.Without(network, answering);
    }

    private static void MustBeZeroOffItsEdits(Network network, Dataset dataset, CancellationToken cancellation)
    {
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Float64, Arithmetic.Float32])
        {
            var touched = Verifier.Verify(network, dataset, arithmetic, null, null, cancellation).Touched;
            if (touched == 0) continue;
            throw new FtcException(Codes.Condition,
                $"{touched} sample(s) that are not to be edited would not be zero to the last bit in {arithmetic}: the units of {Name(network)} answer beyond the samples they edit. Build it anew, with -Untouched Exact to update it later.");
        }
    }

    // An answer that is a class is served by any output that makes it right, but for samples to be left alone.
    private static bool IsServed(Dataset dataset, int i, Rational[] g) => dataset.Classes is null || dataset.Residual(i) is null
        ? !g.Where((y, o) => y != dataset.Residual(i, o)).Any()
        : ExactClassCheck.Compare(dataset, i, g).Right;

    private static Dataset Missing(Network network, Dataset dataset, CancellationToken cancellation)
    {
        if (dataset.Classes is not null)
        {
            var sums = new double[dataset.K * dataset.Outputs];
            foreach (var (i, g) in Outputs(network, dataset, _ => true, cancellation))
            {
                for (var o = 0; o < g.Length; o++) sums[i * g.Length + o] = (Rational.Of(dataset.Predictions(i)[o]) + g[o]).ToDouble();
            }
            return dataset.Predicted(sums);
        }
        var missing = new IReadOnlyList<Rational>?[dataset.K];
        foreach (var (i, g) in Outputs(network, dataset, _ => true, cancellation)) missing[i] = [.. g.Select((y, o) => dataset.Residual(i, o) - y)];
        return dataset.With(i => missing[i]);
    }

    private static IEnumerable<(int Sample, Rational[] G)> Outputs(Network network, Dataset dataset, Func<int, bool> wanted, CancellationToken cancellation)
    {
        var g = new ExactFunction(network, cancellation).NewWorker();
        for (var i = 0; i < dataset.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (wanted(i)) yield return (i, g(dataset.Row(i)).ToArray());
        }
    }

    private static string Name(Network network) => network.Origin.Method is { } method ? $"the network of method {method}" : "the network";

    private static NetworkOrigin Origin(Network network, Dataset dataset, int seed) => new()
    {
        Method = Marked(network.Origin.Method ?? "network"),
        Source = Marked(network.Origin.Source ?? "a network from elsewhere"),
        K = dataset.K,
        N = dataset.N,
        Seed = seed,
        Maker = NetworkOrigin.ThisMaker,
    };

    private static string Marked(string text) => text.EndsWith(Mark, StringComparison.Ordinal) ? text : text + Mark;
}
