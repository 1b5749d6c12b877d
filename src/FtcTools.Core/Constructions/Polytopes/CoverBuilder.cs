using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Adds units and facets to a cover. All edits of one value are first put into one facet; those that it cannot hold are given up, the worst
/// first, until the rest fits, and are served by further facets. Other samples that a facet leaves inside are cut off by more facets, each
/// of which serves as many units as it can.
/// </summary>
/// <param name="overlap">Whether the units of one value may overlap.</param>
/// <param name="whole">Whether a unit keeps all of its samples, however many facets that takes; otherwise it gives some up where that
/// helps.</param>
/// <param name="rate">The price of a foreign sample inside, relative to that of a sample of the unit outside.</param>
internal sealed class CoverBuilder(SampleBalls balls, int[][][] sets, bool overlap, bool whole, Cover cover, double rate,
    Xoshiro256StarStar random, CancellationToken cancellation)
{
    // The price of a sample on the wrong side: of one that may be given up, and of one that may not.
    private const double Price = 20;
    private const double Hard = 1e5;

    // Of the parts that do not fit, this fraction is given up at a time. Where there are many parts, a number of them between these limits
    // is tried together.
    private const int GivenUp = 4;
    private const int MostParts = 48;
    private const int FewestParts = 12;

    // The number of nearest units of the same value that are tried when units are merged.
    private const int Neighbours = 12;

    private readonly List<Facet> _facets = [.. cover.Facets];
    private readonly List<Unit> _units = [.. cover.Units];
    private readonly List<(Unit Unit, BitSet Left)> _open = [];
    private readonly Separator _separator = new(balls.Data.Inputs, balls.Norm);
    private int _together = MostParts;
    private long _multiplications;

    /// <summary>Removes a few units, most of them of one value, and the facets that no other unit needs.</summary>
    /// <returns>The samples that must then be served again, as sets that share a unit.</returns>
    public IReadOnlyList<Unit> TakeDown()
    {
        var (broken, difference) = (new List<Unit>(), new double[balls.Data.Inputs]);
        for (var more = random.Next(2, 5); more > 0 && _units.Count > 0; more--)
        {
            var same = _units.FindAll(unit => broken.Count > 0 && unit.Value == broken[0].Value);
            var unit = same.Count == 0 || random.Next(3) == 0 ? _units[random.Next(_units.Count)]
                : random.Next(4) > 0 ? same[random.Next(same.Count)]
                : same.MinBy(other => Separation.Near(balls.Data, other.Samples[0], broken[0].Samples[0], balls.Norm, difference))!;
            _units.Remove(unit);
            broken.Add(unit);
        }
        Prune();
        return [.. broken.SelectMany(unit => SetsOf(unit).Select(set => new Unit(unit.Value, set)))];
    }

    /// <summary>Builds units for samples, given as sets that must share a unit.</summary>
    /// <exception cref="FtcException">FTC0051: a set of samples that share a unit cannot be kept apart from another sample.</exception>
    public Proposal Serve(IReadOnlyList<Unit> parts)
    {
        foreach (var group in parts.GroupBy(part => part.Value).OrderBy(_ => random.Next()))
            Serve(group.Key, [.. group.Select(part => part.Samples)], rate);
        return Close();
    }

    /// <summary>
    /// Builds units for samples of one value, given as sets, each with a single facet; what that leaves inside is cut off by <see
    /// cref="End"/>.
    /// </summary>
    public Proposal Begin(int value, IEnumerable<Unit> parts)
    {
        Serve(value, [.. parts.Select(part => part.Samples)], rate, cutOff: false);
        return new(new Cover([.. _facets], [.. _units]), _multiplications);
    }

    /// <summary>Cuts off the foreign samples that the units of the cover still hold.</summary>
    /// <exception cref="FtcException">FTC0051: as above.</exception>
    public Proposal End()
    {
        foreach (var unit in _units)
        {
            if (Uncovered(unit.Value, unit.Samples) is { IsEmpty: false } left) _open.Add((unit, left));
        }
        return Close();
    }

    private Proposal Close()
    {
        while (_open.Count > 0) CutOff();
        Prune();
        Merge();
        Prune();
        return new(new Cover([.. _facets], [.. _units]), _multiplications);
    }

    private void Serve(int value, List<int[]> parts, double price, bool cutOff = true)
    {
        while (parts.Count > 0)
        {
            var (kept, facet) = Find(Together(parts), group => Uncovered(value, group.SelectMany(part => part)), price);
            if (facet is not null) Add(facet);
            var unit = new Unit(value, [.. kept.SelectMany(part => part).Order()]);
            _units.Add(unit);
            if (cutOff && Uncovered(value, unit.Samples) is { IsEmpty: false } left) _open.Add((unit, left));
            parts.RemoveAll(kept.Contains);
            // Where few parts fit into a facet, few are tried next time.
            _together = Math.Clamp(4 * kept.Count, FewestParts, MostParts);
        }
    }

    // Where there are many parts, those around a random one are tried together.
    private List<int[]> Together(List<int[]> parts)
    {
        if (parts.Count <= _together) return [.. parts];
        var (first, difference) = (parts[random.Next(parts.Count)][0], new double[balls.Data.Inputs]);
        return [.. parts.OrderBy(part => Separation.Near(balls.Data, first, part[0], balls.Norm, difference)).Take(_together)];
    }

    private void Add(Facet facet)
    {
        _facets.Add(facet);
        foreach (var (unit, left) in _open)
        {
            if (facet.Holds(balls, unit.Samples)) left.Remove(facet.Outside);
        }
        _open.RemoveAll(entry => entry.Left.IsEmpty);
    }

    // Adds one more facet, for as many open units as it can serve.
    private void CutOff()
    {
        cancellation.ThrowIfCancellationRequested();
        var open = _open.Take(MostParts).ToDictionary(entry => entry.Unit.Samples, entry => entry.Left);
        var (unit, left) = _open[0];
        var (_, facet) = Find([.. open.Keys], Union, 1);
        if (facet is not null && open.Any(entry => Serves(facet, entry.Key, entry.Value)))
        {
            Add(facet);
            return;
        }
        // No facet serves the whole unit, so some of its samples are given up if that helps.
        int[][] own = [.. SetsOf(unit)];
        int[][] parts = whole ? [unit.Samples] : own;
        foreach (var price in parts.Length > 1 ? [1, Hard] : (double[])[Hard])
        {
            (var kept, facet) = Find([.. parts], _ => left, price);
            int[] samples = [.. kept.SelectMany(part => part).Order()];
            if (facet is null || !Serves(facet, samples, left)) continue;
            if (kept.Count < parts.Length) Shrink(unit, samples, [.. own.Except(kept)]);
            Add(facet);
            return;
        }
        facet = Exactly(unit, left.First());
        if (facet is not null)
        {
            Add(facet);
            return;
        }
        // A foreign sample lies among the samples of the unit, so the unit is divided into its sets.
        _open.RemoveAt(0);
        _units.Remove(unit);
        foreach (var set in own) Serve(unit.Value, [set], Hard);

        BitSet Union(List<int[]> members)
        {
            var union = new BitSet(balls.Data.K);
            foreach (var member in members) union.Add(open[member]);
            return union;
        }

        bool Serves(Facet candidate, int[] samples, BitSet others) =>
            others.Intersects(candidate.Outside) && candidate.Holds(balls, samples);
    }

    // Reduces the first open unit to some of its samples, and serves the rest of them anew.
    private void Shrink(Unit unit, int[] samples, List<int[]> rest)
    {
        var smaller = unit with { Samples = samples };
        _units[_units.IndexOf(unit)] = smaller;
        _open.RemoveAt(0);
        if (Uncovered(smaller.Value, samples) is { IsEmpty: false } left) _open.Insert(0, (smaller, left));
        Serve(unit.Value, rest, rate);
    }

    private IEnumerable<int[]> SetsOf(Unit unit) => sets[unit.Value].Where(set => unit.Samples.Contains(set[0]));

    // A facet that excludes a single sample, for a unit for which no better facet was found. One without room for float32 is taken only
    // where no direction has any, and the samples of the unit may not overlap instead. Null where the sample lies among several sets of the
    // unit: to divide the unit then takes fewer neurons.
    private Facet? Exactly(Unit unit, int other)
    {
        var parts = SetsOf(unit).Skip(1).Any();
        Facet? narrow = null;
        foreach (var direction in parts ? Straight(unit.Samples, other) : Straight(unit.Samples, other).Concat(Widest(unit.Samples, other)))
        {
            if (Facet.Between(balls, direction, unit.Samples, other) is not { } facet) continue;
            if (facet.InSingle || !balls.Single) return facet;
            narrow ??= facet;
        }
        if (parts) return null;
        if (narrow is not null && (overlap || balls.Data.Classes is null)) return narrow;
        throw new FtcException(Codes.NoPolytope,
            $"samples {string.Join(", ", unit.Samples.Select(i => i + 1))} get the same residual and their balls meet, so that one polytope must hold them all; none found holds them and not the ball of sample {other + 1}, which lies amid them. Ask for a smaller radius.");
    }

    // The directions from samples of a unit to a foreign one that are shortest in the norm, and those along features: the widest gap first.
    private IEnumerable<Rational[]> Straight(int[] samples, int other)
    {
        if (balls.Norm == Norm.Two)
        {
            foreach (var sample in samples)
                yield return [.. Enumerable.Range(0, balls.Data.Inputs)
                    .Select(j => Rational.Of(balls.Data.Row(other)[j]) - Rational.Of(balls.Data.Row(sample)[j]))];
        }
        var gaps = new double[2 * balls.Data.Inputs];
        for (var j = 0; j < balls.Data.Inputs; j++)
        {
            for (var (side, sign) = (0, 1); side < 2; side++, sign = -sign)
            {
                var last = samples.Max(i => sign * balls.Data.Row(i)[j] + balls.Radius(i));
                gaps[2 * j + side] = sign * balls.Data.Row(other)[j] - balls.Radius(other) - last;
            }
        }
        // A gap that rounding has closed is decided exactly, as others are.
        foreach (var axis in Enumerable.Range(0, gaps.Length).OrderByDescending(axis => gaps[axis])
            .TakeWhile(axis => gaps[axis] > -1e-9 * balls.Spread[axis / 2]))
        {
            var direction = new Rational[balls.Data.Inputs];
            direction[axis / 2] = axis % 2 == 0 ? 1 : -1;
            yield return direction;
        }
    }

    // The direction across the widest gap between a foreign sample and the samples of a unit, found in floating point.
    private IEnumerable<Rational[]> Widest(int[] samples, int other)
    {
        var difference = new double[balls.Data.Inputs];
        var program = new FacetProgram(balls, _separator, samples.Max(Distance));
        foreach (var sample in samples) program.KeepInside(sample, Hard);
        program.KeepOutside(other, Hard);
        var solved = program.Solve(new BitSet(balls.Data.K), Hard, () => false, cancellation);
        _multiplications += program.Multiplications;
        var direction = program.Direction.ToArray();
        if (solved && Array.TrueForAll(direction, double.IsFinite)) yield return Array.ConvertAll(direction, Rational.Of);

        // The distance between the two samples in scaled features.
        double Distance(int sample)
        {
            TensorPrimitives.Subtract(balls.Data.Row(sample), balls.Data.Row(other), difference);
            TensorPrimitives.Divide(difference, balls.Scales, difference);
            return Sums.Norm(difference);
        }
    }

    // Finds a facet that keeps as many of the parts inside as it can, and foreign samples outside; parts that it cannot keep are given up.
    private (List<int[]> Kept, Facet? Facet) Find(List<int[]> parts, Func<List<int[]>, BitSet> others, double price)
    {
        var kept = parts;
        var program = new FacetProgram(balls, _separator, 1);
        try
        {
            foreach (var i in kept.SelectMany(part => part)) program.KeepInside(i, kept.Count == 1 ? Hard : Price);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var left = others(kept);
                if (left.IsEmpty) return (kept, null);
                program.ExcuseBut(left);
                var solved = program.Solve(left, price * Price, () => kept.Count > 1
                    && kept.Exists(part => part.Max(program.Intrusion) > 0), cancellation);
                var inside = kept.Select(part => (Part: part, By: part.Max(program.Intrusion))).Where(entry => entry.By > 0)
                    .OrderByDescending(entry => entry.By).Select(entry => entry.Part).ToList();
                if (solved && inside.Count == 0 && Along(kept) is { } facet) return (kept, facet);
                if (kept.Count == 1) return (kept, null);
                // Where floating point cannot tell inside from outside, the parts nearest to the facet are given up.
                if (inside.Count == 0) inside.AddRange(kept.OrderByDescending(part => part.Max(program.Intrusion)));
                int[][] given = [.. inside.Take(Math.Min(kept.Count - 1, 1 + inside.Count / GivenUp))];
                kept.RemoveAll(given.Contains);
                program.Excuse(given.SelectMany(part => part));
            }
        }
        finally
        {
            _multiplications += program.Multiplications;
        }

        Facet? Along(List<int[]> members)
        {
            int[] samples = [.. members.SelectMany(part => part)];
            return Facet.Along(balls, program.Direction, samples, FacetProgram.Gap, balls.Single) is { } facet
                && facet.Holds(balls, samples) ? facet : null;
        }
    }

    // The foreign samples that the facets do not yet keep out of a unit with these samples.
    private BitSet Uncovered(int value, IEnumerable<int> samples)
    {
        int[] inside = [.. samples];
        var left = new BitSet(balls.Data.K);
        left.Fill();
        foreach (var i in overlap ? sets[value].SelectMany(set => set) : inside) left[i] = false;
        foreach (var facet in _facets)
        {
            if (facet.Holds(balls, inside)) left.Remove(facet.Outside);
        }
        return left;
    }

    // Merges units of one value where the facets that keep all of their samples inside also keep all foreign samples out.
    private void Merge()
    {
        for (var u = 0; u < _units.Count; u++)
        {
            cancellation.ThrowIfCancellationRequested();
            while (Absorbed(_units[u]) is { } absorbed)
            {
                _units[u] = _units[u] with { Samples = [.. absorbed.SelectMany(unit => unit.Samples).Order()] };
                var grown = _units[u];
                _units.RemoveAll(unit => unit != grown && absorbed.Contains(unit));
                u = _units.IndexOf(grown);
            }
        }
    }

    // The unit together with others of its value that can be merged with it; null where there are none nearby.
    private List<Unit>? Absorbed(Unit unit)
    {
        var difference = new double[balls.Data.Inputs];
        foreach (var near in _units.FindAll(other => other != unit && other.Value == unit.Value)
            .OrderBy(other => Separation.Near(balls.Data, unit.Samples[0], other.Samples[0], balls.Norm, difference)).Take(Neighbours))
        {
            for (List<Unit> together = [unit, near]; ;)
            {
                _multiplications += (long)_facets.Count * balls.Data.K / 16;
                var left = Uncovered(unit.Value, together.SelectMany(part => part.Samples));
                if (left.IsEmpty) return together;
                // Units whose samples are all still inside can be merged as well where they have the same value.
                var more = _units.FindAll(other => other.Value == unit.Value && !together.Contains(other)
                    && Array.TrueForAll(other.Samples, i => left[i]));
                foreach (var i in more.SelectMany(other => other.Samples)) left[i] = false;
                if (!left.IsEmpty) break;
                together.AddRange(more);
            }
        }
        return null;
    }

    // Removes facets that no unit needs, the last ones first.
    private void Prune()
    {
        // The samples that exactly one facet keeps out of a unit, counted when that is first asked; more, where fewer facets are left.
        var (only, fewer) = (new Dictionary<Unit, BitSet>(), new HashSet<Unit>());
        for (var f = _facets.Count - 1; f >= 0; f--)
        {
            cancellation.ThrowIfCancellationRequested();
            var facet = _facets[f];
            var users = _units.FindAll(unit => facet.Holds(balls, unit.Samples));
            if (users.Exists(unit => Only(unit).Intersects(facet.Outside))
                || users.Exists(unit => fewer.Contains(unit) && !OthersKeepOut(unit, facet))) continue;
            _facets.RemoveAt(f);
            fewer.UnionWith(users);
        }

        BitSet Only(Unit unit)
        {
            if (!only.TryGetValue(unit, out var bits))
                only.Add(unit, bits = BitSet.InOne(balls.Data.K,
                    _facets.Where(facet => facet.Holds(balls, unit.Samples)).Select(facet => facet.Outside)));
            return bits;
        }
    }

    // Whether the other facets of a unit keep out all that one of them does: a few of many tell that.
    private bool OthersKeepOut(Unit unit, Facet facet)
    {
        var left = new BitSet(balls.Data.K);
        left.Add(facet.Outside);
        foreach (var other in _facets)
        {
            if (other == facet || !other.Holds(balls, unit.Samples)) continue;
            left.Remove(other.Outside);
            if (left.IsEmpty) return true;
        }
        return false;
    }
}
