using System.Diagnostics;
using FtcTools.Constructions.Polytopes;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>What is asked of g at the samples that are not edited.</summary>
public enum Untouched
{
    /// <summary>Zero, within the tolerance of the arithmetic.</summary>
    Any,

    /// <summary>Zero to the last bit in float64 and float32, so that f + g is f there.</summary>
    Exact,
}

/// <summary>What to build.</summary>
public sealed record DesignOptions : IBuildRequest
{
    /// <summary>Numbers of layers allowed; null for 2 and 3 or, with a construction's name, its fewest.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>
    /// A construction's name, with the fewest layers allowed, or `Auto`: the fewest neurons that verify in <see cref="Precision"/>.
    /// </summary>
    public string Method { get; init; } = Design.Auto;

    /// <summary>The arithmetic in which `Auto` must verify.</summary>
    public Arithmetic Precision { get; init; } = Arithmetic.Float64;

    /// <summary>Whether `Auto` must meet z as rational numbers, whatever the <see cref="Precision"/>.</summary>
    internal bool MeetExactly { get; init; }

    /// <summary>What is asked of g at the samples that are not edited.</summary>
    public Untouched Untouched { get; init; }

    /// <summary>
    /// Edits hold for every input within this of an edited sample, and every input within it of any other sample is untouched; 0: the
    /// samples alone.
    /// </summary>
    public double Radius { get; init; }

    /// <summary>
    /// Instead of one <see cref="Radius"/>: a share, from 0 to below 1, of the room that each sample has. That is half the distance of an
    /// edited sample to the nearest sample of another residual, and half that of any other to the nearest edited one. 0: the samples alone.
    /// </summary>
    public double Reach { get; init; }

    /// <summary>
    /// Whether units between parallel hyperplanes end as near behind their edits as rounding allows, and are crossed by a second pair
    /// through the same edits, for two neurons more. Others have fewer neurons, and answer at more of the inputs that nobody listed.
    /// </summary>
    public bool EndsNear { get; init; }

    /// <summary>How <see cref="Radius"/> and what <see cref="Reach"/> is a share of are measured.</summary>
    public Norm Norm { get; init; }

    /// <summary>
    /// The frozen model of a classification: edits then lift the right output above whatever the model's outputs can be within
    /// <see cref="Radius"/> of an edited sample, so that the class itself is certified there. Null to take them as at the sample.
    /// </summary>
    public IFrozenModel? Pretrained { get; init; }

    /// <summary>
    /// A construction by name ends within this, with the best network that it has by then or with FTC0053. `Auto` ends within it, too, with
    /// the best network so far or with FTC0036, and gives no construction more than half of what is left while another may do.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Runs from the moment from which <see cref="TimeLimit"/> counts; null before it.</summary>
    internal Stopwatch? Clock { get; init; }

    internal bool IsAuto => Method.Equals(Design.Auto, StringComparison.OrdinalIgnoreCase);

    /// <summary>What of <see cref="TimeLimit"/> is kept for the proof of what is built together with what it stands beside.</summary>
    internal TimeSpan Kept { get; init; }

    /// <summary>What is left of <see cref="TimeLimit"/>.</summary>
    internal TimeSpan Left => TimeLimit - Kept - (Clock?.Elapsed ?? TimeSpan.Zero);

    /// <summary>The same, with <see cref="TimeLimit"/> counted from now on, unless it is counted already.</summary>
    internal DesignOptions Begun() => Clock is null ? this with { Clock = Stopwatch.StartNew() } : this;

    /// <summary>The same, within a time limit of its own that counts from now on.</summary>
    internal DesignOptions Within(TimeSpan limit) => this with { TimeLimit = limit, Clock = Stopwatch.StartNew() };

    /// <summary>
    /// These options with what ships where nobody says otherwise. Samples with a model's answers: untouched ones exact, where `Auto` may
    /// build three layers, and the arithmetic of the model, float64 where no model is at hand. Others: float64 and its tolerance.
    /// </summary>
    /// <param name="precision">What was asked for; null where nobody did.</param>
    /// <param name="untouched">What was asked for; null where nobody did.</param>
    public DesignOptions Shipping(Dataset dataset, Arithmetic? precision, Untouched? untouched) => this with
    {
        Precision = precision ?? Pretrained?.Arithmetic ?? dataset.AnsweredIn ?? Arithmetic.Float64,
        Untouched = untouched ?? (dataset.HasPredictions && IsAuto
            && Layers?.Any(layers => layers >= 3) != false ? Untouched.Exact : Untouched.Any),
    };

