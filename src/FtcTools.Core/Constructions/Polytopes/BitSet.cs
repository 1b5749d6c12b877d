using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FtcTools.Constructions.Polytopes;

/// <summary>A set of the numbers 0..count-1.</summary>
internal sealed class BitSet(int count)
{
    // No bit is set beyond the last number.
    private readonly Vector256<ulong>[] _vectors = new Vector256<ulong>[(count + VectorBits - 1) / VectorBits];

    private const int VectorBits = 256;

    private Span<ulong> Words => MemoryMarshal.Cast<Vector256<ulong>, ulong>(_vectors.AsSpan());

    public bool this[int i]
    {
        get => (Words[i >> 6] >> (i & 63) & 1) != 0;
        set
        {
            if (value) Words[i >> 6] |= 1UL << (i & 63);
            else Words[i >> 6] &= ~(1UL << (i & 63));
        }
    }

    public bool Intersects(BitSet others)
    {
        var (own, other) = (_vectors, others._vectors);
        for (var v = 0; v < own.Length; v++)
        {
            if ((own[v] & other[v]) != Vector256<ulong>.Zero) return true;
        }
        return false;
    }

    public bool IsEmpty => !Words.ContainsAnyExcept(0UL);

    public void Fill()
    {
        Words[..(count / 64)].Fill(ulong.MaxValue);
        if (count % 64 is not 0 and var last) Words[count / 64] = (1UL << last) - 1;
    }

    public void Remove(BitSet others)
    {
        var (own, other) = (_vectors, others._vectors);
        for (var v = 0; v < own.Length; v++) own[v] = Vector256.AndNot(own[v], other[v]);
    }

    public void Add(BitSet others)
    {
        var (own, other) = (_vectors, others._vectors);
        for (var v = 0; v < own.Length; v++) own[v] |= other[v];
    }

    /// <summary>The numbers that are in one of the sets and in no other.</summary>
    public static BitSet InOne(int count, IEnumerable<BitSet> sets)
    {
        var (once, more) = (new BitSet(count), new BitSet(count));
        foreach (var set in sets)
        {
            var (one, several, other) = (once._vectors, more._vectors, set._vectors);
            for (var v = 0; v < one.Length; v++)
            {
                several[v] |= one[v] & other[v];
                one[v] |= other[v];
            }
        }
        once.Remove(more);
        return once;
    }

    /// <summary>The smallest number in the set.</summary>
    public int First()
    {
        var w = Words.IndexOfAnyExcept(0UL);
        return 64 * w + BitOperations.TrailingZeroCount(Words[w]);
    }

    /// <summary>Writes the members in ascending order; returns how many there are.</summary>
    public int CopyTo(Span<int> members)
    {
        var found = 0;
        var words = Words;
        for (var w = 0; w < words.Length; w++)
        {
            for (var word = words[w]; word != 0; word &= word - 1) members[found++] = 64 * w + BitOperations.TrailingZeroCount(word);
        }
        return found;
    }
}
