using FtcTools.Constructions.Slabs;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>
/// Builds a network for more samples than a construction can look at. It is built for the edits and a sample of the others; a pass over all
/// K samples then proves which of its units are zero at every untouched one. Those units stay and are not looked at again. The samples that
/// come into other units join, the edits of these units are built anew, and so on until all edits are served. What stands was proven for
/// all K samples by the passes.
/// </summary>
internal sealed class WorkingSetSearch
{
    // The first samples hold at most this many numbers, for which a construction takes a second or two.
    private const int FirstNumbers = 1 << 21;

    // Within a radius they are at most so many, for each is looked at again and again.
    private const int FirstWithinBalls = 20_000;

    // After a pass, at most this many times as many samples join in all groups together, and FewestJoining in each group where there are
    // very many groups.
    private const int Joining = 3, FewestJoining = 256;

    // Samples also join that are this near to a unit, as a multiple of the distance over which it falls to zero: where the unit moves aside
    // for some samples, it comes to others.
    private const double Near = 8;

    /// <summary>The largest number of rounds.</summary>
    public const int MostRounds = 60;

    // The memory that the process takes without samples; the fraction of the rest that samples may take; the number of copies of their
    // features that are held; and the bytes that each sample takes beside its features.
    private const long Runtime = 150L << 20;
    private const int ShareOfSamples = 2, Copies = 2, BytesBeside = 300;

    private readonly SampleSource _source;
    private readonly DesignOptions _options;
    private readonly IProgress<string>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Ball _ball;
    private readonly Arithmetic[] _arithmetics;
    private readonly SortedDictionary<int, PickedSample> _first = [];
    private readonly int _count;
    private Moments? _whole;
    private readonly float[] _scale;

    /// <param name="firstNumbers">The number of numbers that the first samples hold.</param>
    public WorkingSetSearch(SampleSource source, DesignOptions options, IProgress<string>? progress, CancellationToken cancellation,
        int firstNumbers = FirstNumbers)
    {
        (_source, _options, _progress, _cancellation) = (source, options.Begun(), progress, cancellation);
        _ball = new Ball(options.Radius, options.Norm);
        _arithmetics = [.. (options.Untouched == Untouched.Exact || options.Precision == Arithmetic.Exact
            ? [Arithmetic.Float64, Arithmetic.Float32] : Array.Empty<Arithmetic>()).Append(options.Precision).Distinct()];
        var first = firstNumbers / source.Inputs;
        _count = Math.Max(16, Math.Min(_ball.IsPoint ? first : Math.Min(first, FirstWithinBalls), Fitting(source)));
        _scale = UnitScreen.ScaleOf(source.Edits);
    }

    /// <summary>The number of passes that were made over all samples.</summary>
    public int Passes { get; private set; }

    public int Rounds { get; private set; }

    private TimeSpan Left => _options.Left;

    // The largest number of first samples for which there is memory. Where that is small, the search begins with fewer.
    private static int Fitting(SampleSource source) => source.MemoryLimit is not { } limit ? int.MaxValue
        : (int)Math.Clamp((limit - Runtime) / ShareOfSamples / (Copies * sizeof(double) * source.Inputs + BytesBeside), 0, int.MaxValue);

    /// <exception cref="FtcException">
    /// FTC0036, FTC0053: none verifies, or not within the time limit; FTC0050: the radius is too large.
    /// </exception>
    public DesignResult Run()
    {
        var attempts = new List<Attempt>();
        var name = _options.Method;
        using var limit = Design.After(Left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellation, limit.Token);
        try
        {
            Collect(either.Token);
            foreach (var construction in WorkingSetRules.For(_options,
                new Problem(_source.With([.. _first.Values], _whole), _options.Seed).Within(_ball)).ToArray())
            {
                name = construction.Name;
                try
                {
                    var network = Build(construction, limit.Token, either.Token);
                    attempts.Add(new(construction.Name, 3, network.Neurons,
                        $"verified: {Rounds} rounds, {Passes} passes over {_source.K} samples"));
                    return new(network, attempts);
                }
                catch (FtcException e) when (e.Code is Codes.NoSlab or Codes.NoPolytope or Codes.Condition or Codes.NothingVerifies)
                {
                    attempts.Add(new(construction.Name, 3, null, e.Message));
                }
            }
        }
        catch (OperationCanceledException) when (!_cancellation.IsCancellationRequested)
        {
            throw new FtcException(Codes.TimeLimit,
                $"{name} had no network for all {_source.K} samples when the time limit of {Text.Of(_options.TimeLimit.TotalSeconds)} s was reached, after {Rounds} rounds. Allow more time.");
        }
        throw new FtcException(Codes.NothingVerifies,
            $"no construction has a network for all {_source.K} samples; {(attempts.Count == 0 ? "none of those for many samples applies" : attempts[^1].ToString())}.") { Details = [.. attempts.Select(a => a.ToString())] };
    }

