using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>
/// `Auto`: the fewest neurons that verify. What is cheap is tried first, by what it promises, at equal neurons those first that meet z
/// exactly and leave the untouched exact; what is costly only where it promises fewer neurons than stand, and hardly what is hopeless while
/// anything stands. A construction that keeps less than it promised leaves the field open to the next. Costs are estimated before anything
/// is built.
/// </summary>
internal sealed class AutoSearch(Problem problem, DesignOptions options, IProgress<string>? progress, CancellationToken cancellation)
{
    // Products of numbers: a second or two; what is over in a moment; and what may be spent where next to no neurons are expected instead
    // of those that stand, which is more within a radius: slabs are the quicker ones there, and polytopes at times half as many neurons.
    private const double Cheap = 5e9, Moment = 1e8, WorthwhileAtPoints = 2e10, WorthwhileWithinBalls = 2e11;

    // The share of the time limit that one attempt may take while another network stands.
    private const double ShareToImprove = 0.1;

    // What a last resort is likely to take, built and proven, is kept for it: so many products a second and processor, and no less than the
    // least. Nothing is kept where that is more than this share of the time limit, which would not be enough. The least is less within a
    // radius, where polytopes take long and end with far fewer neurons.
    private const double ShareOfLastResort = 0.7, ShareWithinBalls = 0.2, ProductsOfLastResort = 1e9;
    private static readonly TimeSpan s_leastKept = TimeSpan.FromSeconds(5);

    // After it has been told that there is enough, a construction is given so long to hand over what it has.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private static readonly int[] s_shallow = [2, 3];

    private const string TimeOver = "the time limit was reached";

    private readonly List<Attempt> _attempts = [];
    private readonly PriorityQueue<Candidate, (int Tier, int Neurons, bool Rounds, bool Touches, double Cost, int Order)> _queue = new();
    private Network? _best;
    private (Attempt Attempt, Fault Fault)? _nearest;
    private TimeSpan _kept;
    private bool _more; // beside those in the queue
    private int _order;

    // A construction and the versions of the problem left to try, the one of fewest neurons first.
    private sealed record Candidate(Construction Construction, double Cost, IReadOnlyList<(Problem Problem, int Neurons)> Versions)
    {
        // About how many neurons it ends with.
        public int Expected => Construction.Expected(Versions[0].Problem, Versions[0].Neurons);
    }

    private double Worthwhile => problem.Ball.IsPoint ? WorthwhileAtPoints : WorthwhileWithinBalls;

    private TimeSpan Left => options.Left - _kept;

    /// <exception cref="FtcException">FTC0036: nothing verifies.</exception>
    public DesignResult Run()
    {
        var asked = options.Layers ?? s_shallow;
        var (costly, lastResorts) =
            (new List<(Construction Construction, Problem Problem, double Cost)>(),
                new List<(Construction Construction, Problem Problem, double Cost)>());
        foreach (var (construction, layers) in Catalogue.All.Where(construction => !construction.ByNameOnly)
            .SelectMany(construction => construction.For(asked)))
        {
            var deep = problem.WithLayers(layers);
            if (!construction.Competes(deep)) continue;
            if (Unfit(construction, deep) is { } reason) _attempts.Add(new(construction.Name, layers, null, reason));
            else if (construction.IsLastResort) lastResorts.Add((construction, deep, construction.Cost(deep)));
            else if (construction.Cost(deep) is var cost && cost <= Cheap) Add(construction, deep, cost);
            else costly.Add((construction, deep, cost));
        }
        if (lastResorts.Count > 0) _kept = Kept(lastResorts.Sum(entry => entry.Cost));
        _more = costly.Count > 0;
        TryAll();
        _more = false;
        foreach (var (construction, deep, cost) in costly.OrderBy(entry => entry.Cost))
        {
            if (_best is not null && cost > Worthwhile)
                _attempts.Add(new(construction.Name, construction.LayersFor(deep), null, TooLong(cost)));
            else Add(construction, deep, cost);
        }
        TryAll();
        _kept = TimeSpan.Zero;
        if (_best is null)
        {
            foreach (var (construction, deep, cost) in lastResorts) Add(construction, deep, cost);
            TryAll();
        }
        return _best is not null ? new(_best, _attempts) : throw Nothing(asked);
    }

