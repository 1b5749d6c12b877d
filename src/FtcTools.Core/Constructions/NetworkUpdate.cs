using FtcTools.Constructions.Polytopes;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>
/// Adds edits to a network that was built, changes or withdraws them, and leaves the rest of it alone. Units that answer where another
/// answer is wanted are taken out; what is then missing is built as a network of its own, zero to the last bit at every other sample, and
/// put beside. At a sample whose unit stays only zeros are added: in any order of summation behind the first layer, whose rows do not
/// change, its answer is the same to the last bit. Where nothing is edited it is zero, before and after. A radius that the network was
/// built for is certified anew, with <see cref="DesignOptions.Pretrained"/> for the class itself: a unit that does not outweigh all that
/// the model can answer there counts as one that answers wrongly.
/// </summary>
public static class NetworkUpdate
{
    private const string Mark = " (updated)";

    /// <summary>The network for a dataset, made from one that was built for much the same samples.</summary>
    /// <param name="options">
    /// How to build what is missing: its number of layers and <see cref="DesignOptions.Untouched"/> are not used.
    /// </param>
    /// <exception cref="FtcException">
    /// FTC0043: model and samples do not go together; FTC0031: the network's units cannot stand beside others; FTC0033: it does not fit the
    /// dataset; FTC0036: what is missing, or the whole, does not verify.
    /// </exception>
    public static Network Apply(Network network, Dataset dataset, DesignOptions options, IProgress<string>? progress = null,
        CancellationToken cancellation = default) =>
        Apply(network, dataset, options, anew: false, progress, cancellation);

    /// <summary>
    /// The same, or all of it built anew where that takes fewer neurons: with the same promises, proven likewise, but edits that were kept
    /// may have their answers from other units.
    /// </summary>
    /// <exception cref="FtcException">
    /// As <see cref="Apply(Network, Dataset, DesignOptions, IProgress{string}?, CancellationToken)"/>.
    /// </exception>
    public static Network Compact(Network network, Dataset dataset, DesignOptions options, IProgress<string>? progress = null,
        CancellationToken cancellation = default)
    {
        options = options.Begun();
        var updated = Apply(network, dataset, options, progress, cancellation);
        progress?.Report("all of it anew");
        try
        {
            var fresh = Apply(network, dataset, options, anew: true, progress, cancellation);
            return fresh.Neurons < updated.Neurons ? fresh : updated;
        }
        catch (FtcException) when (options.Left <= TimeSpan.Zero)
        {
            // What stands is as right, and there is no time for less of it.
            return updated;
        }
    }

    /// <summary>
    /// Neurons that a fresh network takes where its edits hold at the samples alone, about: three for up to d edits of one value or, with
    /// one output, of any; null where edits hold in neighbourhoods, of which nothing is known beforehand.
    /// </summary>
    public static int? FreshNeurons(Network network, Dataset dataset) => !BallOf(network, dataset, default).IsPoint ? null
        : dataset.Outputs == 1 ? 3 * Integers.CeilingOfQuotient(dataset.N, dataset.Inputs)
        : Slabs.Slabs.LikelyNeurons(dataset);

    private static Network Apply(Network network, Dataset dataset, DesignOptions options, bool anew, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        network.MustFit(dataset);
        options = options.Begun();
        var given = dataset;
        if (options.Pretrained is { } model)
            dataset = Design.InTime(options, limited => RequiredLifts.Predicted(given, model, limited), cancellation);
        return EnclosingEdits.Within(Design.InTime(options, limited => BallOf(network, dataset, limited), cancellation),
            ball => Apply(network, dataset, ball, options, anew, progress, cancellation),
            ball => Design.InTime(options, limited => EnclosingEdits.Apart(dataset, ball, limited), cancellation));
    }