    /// <summary>The seed of random directions and groups.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// How many random directions a construction along a line tries: it takes the one with the fewest neurons. They have the seeds from
    /// <see cref="Seed"/> on.
    /// </summary>
    public int Projections { get; init; } = 1;

    /// <summary>The most neurons of each hidden layer, for a construction by name that takes them; null for its own choice.</summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>
    /// The most bits of a number that holds several labels, for a construction by name that takes them; null for its own choice.
    /// </summary>
    public int? Bits { get; init; }

    /// <summary>
    /// From 0, the fewest neurons, to 12: more neurons for smaller weights and so less rounding, for a construction by name that has the
    /// choice; null for 0. `Auto` finds the least that verifies.
    /// </summary>
    public int? SmallerWeights { get; init; }
}

/// <summary>One construction that was considered, and what became of it.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Layers">The layers of its networks.</param>
/// <param name="Neurons">For the samples at hand; null where it does not apply.</param>
/// <param name="Outcome">Chosen, or why not.</param>
public sealed record Attempt(string Method, int Layers, int? Neurons, string Outcome);

/// <summary>A network and how it was chosen.</summary>
public sealed record DesignResult(Network Network, IReadOnlyList<Attempt> Attempts);

/// <summary>Chooses a construction and builds it.</summary>
public static class Design
{
    public const string Auto = "Auto";

    /// <summary>Builds a side network for a dataset.</summary>
    /// <param name="progress">Gets the name of each construction that is tried.</param>
    /// <exception cref="FtcException">
    /// FTC0030 unknown method; FTC0031 its condition does not hold, or its number of layers is not among those allowed; FTC0036 nothing
    /// verifies; FTC0050, FTC0051 edits cannot hold within the radius; FTC0053 a construction by name had no network within the time limit.
    /// </exception>
    public static DesignResult Build(Dataset dataset, DesignOptions options, IProgress<string>? progress = null,
        CancellationToken cancellation = default) =>
        BuildFrom(dataset, null, options, progress, cancellation);

    /// <summary>The same in passes over the samples, wherever they are.</summary>
    /// <param name="samples">Null to choose.</param>
    internal static DesignResult BuildFrom(Dataset dataset, SampleSource? samples, DesignOptions options, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        using var keeper = MemoryKeeper.Within(dataset.MemoryLimit);
        var (tensor, begun) = (dataset.FeatureTensor, options.Begun());
        var result = tensor is null || options.Reach > 0 ? Choose(dataset, samples, begun, progress, cancellation)
            : WidestRadius.Of(Covering(tensor, options.Radius), begun.Left, (radius, limit) =>
                Choose(dataset, samples, (begun with { Radius = radius }).Within(limit), progress, cancellation));
        var origin = result.Network.Origin with { Precision = options.Precision, Model = options.Pretrained?.Hash, At = tensor?.Name };
        return result with { Network = result.Network.With(origin, result.Network.Dataset).With(options with { Clock = null }) };
    }

    // Features that a runtime computes are not the same bits everywhere: edits hold within what was measured.
    private static IEnumerable<double> Covering(FeatureTensor tensor, double radius)
    {
        if (radius == 0) return tensor.Radii;
        return radius >= tensor.Noise ? [radius]
            : throw new FtcException(Codes.Argument,
                $"the radius is {Text.Of(radius)}, and what the model computes in '{tensor.Name}' moves by {Text.Of(tensor.Noise)} between settings of its runtime; valid are radii from that on, {Text.Of(tensor.Radius)} by default.");
    }