    // The time that is kept for last resorts of a cost.
    private TimeSpan Kept(double cost)
    {
        var limit = options.TimeLimit.TotalSeconds;
        var least = Math.Min(s_leastKept.TotalSeconds, limit * (problem.Ball.IsPoint ? ShareOfLastResort : ShareWithinBalls));
        var likely = cost / (ProductsOfLastResort * Environment.ProcessorCount);
        return likely > ShareOfLastResort * limit ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(likely, least));
    }

    // Of units that are to end near their edits, where no room around these is asked for, those that can.
    private static readonly Slabs.Slabs s_slabs = new();

    private static string TooLong(double cost) => FormattableString.Invariant($"would take long: about {cost:0e0} products of numbers");

    private string? Unfit(Construction construction, Problem deep) =>
        Design.Uncertified(construction, deep.Ball) is { } lacking ? lacking
        : deep.Ball is { EndsNear: true, Share: null } && construction is not Slabs.Slabs && s_slabs.Competes(deep)
        ? "answers at more of the inputs beside its edits"
        : options.Untouched == Untouched.Exact && !construction.LeavesUntouchedExact(deep)
        ? "untouched samples are not zero to the last bit"
        : (options.MeetExactly || options.Precision == Arithmetic.Exact) && construction.MeetsWithinRounding
        ? "meets z within rounding only"
        : null;

    // What a construction promises is itself to be had within the time limit.
    private void Add(Construction construction, Problem deep, double cost)
    {
        using var limit = Design.After(Left / 2);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var (reason, versions) = Design.Within<(string?, IReadOnlyList<(Problem, int)>)>(
                deep, () => construction.Refusal(deep) is { } refusal ? (refusal, [])
                    : (null, construction.ByNeurons(deep, either.Token)), either.Token);
            if (reason is not null) _attempts.Add(new(construction.Name, construction.LayersFor(deep), null, reason));
            else Add(new(construction, cost, versions));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _attempts.Add(new(construction.Name, construction.LayersFor(deep), null, TimeOver));
        }
    }

    private void Add(Candidate candidate)
    {
        var version = candidate.Versions[0].Problem;
        var tier = candidate.Cost <= Cheap ? 0 : (int)Math.Log10(candidate.Cost);
        _queue.Enqueue(candidate,
            (tier, candidate.Expected, candidate.Construction.MeetsWithinRounding, !candidate.Construction.LeavesUntouchedExact(version),
                candidate.Cost, _order++));
    }

    private void TryAll()
    {
        while (_queue.TryDequeue(out var candidate, out _)) Try(candidate);
    }

    private void Try(Candidate candidate)
    {
        var (construction, (version, neurons)) = (candidate.Construction, candidate.Versions[0]);
        var layers = construction.LayersFor(version);
        if (_best is not null && neurons >= _best.Neurons)
        {
            _attempts.Add(new(construction.Name, layers, neurons, "not fewer neurons"));
            return;
        }
        if (_best is not null && candidate.Cost > Math.Max(Moment, Worthwhile * (1 - (double)candidate.Expected / _best.Neurons)))
        {
            _attempts.Add(new(construction.Name, layers, neurons, candidate.Expected >= _best.Neurons
                ? $"about {candidate.Expected} neurons are expected" : TooLong(candidate.Cost)));
            return;
        }
        if (Left <= TimeSpan.Zero)
        {
            _attempts.Add(new(construction.Name, layers, neurons, TimeOver));
            return;
        }
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(construction.Name);
        var (network, fault) = Build(construction, version);
        if (network is null)
        {
            _attempts.Add(new(construction.Name, layers, neurons, fault!.Text));
            return;
        }
        var fewer = _best is null || network.Neurons < _best.Neurons;
        var attempt = new Attempt(construction.Name, layers, network.Neurons, fault?.Text ?? (fewer ? "verified" : "not fewer neurons"));
        _attempts.Add(attempt);
        if (fault is null)
        {
            if (fewer) _best = network;
            return;
        }
        if (_nearest is null || fault.Samples < _nearest.Value.Fault.Samples) _nearest = (attempt, fault);
        if (SmallerWeights(construction, version, neurons) is { } versions) Add(candidate with { Versions = versions });
        else if (candidate.Versions.Count > 1) Add(candidate with { Versions = [.. candidate.Versions.Skip(1)] });
    }

    // The next version that spends more neurons on smaller weights; null where there is none, or no time to know it. One of as many neurons
    // is the same again.
    private IReadOnlyList<(Problem Problem, int Neurons)>? SmallerWeights(Construction construction, Problem version, int neurons)
    {
        using var limit = Design.After(Left / 2);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return Design.Within(version, () => Next(either.Token), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }

        IReadOnlyList<(Problem Problem, int Neurons)>? Next(CancellationToken limited)
        {
            for (var smaller = version.SmallerWeights + 1; smaller <= construction.SmallerWeightsTaken; smaller++)
            {
                limited.ThrowIfCancellationRequested();
                var versions = construction.ByNeurons(version.With(smaller), limited);
                if (versions[0].Neurons > neurons) return versions;
            }
            return null;
        }
    }

    // No construction takes more than half of what is left while another may still do; where it can end with what it has, it gets half of
    // the rest for that, and all of it where its pace says that it will be ready.
    private (Network? Network, Fault? Fault) Build(Construction construction, Problem version)
    {
        var last = _best is null && _queue.Count == 0 && !_more;
        var left = Left;
        // What is kept for last resorts is theirs: before them it hands over what it has within its own time.
        var allowed = !last || (_kept > TimeSpan.Zero && left < 2 * s_grace) ? left / 2 : _kept > TimeSpan.Zero ? left - s_grace : left;
        if (_best is not null && options.TimeLimit * ShareToImprove is var share && share < allowed) allowed = share;
        var over = !last ? allowed + (_best is null ? (left - allowed) / 2 : TimeSpan.Zero)
            : _kept > TimeSpan.Zero ? left : allowed + s_grace;
        var served = new Served();
        using var allowance = new Allowance(allowed, over, _best is null && !last ? left : over, served, problem.N);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, allowance.Over);
        try
        {
            return Design.Within<(Network?, Fault?)>(problem, () =>
            {
                var network = construction.Build(version.Until(served, allowance.Enough), either.Token);
                return (network, Design.Fault(network, problem, options, either.Token));
            }, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, new(int.MaxValue, last ? TimeOver : "took more than its part of the time left"));
        }
        catch (FtcException e) when (e.Code is Codes.NoSlab)
        {
            return (null, new(int.MaxValue, e.Message));
        }
    }

    private FtcException Nothing(IReadOnlyList<int> asked)
    {
        if (_attempts.Count == 0)
            return new(Codes.NothingVerifies,
                $"no construction builds {string.Join(", ", asked)} layers; valid are {Catalogue.All.Min(c => c.Layers)} to {Construction.Deepest}.");
        var nearest = _nearest is var (attempt, fault) ? $"{attempt.Method} with {attempt.Neurons} neurons comes nearest: {fault}"
            : "none had a network";
        var change = Left <= TimeSpan.Zero || _attempts.Exists(a => a.Outcome == TimeOver)
            ? $"Allow more time than {Text.Of(Math.Round(options.TimeLimit.TotalSeconds, 1))} s"
            : options.Radius > 0 ? "Ask for a smaller radius"
            : options.Reach > 0 ? "Ask for a smaller reach"
            : options.Precision != Arithmetic.Exact ? "Ask for -Precision Exact" : "Allow other numbers of layers";
        return new FtcException(
            Codes.NothingVerifies, $"no construction verifies in {options.Precision}{(options.Untouched == Untouched.Exact ? " and leaves untouched samples exact" : "")}; {nearest}. {change}, or try another -Seed{(options.Untouched == Untouched.Exact ? " or -Untouched Any" : "")}.")
        {
            Details = [.. _attempts.Select(a => a.ToString())],
        };
    }
}