    private static Network Apply(Network network, Dataset dataset, Ball ball, DesignOptions options, bool anew, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        var (model, before) = (options.Pretrained, options.Left);
        options = options with { Layers = [3], Untouched = Untouched.Exact, MeetExactly = true, Radius = 0, Reach = 0, Norm = ball.Norm,
            Pretrained = null };
        var (kept, missing) = Design.InTime(options, Begin, cancellation);
        // The whole is proven as what is kept was looked through.
        var sum = missing.N == 0 ? kept : Composition.Sum(kept,
            Design.Build(missing, ball, options with { Kept = before - options.Left }, progress, cancellation).Network);
        progress?.Report("the whole");
        return Design.InTime(options, limited => Proven(sum, limited), cancellation);

        (Network Kept, Dataset Missing) Begin(CancellationToken limited)
        {
            if (model is not null) dataset = RequiredLifts.Over(dataset, model, ball, limited);
            var kept = anew ? NetworkBuilder.Nothing(network.Inputs, network.Outputs, 3)
                : Keep(Open(network), dataset, Outweighs, limited);
            if (!ball.IsPoint && kept.Neurons > 0) kept = KeepApart(kept, dataset, ball, limited);
            MustBeZeroOffItsEdits(kept, dataset, limited);
            progress?.Report("what is missing");
            var missing = Missing(kept, dataset, limited);
            return (kept, model is null ? missing : RequiredLifts.Over(missing, model, ball, limited));
        }

        Network Proven(Network sum, CancellationToken limited)
        {
            var updated = new Network(sum.Layers,
                Origin(network, dataset, ball, options.Seed) with { Model = model?.Hash, Precision = options.Precision }, dataset);
            var whole = new Problem(dataset).Within(ball);
            foreach (var precision in new[] { Arithmetic.Exact, options.Precision }.Distinct())
            {
                if (Design.Fault(updated, whole, options with { Precision = precision }, limited) is { } fault)
                    throw new FtcException(Codes.NothingVerifies,
                        $"the updated network does not verify: {fault}. Build it anew, or try another -Seed.");
            }
            if (model is not null) Design.MustOutweigh(updated, dataset, model, ball, options.Precision, limited);
            return updated;
        }

        // Whether an edit holds with all that the model can answer around it.
        Func<int, bool> Outweighs(Network of)
        {
            if (model is null) return _ => true;
            ArgmaxRadius[] each = [.. new[] { Arithmetic.Exact, options.Precision }.Distinct()
                .Select(arithmetic => new ArgmaxRadius(of, dataset, model, ball.Norm, arithmetic))];
            return i => dataset.Residual(i) is null || each.All(argmax => argmax.Holds(i, ball.At(i)));
        }
    }

    // What the network was built to hold within; an edit of another construction is certified where it happens to be, and not kept so.
    private static Ball BallOf(Network network, Dataset dataset, CancellationToken cancellation) => network.Origin switch
    {
        { Method: { } method } when !Catalogue.All.Any(c => c.CertifiesRadius
            && method.Replace(Mark, "", StringComparison.Ordinal) == c.Name) => Ball.Point,
        { Method: null } => Ball.Point,
        { Reach: > 0 and var share, Norm: var norm } =>
            Reach.Ball(dataset, share, norm ?? Norm.Infinity, dataset.FeatureTensor?.LeastRadius ?? 0, cancellation),
        { Radius: > 0 and var radius, Norm: var norm } => new(radius, norm ?? Norm.Infinity),
        _ => Ball.Point,
    };

    // The network with hidden layers to put units beside.
    private static Network Open(Network network)
    {
        var outputs = network.Layers[^1];
        if (network.Neurons == 0
            && Enumerable.Range(0, outputs.Neurons).All(o =>
                outputs.Bias(o).IsZero && !outputs.Weights(o).ContainsAnyExcept(Rational.Zero)))
            return NetworkBuilder.Nothing(network.Inputs, network.Outputs, 3);
        if (network.Layers.Count != 3)
        {
            throw new FtcException(Codes.Condition,
                $"units of 3 layers are put beside those of the network, and {Name(network)} has {network.Layers.Count}: update one of 3 layers, such as -Untouched Exact builds.");
        }
        if (Catalogue.MeetsWithinRounding(network))
            throw new FtcException(Codes.Condition,
                $"{Name(network)} meets its edits within rounding, and what is kept must be exact: update one that -Precision Exact builds.");
        return network.Layers.SkipLast(1).All(layer => layer.Activation == Activation.Relu) ? network
            : throw new FtcException(Codes.Condition,
                $"ReLUs are put beside the network's units, and {Name(network)} has others: update one of ReLUs, such as -Untouched Exact builds.");
    }