    private static DesignResult Choose(Dataset dataset, SampleSource? samples, DesignOptions options, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        if (options.Widths is { } widths && widths.Any(width => width < 1))
            throw new FtcException(Codes.Argument, $"a width of {widths.Min()}: valid is 1 or more.");
        if (options.Bits < 1) throw new FtcException(Codes.Argument, $"{options.Bits} bits: valid is 1 or more.");
        if (options.SmallerWeights is < 0 or > Construction.MostSmallerWeights)
            throw new FtcException(Codes.Argument,
                $"smaller weights of {options.SmallerWeights}: valid is 0, the fewest neurons, to {Construction.MostSmallerWeights}, the smallest weights.");
        if (options is { Reach: not 0, Radius: not 0 })
            throw new FtcException(Codes.Argument,
                $"a radius of {Text.Of(options.Radius)} and a reach of {Text.Of(options.Reach)} are asked for; give one radius for all edits, or the share of its own room that each gets.");
        if ((samples ?? dataset.Stored) is { } passed) return BuildInPasses(dataset, passed, options, progress, cancellation);
        var (tensor, given) = (dataset.FeatureTensor, dataset);
        dataset = InTime(options, limited => options.Pretrained is { } model ? RequiredLifts.Predicted(given, model, limited) : given,
            cancellation);
        var ball = options.Reach == 0 ? new Ball(options.Radius, options.Norm)
            : InTime(options, limited => Reach.Ball(dataset, options.Reach, options.Norm, tensor?.LeastRadius ?? 0, limited), cancellation);
        if (WorkingSetRules.Pays(dataset, options))
            return BuildInPasses(dataset, ball, options, progress, cancellation);
        return EnclosingEdits.Within(ball with { EndsNear = options.EndsNear },
            within => Build(dataset, within, options, progress, cancellation),
            around => InTime(options, limited => EnclosingEdits.Apart(dataset, around, limited), cancellation));
    }

