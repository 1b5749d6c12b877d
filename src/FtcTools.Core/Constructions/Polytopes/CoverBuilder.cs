using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Builds on a cover. Edits of one value are put into one facet; those that it cannot hold are given up, the worst first, until the rest
/// fits, and start again. What a facet leaves inside of others is cut off by facets that serve many units at once.
/// </summary>
/// <param name="overlap">Whether units of one value may share ground.</param>
/// <param name="whole">
/// Whether a unit keeps all of its samples, however many facets it takes; else it gives up some where that helps.
/// </param>
/// <param name="rate">What another sample inside costs, in relation to a sample of the unit outside.</param>
internal sealed class CoverBuilder(SampleBalls balls, int[][][] sets, bool overlap, bool whole, Cover cover, double rate,
    Xoshiro256StarStar random, CancellationToken cancellation)
{
    private const double Price = 20;
    private const double Hard = 1e5;

    // One in so many of the parts that do not fit is given up at a time; where there are many parts, so many are tried together.
    private const int GivenUp = 4;
    private const int MostParts = 48;
    private const int FewestParts = 12;

    // Units of its value that are nearest to one, and may be one with it.
    private const int Neighbours = 12;

    private readonly List<Facet> _facets = [.. cover.Facets];
    private readonly List<Unit> _units = [.. cover.Units];
    private readonly List<(Unit Unit, BitSet Left)> _open = [];
    private readonly Separator _separator = new(balls.Data.Inputs, balls.Norm);
    private int _together = MostParts;
    private long _multiplications;

    /// <summary>Takes a few units down, most of them of one value, and the facets that no other needs.</summary>
    /// <returns>The samples that are then to be served, by sets.</returns>
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

    /// <summary>Serves samples, given by sets.</summary>
    /// <exception cref="FtcException">FTC0051: a set of samples that share a unit cannot be kept apart from another sample.</exception>
    public (Cover Cover, long Multiplications) Serve(IReadOnlyList<Unit> parts)
    {
        foreach (var group in parts.GroupBy(part => part.Value).OrderBy(_ => random.Next()))
            Serve(group.Key, [.. group.Select(part => part.Samples)], rate);
        return Close();
    }

    /// <summary>Serves samples of one value, given by sets, but for what more than one facet a unit must cut off.</summary>
    public (Cover Cover, long Multiplications) Begin(int value, IEnumerable<Unit> parts)
    {
        Serve(value, [.. parts.Select(part => part.Samples)], rate, cutOff: false);
        return (new Cover([.. _facets], [.. _units]), _multiplications);
    }

    /// <summary>Cuts off what the units of the cover still hold of others.</summary>
    /// <exception cref="FtcException">FTC0051: as above.</exception>
    public (Cover Cover, long Multiplications) End()
    {
        foreach (var unit in _units)
        {
            if (Uncovered(unit.Value, unit.Samples) is { IsEmpty: false } left) _open.Add((unit, left));
        }
        return Close();
    }

    private (Cover Cover, long Multiplications) Close()
    {
        while (_open.Count > 0) CutOff();
        Prune();
        Merge();
        Prune();
        return (new Cover([.. _facets], [.. _units]), _multiplications);
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
            // Where few fit, few are tried.
            _together = Math.Clamp(4 * kept.Count, FewestParts, MostParts);
        }
    }

    // Where there are many parts, those around a random one are tried.
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

    // One more facet, for as many units as it can serve.
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
        // Nothing serves all of it: some of its samples are given up, if that helps.
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
        // A sample that it must not hold lies amid its own.
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

    // The rest of the unit is served anew.
    private void Shrink(Unit unit, int[] samples, List<int[]> rest)
    {
        var smaller = unit with { Samples = samples };
        _units[_units.IndexOf(unit)] = smaller;
        _open.RemoveAt(0);
        if (Uncovered(smaller.Value, samples) is { IsEmpty: false } left) _open.Insert(0, (smaller, left));
        Serve(unit.Value, rest, rate);
    }

    private IEnumerable<int[]> SetsOf(Unit unit) => sets[unit.Value].Where(set => unit.Samples.Contains(set[0]));

    // Where nothing is found for all of them: one sample excluded. Null where it lies amid several sets of the unit, which then part: that
    // takes fewer neurons.
    private Facet? Exactly(Unit unit, int other)
    {
        var parts = SetsOf(unit).Skip(1).Any();
        foreach (var direction in parts ? Straight(unit.Samples, other) : Straight(unit.Samples, other).Concat(Widest(unit.Samples, other)))
        {
            if (Facet.Between(balls, direction, unit.Samples, other) is { } facet) return facet;
        }
        if (parts) return null;
        throw new FtcException(Codes.NoPolytope,
            $"samples {string.Join(", ", unit.Samples.Select(i => i + 1))} get the same residual and their balls meet, so that one polytope must hold them all; none found holds them and not the ball of sample {other + 1}, which lies amid them. Ask for a smaller radius.");
    }

    // To a sample from each of the others, which is best for one of them.
    private IEnumerable<Rational[]> Straight(int[] samples, int other)
    {
        foreach (var sample in samples)
        {
            var difference = Array.ConvertAll(balls.Data.Row(other).ToArray(), Rational.Of)
                .Select((v, j) => v - Rational.Of(balls.Data.Row(sample)[j])).ToArray();
            if (balls.Norm == Norm.Two) yield return difference;
            foreach (var j in Enumerable.Range(0, difference.Length).Where(j => !difference[j].IsZero)
                .OrderByDescending(j => Rational.Abs(difference[j])))
            {
                var axis = new Rational[difference.Length];
                axis[j] = difference[j].Sign;
                yield return axis;
            }
        }
    }

    // Across the widest gap between a sample and all of the others, as floats find it.
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

        // In the units of the features' scales.
        double Distance(int sample)
        {
            TensorPrimitives.Subtract(balls.Data.Row(sample), balls.Data.Row(other), difference);
            TensorPrimitives.Divide(difference, balls.Scales, difference);
            return Sums.Norm(difference);
        }
    }

    // A facet that keeps as many of the parts inside as it can, and others outside.
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
                // Where floats cannot tell inside from outside, the last members are given up.
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

    // The samples that are not yet kept out of a unit.
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

    // Makes one unit of several of one value where the facets that keep all of their samples inside keep the others out, too.
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

    // The unit and others of its value that can be one; null where there are none nearby.
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
                // What is still inside may come along where it is of the same value.
                var more = _units.FindAll(other => other.Value == unit.Value && !together.Contains(other)
                    && Array.TrueForAll(other.Samples, i => left[i]));
                foreach (var i in more.SelectMany(other => other.Samples)) left[i] = false;
                if (!left.IsEmpty) break;
                together.AddRange(more);
            }
        }
        return null;
    }

    // Drops facets that nobody misses, the last ones first.
    private void Prune()
    {
        var only = new Dictionary<Unit, BitSet>();
        for (var f = _facets.Count - 1; f >= 0; f--)
        {
            cancellation.ThrowIfCancellationRequested();
            var facet = _facets[f];
            var users = _units.FindAll(unit => facet.Holds(balls, unit.Samples));
            if (users.Exists(unit => Only(unit).Intersects(facet.Outside))) continue;
            _facets.RemoveAt(f);
            users.ForEach(unit => only.Remove(unit));
        }

        // The samples that one facet alone keeps out of a unit.
        BitSet Only(Unit unit)
        {
            if (!only.TryGetValue(unit, out var bits))
                only.Add(unit, bits = BitSet.InOne(balls.Data.K,
                    _facets.Where(facet => facet.Holds(balls, unit.Samples)).Select(facet => facet.Outside)));
            return bits;
        }
    }
}