    // Without the units that answer wrongly. A unit that must be mended is not: it and another would then answer together, in some order.
    private static Network Keep(Network network, Dataset dataset, Func<Network, Func<int, bool>> outweighs, CancellationToken cancellation)
    {
        var holds = outweighs(network);
        var wrong = Outputs(network, dataset, _ => true, cancellation)
            .Where(entry => entry.G.Any(y => !y.IsZero) && !(IsServed(dataset, entry.Sample, entry.G) && holds(entry.Sample)))
            .Select(entry => entry.Sample).ToHashSet();
        if (wrong.Count == 0) return network;
        var answering = new HashSet<int>();
        foreach (var (_, units) in Outputs(Composition.Units(network), dataset, wrong.Contains, cancellation))
            answering.UnionWith(Enumerable.Range(0, units.Length).Where(unit => !units[unit].IsZero));
        return Composition.Without(network, answering);
    }

    // Without the units that change within the ball of a sample, and those of edits whose balls meet that of an edit to be built: such
    // edits share a unit.
    private static Network KeepApart(Network network, Dataset dataset, Ball ball, CancellationToken cancellation)
    {
        var changing = new HashSet<int>();
        var units = Enclosure.OfRounded(new RoundedNetwork<float>(Composition.Units(network)));
        var room = units.NewScratch();
        for (var i = 0; i < dataset.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            units.Evaluate(dataset.Row(i), room, ball.At(i), ball.Norm);
            var (middles, radii) = (room.Middles[^1], room.Radii[^1]);
            changing.UnionWith(Enumerable.Range(0, middles.Length)
                .Where(u => radii[u] > 0 || (middles[u] != 0 && dataset.Residual(i) is null)));
        }
        if (changing.Count > 0) network = Composition.Without(network, changing);
        var difference = new double[dataset.Inputs];
        while (network.Neurons > 0)
        {
            var served = Outputs(network, dataset, i => dataset.Residual(i) is not null, cancellation)
                .Where(entry => IsServed(dataset, entry.Sample, entry.G)).Select(entry => entry.Sample).ToHashSet();
            var missing = dataset.Edited.Where(i => !served.Contains(i)).ToArray();
            var near = served.Where(i => missing.Any(j => Meet(i, j))).ToHashSet();
            if (near.Count == 0) return network;
            var answering = Outputs(Composition.Units(network), dataset, near.Contains, cancellation)
                .SelectMany(entry => Enumerable.Range(0, entry.G.Length).Where(unit => !entry.G[unit].IsZero)).ToHashSet();
            network = Composition.Without(network, answering);
        }
        return network;

        bool Meet(int i, int j)
        {
            cancellation.ThrowIfCancellationRequested();
            return Separation.Meet(dataset, ball, i, j, difference);
        }
    }

    private static void MustBeZeroOffItsEdits(Network network, Dataset dataset, CancellationToken cancellation)
    {
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Float64, Arithmetic.Float32])
        {
            var touched = Verifier.VerifyAnswers(network, dataset, arithmetic, cancellation).Touched;
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
        foreach (var (i, g) in Outputs(network, dataset, _ => true, cancellation)) missing[i] =
            [.. g.Select((y, o) => dataset.Residual(i, o) - y)];
        return dataset.With(i => missing[i]);
    }

    private static IEnumerable<(int Sample, Rational[] G)> Outputs(Network network, Dataset dataset, Func<int, bool> wanted,
        CancellationToken cancellation)
    {
        var g = new ExactFunction(network, cancellation).NewWorker();
        for (var i = 0; i < dataset.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (wanted(i)) yield return (i, g(dataset.Row(i)).ToArray());
        }
    }

    private static string Name(Network network) => network.Origin.Method is { } method ? $"the network of method {method}" : "the network";

    private static NetworkOrigin Origin(Network network, Dataset dataset, Ball ball, int seed) => new()
    {
        Method = Marked(network.Origin.Method ?? "network"),
        Source = Marked(network.Origin.Source ?? "a network from elsewhere"),
        K = dataset.K,
        N = dataset.N,
        Seed = seed,
        Radius = !ball.IsPoint ? ball.Radius : network.Origin.Norm is null ? null : 0,
        Reach = ball.Share,
        Radii = ball.Share is null ? null : [.. dataset.Edited.Select(ball.At)],
        Norm = network.Origin.Norm,
        Until = network.Origin.Until,
        Maker = NetworkOrigin.ThisMaker,
    };

    private static string Marked(string text) => text.EndsWith(Mark, StringComparison.Ordinal) ? text : text + Mark;
}