    /// <summary>What must be known before anything is built, or proven behind it, within the time limit.</summary>
    /// <exception cref="FtcException">FTC0036, FTC0053: it took longer.</exception>
    internal static T InTime<T>(DesignOptions options, Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        using var limit = After(options.Left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return work(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw options.IsAuto
                ? new FtcException(Codes.NothingVerifies,
                    $"nothing was proven when the time limit of {Seconds(options)} s was reached. Allow more time.")
                : NoNetwork(options);
        }
    }

    private static FtcException NoNetwork(DesignOptions options) =>
        new(Codes.TimeLimit,
            $"{options.Method} had no network when the time limit of {Seconds(options)} s was reached. Allow more time, or ask for another method.");

    private static string Seconds(DesignOptions options) => Text.Of(Math.Round(options.TimeLimit.TotalSeconds, 3));

    private static DesignResult BuildInPasses(Dataset dataset, SampleSource samples, DesignOptions options, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        if (!WorkingSetRules.Takes(options))
            throw new FtcException(dataset.OnDisk ? Codes.OnDisk : Codes.Argument,
                $"samples {(dataset.OnDisk ? "that stay on disk" : "in shards")} are looked at in passes: valid are three layers by Auto, {string.Join(", ", WorkingSetRules.Named(new()).Select(construction => construction.Name))}, with a radius or without; a reach, a model at hand, widths, bits and smaller weights need all samples in one memory. {(dataset.OnDisk ? "Allow more of it" : "Build it without shards")}.");
        if (samples.N == 0)
            return new(NetworkBuilder.Nothing(samples.Inputs, samples.Outputs, 3)
                .With(new NetworkOrigin { K = samples.K, N = 0, Seed = options.Seed, Maker = NetworkOrigin.ThisMaker }, dataset), []);
        var result = new WorkingSetSearch(samples, options, progress, cancellation).Run();
        return result with { Network = result.Network.For(dataset) };
    }

    // There are so many samples that a construction is shown a few at a time; it gets all at once where that leads to nothing.
    private static DesignResult BuildInPasses(Dataset dataset, Ball ball, DesignOptions options, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        try
        {
            var result = new WorkingSetSearch(new DatasetSource(dataset), options, progress, cancellation).Run();
            return result with { Network = result.Network.For(dataset) };
        }
        catch (FtcException e) when (e.Code is Codes.NothingVerifies)
        {
            return Build(dataset, ball, options, progress, cancellation);
        }
    }

    /// <summary>The same within a ball, instead of the radius or reach of the options.</summary>
    internal static DesignResult Build(Dataset dataset, Ball ball, DesignOptions options, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        if (options.Pretrained is { } model)
        {
            // The proof bounds the model around each edit once more.
            var before = options.Left;
            var lifted = InTime(options, limited => RequiredLifts.Over(dataset, model, ball, limited), cancellation);
            var result = Build(lifted, ball, options with { Pretrained = null, Kept = options.Kept + before - options.Left }, progress,
                cancellation);
            return InTime(options, limited =>
            {
                MustOutweigh(result.Network, lifted, model, ball, options.Precision, limited);
                return result;
            }, cancellation);
        }
        var problem = new Problem(dataset, options.Seed, options.Projections).With(options.Widths, options.Bits)
            .With(options.SmallerWeights ?? 0).Within(ball);
        if (!options.IsAuto) return ByName(problem, options, progress, cancellation);
        if (!ball.IsPoint) MustBePossible(problem, options, cancellation);
        if (options.Widths is not null || options.Bits is not null || options.SmallerWeights is not null)
            throw new FtcException(Codes.OptionNotTaken,
                $"{Auto} chooses by neurons alone; -Widths, -Bits and -SmallerWeights are for a method by name.");
        FeatureRange.MustFit(dataset, options.Precision);
        return new AutoSearch(problem, options, progress, cancellation).Run();
    }

    private static DesignResult ByName(Problem problem, DesignOptions options, IProgress<string>? progress, CancellationToken cancellation)
    {
        using var limit = After(options.Left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        // What has a network by then hands it over.
        using var over = After(options.Left + TimeSpan.FromSeconds(1));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation, over.Token);
        try
        {
            return Within(problem, () => ByName(problem.Until(limit.Token), options, progress, either.Token, cancellation), late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw NoNetwork(options);
        }
    }

    private static DesignResult ByName(Problem problem, DesignOptions options, IProgress<string>? progress, CancellationToken limited,
        CancellationToken cancellation)
    {
        if (!problem.Ball.IsPoint) MustBePossible(problem, limited);
        var construction = Catalogue.Find(options.Method);
        if (Uncertified(construction, problem.Ball) is { } lacking)
            throw new FtcException(Codes.Condition,
                $"{construction.Name} {lacking}; valid are Auto, {string.Join(", ", Catalogue.All.Where(c => Uncertified(c, problem.Ball) is null).Select(c => c.Name))}.");
        progress?.Report(construction.Name);
        if (options.Layers is not null || !construction.LayersFollow)
        {
            // There must be as many widths as there are hidden layers.
            var asked = options.Layers
                ?? [construction is { TakesWidths: true } && construction.MostLayers > construction.Layers && options.Widths is { } given
                    ? given.Count + 1 : construction.Layers];
            var versions = construction.For(asked);
            if (versions.Count == 0) throw construction.WrongLayers(asked);
            (construction, var layers) = versions[0];
            problem = problem.WithLayers(layers);
        }
        var network = construction.Build(construction.Refusal(problem) is null ? construction.ByNeurons(problem, limited)[0].Problem
            : problem, limited);
        // A method by name is right in exact arithmetic, unless it never is.
        var arithmetic = construction.MeetsWithinRounding ? options.Precision : Arithmetic.Exact;
        var fault = options.Untouched == Untouched.Exact
            ? Fault(network, problem, options with { Precision = arithmetic }, cancellation)
            ?? ShortRadius(network, problem, options.Precision, cancellation)
            : ShortRadius(network, problem, Arithmetic.Exact, cancellation);
        if (fault is not null) throw new FtcException(Codes.Condition, $"{construction.Name}: {fault}.");
        return new(network, [new(construction.Name, network.Layers.Count, network.Neurons, "chosen by name")]);
    }

    internal static void MustOutweigh(Network network, Dataset dataset, IFrozenModel model, Ball ball, Arithmetic precision,
        CancellationToken cancellation)
    {
        foreach (var arithmetic in new[] { Arithmetic.Exact, precision }.Distinct())
        {
            var argmax = new ArgmaxRadius(network, dataset, model, ball.Norm, arithmetic);
            if (Array.FindIndex(dataset.Edited, i => !Holds(i)) is >= 0 and var at)
                throw new FtcException(Codes.NothingVerifies,
                    $"the class of sample {dataset.T[at]} is not proven within {ball} in {arithmetic}. Try another -Precision, or a smaller -Radius.");

            bool Holds(int i)
            {
                cancellation.ThrowIfCancellationRequested();
                return argmax.Holds(i, ball.At(i));
            }
        }
    }

    // What of a ball a construction does not certify; null where it does.
    internal static string? Uncertified(Construction construction, Ball ball) => ball.IsPoint ? null
        : !construction.CertifiesRadius ? "certifies no radius"
        : ball.Share is not null && !construction.CertifiesReach ? "certifies one radius for all edits, no reach" : null;

    // The most numbers of a dataset for which whatever looks at no token is over sooner than a thread is started for it.
    private const int Few = 2048;

    // Work on the problem, not waited for once it is cancelled, even where it looks at no token.
    internal static T Within<T>(Problem problem, Func<T> work, CancellationToken cancellation) =>
        (long)problem.K * problem.Inputs <= Few ? work() : Interruptible.Run(work, cancellation);

    // Cancelled after this; at once where there is nothing left.
    internal static CancellationTokenSource After(TimeSpan time)
    {
        var source = new CancellationTokenSource();
        if (time <= TimeSpan.Zero) source.Cancel();
        else if (time < TimeSpan.FromDays(1)) source.CancelAfter(time);
        return source;
    }

    // As far as that is found within the time limit; where it is not, the search says what there was no time for.
    private static void MustBePossible(Problem problem, DesignOptions options, CancellationToken cancellation)
    {
        using var limit = After(options.Left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            MustBePossible(problem, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
        }
    }

    private static void MustBePossible(Problem problem, CancellationToken cancellation)
    {
        problem.FindSeparation(cancellation);
        if (problem.Separation is not { } nearest || nearest.Allows(problem.Ball)) return;
        var (edited, other) = (nearest.Edited + 1, nearest.Other + 1);
        throw new FtcException(Codes.RadiusTooLarge,
            $"edits cannot hold within {problem.Ball}: sample {edited} is edited, sample {other} {(problem.Dataset.Residual(nearest.Other) is null ? "is not" : "is edited differently")}, and their distance is {Text.Of(nearest.Distance)}. Any radius below {Text.Of(nearest.Distance / 2)} is possible.");
    }

    // Why the network will not do; null where it does.
    internal static Fault? Fault(Network network, Problem problem, DesignOptions options, CancellationToken cancellation)
    {
        var dataset = problem.Dataset;
        var report = Verifier.VerifyAnswers(network, dataset, options.Precision, cancellation);
        if (!report.Passed)
            return new(report.Mismatches, $"{report.Mismatches} of {report.K} samples are not proven in {options.Precision}");
        if (ShortRadius(network, problem, options.Precision, cancellation) is { } fault) return fault;
        if (options.Untouched == Untouched.Any) return null;
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Float64, Arithmetic.Float32])
        {
            var touched = (report.Arithmetic == arithmetic ? report
                : Verifier.VerifyAnswers(network, dataset, arithmetic, cancellation)).Touched;
            if (touched > 0) return new(touched, $"{touched} untouched samples are not zero to the last bit in {arithmetic}");
        }
        return null;
    }

    // The samples whose certified radius is below that of their ball, which is not taken on trust from the construction; null where none
    // is.
    private static Fault? ShortRadius(Network network, Problem problem, Arithmetic precision, CancellationToken cancellation)
    {
        var (dataset, ball) = (problem.Dataset, problem.Ball);
        if (ball.IsPoint || dataset.N == 0) return null;
        var certified = UnitRadii.Of(network, dataset, ball.Norm, precision, untilZero: false, cancellation)
            ?? new double[dataset.K];
        int[] few = [.. Enumerable.Range(0, dataset.K).Where(i => certified[i] < ball.At(i))];
        return few.Length == 0 ? null
            : new(few.Length, $"g keeps its word within {Text.Of(certified[few[0]])} of sample {few[0] + 1} in {precision}, where {Text.Of(ball.At(few[0]))} is asked for");
    }
}

/// <summary>Why a network will not do.</summary>
/// <param name="Samples">The samples at which it does not.</param>
internal sealed record Fault(int Samples, string Text)
{
    public override string ToString() => Text;
}
