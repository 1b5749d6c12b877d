using FtcTools.Constructions.Slabs;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>A group of edits for which units are built together, apart from other groups.</summary>
/// <param name="Edits">The edits, by their place among all edits, from 0.</param>
/// <param name="Seen">The untouched samples that came into its units or near them, by their place in the dataset.</param>
internal sealed record EditGroup(int[] Edits, Dictionary<int, PickedSample> Seen)
{
    public EditGroup(int[] edits) : this(edits, [])
    {
    }

    /// <summary>The number of untouched samples that came into its units in the last pass.</summary>
    public long TouchingSamples { get; set; }
}

/// <summary>
/// The edits that still need units, divided into groups. A hyperplane through many edits leaves few dimensions in which to move other
/// samples out. Where about as many come in as in the pass before, although those of that pass are known now, the group is too large for
/// the whole dataset, and the edits of its kind are divided anew.
/// </summary>
internal sealed class EditGroups
{
    // A pass makes progress where at most this share of the touching samples of the pass before is left.
    private const double Fewer = 0.8;

    // After this many passes without progress the groups are divided anew.
    private const int Failing = 2;

    // Where each edit has a group of its own, this many passes without progress end the search: until then, samples that join may still
    // help.
    private const int Hopeless = 8;

    // A division that failed is followed by one with this many times as many groups.
    private const double Finer = 1.5;

    // The members of a group are chosen among this many edits for each member, and among at least LeastPool.
    private const int PoolOfMember = 20, LeastPool = 512;

    private readonly bool _divides;
    private readonly double[][] _mapped = [];
    private readonly List<Kind> _kinds;

    // The edits that one unit could serve together, in their groups.
    private sealed class Kind(List<EditGroup> groups)
    {
        public List<EditGroup> Groups { get; set; } = groups;

        /// <summary>The number of touching samples that the same groups had a pass before; null for new groups.</summary>
        public long? Before { get; set; }

        public int Failures { get; set; }
    }

    /// <summary>Makes one group of all edits, for a construction that divides them itself.</summary>
    public EditGroups(int edits) => (_divides, _kinds) = (false, [new([new([.. Enumerable.Range(0, edits)])])]);

    /// <summary>Divides edits into groups of such sizes that one hyperplane can go through each.</summary>
    /// <param name="edits">The edited samples, with their residuals.</param>
    /// <param name="k">The number of all samples.</param>
    /// <param name="mapped">The edits, mapped by <see cref="SlabMetric"/>.</param>
    public EditGroups(Dataset edits, int k, double[][] mapped, Construction construction, int seed)
    {
        (_divides, _mapped) = (true, mapped);
        var all = Enumerable.Range(0, edits.K).ToArray();
        new Xoshiro256StarStar(seed).Shuffle(all);
        var size = Likely(k, edits.Inputs);
        _kinds = [.. all.GroupBy(KeyOf).OrderBy(kind => kind.Min())
            .Select(kind => new Kind(Divided([.. kind], Integers.CeilingOfQuotient(kind.Count(), size))))];

        string KeyOf(int i) =>
            construction is Slabs.Slabs ? string.Join(' ', edits.Residual(i)!) : edits.Outputs == 1 ? $"{edits.Residual(i, 0).Sign}" : "";
    }

    /// <summary>The groups in batches that may be built together: one group of each kind, because no unit serves two kinds.</summary>
    public IReadOnlyList<IReadOnlyList<EditGroup>> Batches =>
        [.. Enumerable.Range(0, _kinds.Max(kind => kind.Groups.Count))
            .Select(g => _kinds.Where(kind => g < kind.Groups.Count).Select(kind => kind.Groups[g]).ToArray())];

    /// <summary>Removes the edits that are served, and divides anew the groups that make no progress.</summary>
    /// <param name="served">The edits that are served, by their place among all edits.</param>
    /// <exception cref="FtcException">FTC0036: edits make no progress although each has a group of its own.</exception>
    public void Serve(IReadOnlySet<int> served)
    {
        foreach (var kind in _kinds)
        {
            kind.Groups = [.. kind.Groups.Select(group => group with { Edits = [.. group.Edits.Where(i => !served.Contains(i))] })
                .Where(group => group.Edits.Length > 0)];
            var touching = kind.Groups.Sum(group => group.TouchingSamples);
            kind.Failures = kind.Before is { } before && touching > Fewer * before ? kind.Failures + 1 : 0;
            int[] open = [.. kind.Groups.SelectMany(group => group.Edits)];
            if (_divides && kind.Failures >= Failing && open.Length > kind.Groups.Count)
            {
                kind.Groups = Divided(open, Math.Min(open.Length, Math.Max(kind.Groups.Count + 1, (int)(Finer * kind.Groups.Count))));
                (kind.Before, kind.Failures) = (null, 0);
            }
            else if (_divides && kind.Failures == Hopeless)
            {
                throw new FtcException(Codes.NothingVerifies,
                    $"other samples come into the units of {open.Length} edit(s) again and again, although each has units of its own");
            }
            else
            {
                kind.Before = touching;
            }
        }
        _kinds.RemoveAll(kind => kind.Groups.Count == 0);
    }

    // The largest group likely to work. For Gaussian samples it estimates how many lie within the rounding of float32 around a hyperplane
    // of least norm through n samples, from the normal density there; those, and the ones that come in when it moves aside, must leave n of
    // the d dimensions.
    private static int Likely(int k, int d)
    {
        const double Within = 0.5 / (1 << 24), Safety = 3;
        var n = d;
        while (n > 1 && n + Safety * k * Within * 3 * (d + 10) * Math.Sqrt(d) * Math.Exp(-(d - n) / (2.0 * n)) > d) n--;
        return n;
    }

    // Forms a group around a first edit of those that go well with it, then one around the first of the rest, and so on.
    private List<EditGroup> Divided(int[] edits, int groups)
    {
        var (left, divided) = (edits.ToList(), new List<EditGroup>());
        while (left.Count > 0)
        {
            var size = Integers.CeilingOfQuotient(left.Count, Math.Max(1, groups - divided.Count));
            var pool = left.GetRange(0, Math.Min(left.Count, Math.Max(LeastPool, PoolOfMember * size)));
            var rows = pool.ConvertAll(i => (double[])_mapped[i].Clone()).ToArray();
            int[] members = [.. SlabGroup.Around(0, rows, size).Select(n => pool[n])];
            divided.Add(new(members));
            left.RemoveAll(members.ToHashSet().Contains);
        }
        return divided;
    }
}
