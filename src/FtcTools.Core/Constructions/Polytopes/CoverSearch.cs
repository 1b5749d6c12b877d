using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for few facets and units. A first cover is made at several rates of what a sample on the wrong side costs; then a few units are
/// taken down and built anew around what stands, as long as the effort lasts. What is built does not depend on the number of threads.
/// </summary>
internal sealed class CoverSearch(SampleBalls balls, int[][][] sets, bool overlap, int seed)
{
    private const int Proposals = 4;

    // Rounds without a smaller cover after which it ends; one for so many edits, up to a most.
    private const int EditsARound = 6;
    private const int MostPatience = 16;

    // In so few dimensions a few samples close a unit in on all sides: units that keep all of theirs are looked for, too.
    private const int FewDimensions = 8;

    // With more samples times edits times features than this, one rate takes long enough, and the values do not wait for each other.
    private const double Many = 1e9;
    private const double RateOfMany = 0.03;

    // The price of a sample that must be left out, in relation to one that may be given up.
    private static readonly double[] s_rates = [0.003, 0.1];
    private static readonly double[] s_wholeRates = [0.03, 0.1];
    private static readonly double[] s_laterRates = [0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>The best cover found.</summary>
    /// <param name="effort">Products of numbers after which no further round begins.</param>
    /// <param name="enough">Cancelled when the best cover so far will do.</param>
    public Cover Run(long effort, CancellationToken enough, CancellationToken cancellation)
    {
        var best = new Cover([], []);
        var few = balls.Data.Inputs <= FewDimensions;
        var spent = 0L;
        Unit[] all = [.. sets.SelectMany((samples, value) => samples.Select(set => new Unit(value, set)))];
        Take((double)balls.Data.K * balls.Data.N * balls.Data.Inputs > Many ? Propose(1, _ => ValueByValue(all))
            : Propose(few ? s_rates.Length + s_wholeRates.Length : s_rates.Length, First), first: true);
        var patience = Math.Min(all.Length / EditsARound, MostPatience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, enough);
        cancellation = either.Token;
        try
        {
            for (var (round, since) = (1, 0); spent < effort && since < patience && best.Units.Count > 1; round++)
            {
                var current = best;
                Take(Propose(Proposals, i =>
                {
                    var random = Random(round, i);
                    var builder = Builder(current, s_laterRates[random.Next(s_laterRates.Length)], round, i, whole: few && i % 2 == 1);
                    return builder.Serve(builder.TakeDown());
                }), first: false);
                since = best.Neurons < current.Neurons ? 0 : since + 1;
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The rest would only have been smaller.
        }
        return best;

        void Take((Cover Cover, long Multiplications)[] proposals, bool first)
        {
            for (var i = 0; i < proposals.Length; i++)
            {
                spent += proposals[i].Multiplications;
                if ((first && i == 0) || proposals[i].Cover.Neurons <= best.Neurons) best = proposals[i].Cover;
            }
        }

        (Cover Cover, long Multiplications) First(int i) => i < s_rates.Length
            ? Builder(best, s_rates[i], 0, i).Serve(all)
            : Builder(best, s_wholeRates[i - s_rates.Length], 0, i, whole: true).Serve(all);

        // The values side by side: what their facets do for each other is seen at the end.
        (Cover Cover, long Multiplications) ValueByValue(Unit[] parts)
        {
            IGrouping<int, Unit>[] values = [.. parts.GroupBy(part => part.Value)];
            var begun = new (Cover Cover, long Multiplications)[values.Length];
            Parallel.For(0, values.Length, Cores.All(cancellation),
                v => begun[v] = Builder(best, RateOfMany, 0, v).Begin(values[v].Key, values[v]));
            var joined = new Cover([.. begun.SelectMany(part => part.Cover.Facets)], [.. begun.SelectMany(part => part.Cover.Units)]);
            var (cover, multiplications) = Builder(joined, RateOfMany, 0, values.Length).End();
            return (cover, multiplications + begun.Sum(part => part.Multiplications));
        }

        CoverBuilder Builder(Cover cover, double rate, int round, int proposal, bool whole = false) =>
            new(balls, sets, overlap, whole, cover, rate, Random(round, proposal), cancellation);

        Xoshiro256StarStar Random(int round, int proposal) => new(unchecked(seed * 7919 + round * Proposals + proposal));

        // Those that were found: one may find room where another does not.
        (Cover Cover, long Multiplications)[] Propose(int count, Func<int, (Cover Cover, long Multiplications)> make)
        {
            var (results, failures) = (new (Cover Cover, long Multiplications)?[count], new FtcException?[count]);
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
            if (best.Units.Count == 0 && Array.TrueForAll(failures, e => e is not null)) throw failures[0]!;
            return [.. results.OfType<(Cover Cover, long Multiplications)>()];
        }
    }
}
