using FtcTools.Constructions.Slabs;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.WorkingSets;

/// <summary>Edits that are built together, apart from others.</summary>
/// <param name="Edits">Numbers among the edits, from 0.</param>
/// <param name="Seen">Untouched samples that came into its units or near them, by place.</param>
internal sealed record EditGroup(int[] Edits, Dictionary<int, PickedSample> Seen)
{
    public EditGroup(int[] edits) : this(edits, [])
    {
    }

    /// <summary>Untouched samples that came into its units in the last pass.</summary>
    public long TouchingSamples { get; set; }
}

/// <summary>
/// The edits that are still to be served, divided into groups. A hyperplane through many edits has few dimensions left to put others out:
/// where about as many come in as before, although those of the pass before are known, the group is too large for all the samples there
/// are, whatever a few of them say, and the edits of its kind are divided anew.
/// </summary>
internal sealed class EditGroups
{
    // The share of the touching samples of the pass before that may be left in a division that gets anywhere.
    private const double Fewer = 0.8;

    // Passes, one after the other, in which more are.
    private const int Failing = 2;

    // The same where each edit has a group of its own: samples that join may still help, but not for ever.
    private const int Hopeless = 8;

    // A division that fails is followed by one of so many times as many groups.
    private const double Finer = 1.5;

    // Edits among which the members of a group are chosen, for each of them.
    private const int PoolOfMember = 20, LeastPool = 512;

    private readonly bool _divides;
    private readonly double[][] _mapped = [];
    private readonly List<Kind> _kinds;

    // Edits that one unit may serve, in their groups.
    private sealed class Kind(List<EditGroup> groups)
    {
        public List<EditGroup> Groups { get; set; } = groups;

        /// <summary>TouchingSamples that the same groups had a pass before; null for new ones.</summary>
        public long? Before { get; set; }

        public int Failures { get; set; }
    }

    /// <summary>One group of all edits, for a construction that divides them itself.</summary>
    public EditGroups(int edits) => (_divides, _kinds) = (false, [new([new([.. Enumerable.Range(0, edits)])])]);

    /// <summary>Groups of edits that one hyperplane may go through.</summary>
    /// <param name="edits">T, with residuals.</param>
    /// <param name="k">Samples in all.</param>
    /// <param name="mapped">The edits, where what a hyperplane through some of them costs is a length.</param>
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

    /// <summary>Groups that may be built together, one of each kind, for no unit serves two of them.</summary>
    public IReadOnlyList<IReadOnlyList<EditGroup>> Batches =>
        [.. Enumerable.Range(0, _kinds.Max(kind => kind.Groups.Count))
            .Select(g => _kinds.Where(kind => g < kind.Groups.Count).Select(kind => kind.Groups[g]).ToArray())];

    /// <summary>Takes out what is served, and divides anew what gets nowhere.</summary>
    /// <param name="served">Numbers among the edits.</param>
    /// <exception cref="FtcException">FTC0036: edits get nowhere that are in no group with others.</exception>
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

    // Of Gaussian samples, those within the rounding of float32 around a hyperplane of least norm through n of them, in a normal density at
    // its place, and those that come in where it moves aside, are to leave n of the d dimensions.
    private static int Likely(int k, int d)
    {
        const double Within = 0.5 / (1 << 24), Safety = 3;
        var n = d;
        while (n > 1 && n + Safety * k * Within * 3 * (d + 10) * Math.Sqrt(d) * Math.Exp(-(d - n) / (2.0 * n)) > d) n--;
        return n;
    }

    // Around a first edit those that go well with it, then around the first of the others.
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