    // Picks a seeded sample of the untouched samples, spread over all of them.
    private void Collect(CancellationToken cancellation)
    {
        var random = new Xoshiro256StarStar(_options.Seed);
        var places = new SortedSet<int>();
        var count = Math.Min(_count, _source.K - _source.N);
        if (count == _source.K - _source.N) places.UnionWith(Enumerable.Range(0, _source.K));
        while (places.Count < count) places.Add(random.Next(_source.K));
        foreach (var sample in _source.Ask(new PickQuestion([.. places]), null, cancellation)) _first.Add(sample.Place, sample);
        Passes++;
        _whole = _first.Count == 0 ? null : Moments.Of([.. _first.Values.Select(sample => sample.Features())], _source.K);
    }

    private Network Build(Construction construction, CancellationToken enough, CancellationToken cancellation)
    {
        var (network, served) = (NetworkBuilder.Nothing(_source.Inputs, _source.Outputs, 3), new HashSet<int>());
        var thin = construction is Slabs.Slabs or Slabs.ValueSlabs;
        var groups = thin ? new EditGroups(_source.Edits, _source.K, Mapped(cancellation), construction, _options.Seed)
            : new EditGroups(_source.N);
        for (Rounds = 0; served.Count < _source.N; Rounds++)
        {
            if (Rounds == MostRounds)
                throw new FtcException(Codes.NothingVerifies, $"{construction.Name} touches other samples still after {Rounds} rounds");
            var batches = groups.Batches;
            var all = batches.SelectMany(batch => batch).ToArray();
            _progress?.Report($"{construction.Name}, round {Rounds + 1}: {served.Count} of {_source.N} edits stand, {all.Length} groups are built, {all.Sum(group => group.TouchingSamples)} samples came in, {all.Sum(group => group.Seen.Count)} were near");
            var built = NetworkBuilder.Nothing(_source.Inputs, _source.Outputs, 3);
            foreach (var batch in batches)
            {
                built = Composition.Sum(built, Build(construction, batch, enough, cancellation));
                // The data of a batch are large, and the heap would hold several of them before the collector looked for what it may free.
                if ((long)_source.K * _source.Inputs >= SampleSource.Many)
                    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
            }
            var question = new TouchingQuestion(built, _scale, GroupOf(built, all), all.Length, _ball, _arithmetics, thin ? Near : 0,
                Math.Max(Joining * _count / all.Length, FewestJoining));
            var touching = _source.Ask(question, null, cancellation);
            Passes++;
            for (var g = 0; g < all.Length; g++)
            {
                all[g].TouchingSamples = touching.CountIn(g);
                foreach (var (_, sample) in touching.Groups[g]) all[g].Seen[sample.Place] = sample;
            }
            (network, served) = Standing(Composition.Sum(network, Composition.Without(built, touching.Touching)), cancellation);
            groups.Serve(served);
        }
        return Finished(construction, network);
    }

    // The edits, mapped so that the cost of a hyperplane through some of them is a squared length.
    private double[][] Mapped(CancellationToken cancellation)
    {
        var data = _source.With([.. _first.Values], _whole);
        var samples = new SlabSamples(data, cancellation);
        var metric = SlabMetric.Of(samples, Precision.Single, _ball);
        return Array.ConvertAll(data.Edited, i => metric.Map(samples.Row(i)));
    }

