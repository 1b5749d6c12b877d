using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Searches for a cover with few facets and units. First covers are made at several prices of a sample on the wrong side; then a few units
/// at a time are removed and built anew around what stands, as long as the effort lasts. The result does not depend on the number of
/// threads.
/// </summary>
internal sealed class CoverSearch(SampleBalls balls, int[][][] sets, bool overlap, int seed)
{
    private const int Proposals = 4;

    // The search ends after this many rounds without a smaller cover: one for each EditsARound edits, up to a limit.
    private const int EditsARound = 6;
    private const int MostPatience = 16;

    // In at most this many dimensions a few samples can enclose a unit on all sides, so covers whose units keep all of their samples are
    // tried, too.
    private const int FewDimensions = 8;

    // With more samples times edits times features than this a single price takes long enough, and the values are served side by side: in
    // few dimensions a cover has very many facets.
    private const double Many = 1e9, ManyInFewDimensions = 5e7;
    private const double RateOfMany = 0.03;

    // The prices that are tried for a sample that must be left out, relative to one that may be given up.
    private static readonly double[] s_rates = [0.003, 0.1];
    private static readonly double[] s_wholeRates = [0.03, 0.1];
    private static readonly double[] s_laterRates = [0.01, 0.03, 0.1, 0.3, 1];

    private Cover _best = new([], []);
    private long _spent;

    /// <summary>Runs the search; returns the best cover found.</summary>
    /// <param name="effort">The number of multiplications after which no further round begins.</param>
    /// <param name="enough">Cancelled when the best cover so far will do.</param>
    /// <exception cref="FtcException">FTC0051: no first cover keeps samples that share a unit apart from another sample.</exception>
    public Cover Run(long effort, CancellationToken enough, CancellationToken cancellation)
    {
        Unit[] all = [.. sets.SelectMany((samples, value) => samples.Select(set => new Unit(value, set)))];
        Begin(all, enough, cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, enough);
        try
        {
            Improve(effort, Math.Min(all.Length / EditsARound, MostPatience), either.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Further rounds could only have made the cover smaller.
        }
        return _best;
    }

    private bool Few => balls.Data.Inputs <= FewDimensions;

    // Makes the first covers; where one of them is ready when that is enough, the others are given up.
    private void Begin(Unit[] all, CancellationToken enough, CancellationToken cancellation)
    {
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ready = false;
        using var told = enough.Register(() =>
        {
            if (Volatile.Read(ref ready)) givenUp.Cancel();
        });
        var isMany = (double)balls.Data.K * balls.Data.N * balls.Data.Inputs > (Few ? ManyInFewDimensions : Many);
        var count = isMany ? 1 : Few ? s_rates.Length + s_wholeRates.Length : s_rates.Length;
        Take(Propose(count, i =>
        {
            try
            {
                var proposal = isMany ? ValueByValue(all, givenUp.Token) : First(i);
                Volatile.Write(ref ready, true);
                if (enough.IsCancellationRequested) givenUp.Cancel();
                return proposal;
            }
            catch (OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                return null;
            }
        }, cancellation), first: true);

        Proposal First(int i) => i < s_rates.Length
            ? Builder(_best, s_rates[i], 0, i, whole: false, givenUp.Token).Serve(all)
            : Builder(_best, s_wholeRates[i - s_rates.Length], 0, i, whole: true, givenUp.Token).Serve(all);
    }

    // Serves the values side by side; where their facets help each other is found at the end.
    private Proposal ValueByValue(Unit[] parts, CancellationToken cancellation)
    {
        IGrouping<int, Unit>[] values = [.. parts.GroupBy(part => part.Value)];
        var begun = new Proposal[values.Length];
        Parallel.For(0, values.Length, Cores.All(cancellation),
            v => begun[v] = Builder(_best, RateOfMany, 0, v, whole: false, cancellation).Begin(values[v].Key, values[v]));
        var joined = new Cover([.. begun.SelectMany(part => part.Cover.Facets)], [.. begun.SelectMany(part => part.Cover.Units)]);
        var (cover, multiplications) = Builder(joined, RateOfMany, 0, values.Length, whole: false, cancellation).End();
        return new(cover, multiplications + begun.Sum(part => part.Multiplications));
    }

    // Builds parts of the best cover anew, round by round.
    private void Improve(long effort, int patience, CancellationToken cancellation)
    {
        for (var (round, since) = (1, 0); _spent < effort && since < patience && _best.Units.Count > 1; round++)
        {
            var (current, number) = (_best, round);
            Take(Propose(Proposals, i =>
            {
                var random = Random(number, i);
                var rate = s_laterRates[random.Next(s_laterRates.Length)];
                var builder = Builder(current, rate, number, i, whole: Few && i % 2 == 1, cancellation);
                return builder.Serve(builder.TakeDown());
            }, cancellation), first: false);
            since = _best.Neurons < current.Neurons ? 0 : since + 1;
        }
    }

    private void Take(Proposal[] proposals, bool first)
    {
        for (var i = 0; i < proposals.Length; i++)
        {
            _spent += proposals[i].Multiplications;
            if ((first && i == 0) || proposals[i].Cover.Neurons <= _best.Neurons) _best = proposals[i].Cover;
        }
    }

    // Makes proposals side by side. Those that fail are left out, since one may find room where another does not; at least one first
    // cover must be found.
    private Proposal[] Propose(int count, Func<int, Proposal?> make, CancellationToken cancellation)
    {
        var (results, failures) = (new Proposal?[count], new FtcException?[count]);
        Parallel.For(0, count, Cores.All(cancellation), i =>
        {
            try
            {
                results[i] = make(i);
            }
            catch (FtcException e) when (e.Code == Codes.NoPolytope)
            {
                failures[i] = e;
            }
        });
        if (_best.Units.Count == 0 && Array.TrueForAll(failures, e => e is not null)) throw failures[0]!;
        return [.. results.OfType<Proposal>()];
    }

    private CoverBuilder Builder(Cover cover, double rate, int round, int proposal, bool whole, CancellationToken cancellation) =>
        new(balls, sets, overlap, whole, cover, rate, Random(round, proposal), cancellation);

    private Xoshiro256StarStar Random(int round, int proposal) => new(unchecked(seed * 7919 + round * Proposals + proposal));
}