    // Builds a network for some groups of edits, among the first samples and those that came in or near; other edits are left alone.
    private Network Build(Construction construction, IReadOnlyList<EditGroup> groups, CancellationToken enough,
        CancellationToken cancellation)
    {
        var others = new Dictionary<int, PickedSample>(_first);
        foreach (var (place, sample) in groups.SelectMany(group => group.Seen)) others[place] = sample;
        int[] places = [.. _source.Edited.Concat(others.Keys).Order()];
        var data = _source.Only(_source.With(others.Values, _whole), places, [.. groups.SelectMany(group => group.Edits)]);
        var problem = new Problem(data, _options.Seed).Within(_ball).Until(enough);
        MustBePossible(problem, places, cancellation);
        return construction.Build(problem, cancellation);
    }

    // The group of each unit, which is that of the edits at which it is not zero.
    private int[] GroupOf(Network network, EditGroup[] groups)
    {
        var units = Enclosure.OfRounded(new RoundedNetwork<float>(network));
        var (room, groupOf) = (units.NewScratch(), new int[network.Layers[1].Neurons]);
        for (var g = 0; g < groups.Length; g++)
        {
            foreach (var i in groups[g].Edits)
            {
                units.Evaluate(_source.Edits.Row(i), room);
                for (var u = 0; u < groupOf.Length; u++)
                {
                    if (room.Middles[1][u] != 0 || room.Radii[1][u] != 0) groupOf[u] = g;
                }
            }
        }
        return groupOf;
    }

    // The network without the units that act at edits which it does not get right, and the edits that it gets right.
    private (Network Network, HashSet<int> Served) Standing(Network network, CancellationToken cancellation)
    {
        var edits = _source.Edits;
        while (true)
        {
            var check = Verifier.NewCheck(network, edits, _options.Precision, Verifier.Allowed(edits, _options.Precision, null),
                cancellation).NewWorker();
            var held = _ball.IsPoint ? null
                : UnitRadii.Of(network, edits, _ball.Norm, _options.Precision, untilZero: false, cancellation);
            // Certified radii are rounded down, so a little less than the radius asked for is right, too.
            int[] wrong = [.. Enumerable.Range(0, edits.K).Where(i => IsWrong(i))];
            var units = Enclosure.OfRounded(new RoundedNetwork<float>(Composition.Units(network)));
            var (room, answering) = (units.NewScratch(), new HashSet<int>());
            foreach (var i in wrong)
            {
                units.Evaluate(edits.Row(i), room);
                for (var u = 0; u < network.Layers[1].Neurons; u++)
                {
                    if (room.Middles[1][u] != 0 || room.Radii[1][u] != 0) answering.Add(u);
                }
            }
            if (answering.Count == 0) return (network, [.. Enumerable.Range(0, edits.K).Except(wrong)]);
            network = Composition.Without(network, answering);

            bool IsWrong(int i)
            {
                cancellation.ThrowIfCancellationRequested();
                return !check(i).Right || held?[i] < _ball.Radius * (1 - 1e-9);
            }
        }
    }

    private void MustBePossible(Problem problem, int[] places, CancellationToken cancellation)
    {
        if (_ball.IsPoint) return;
        problem.FindSeparation(cancellation);
        if (problem.Separation is not { } nearest || nearest.Allows(_ball)) return;
        throw new FtcException(Codes.RadiusTooLarge,
            $"edits cannot hold within {_ball}: sample {places[nearest.Edited] + 1} is edited, sample {places[nearest.Other] + 1} is not, or differently, and their distance is {Text.Of(nearest.Distance)}. Any radius that is possible is below {Text.Of(nearest.Distance / 2)}.");
    }

    private Network Finished(Construction construction, Network network) => network.With(new NetworkOrigin
    {
        Method = construction.Name,
        Source = construction.Source,
        K = _source.K,
        N = _source.N,
        Seed = _options.Seed,
        Radius = construction.CertifiesRadius ? _ball.Radius : null,
        Norm = construction.CertifiesRadius ? _ball.Norm : null,
        Maker = NetworkOrigin.ThisMaker,
    }, null);
}
