using System.Numerics;
using System.Numerics.Tensors;

namespace FtcTools.Constructions.Polytopes;

/// <summary>A set of the numbers 0..count-1.</summary>
internal sealed class BitSet(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];

    public bool this[int i]
    {
        get => (_words[i >> 6] >> (i & 63) & 1) != 0;
        set
        {
            if (value) _words[i >> 6] |= 1UL << (i & 63);
            else _words[i >> 6] &= ~(1UL << (i & 63));
        }
    }

    public bool Intersects(BitSet others)
    {
        for (var w = 0; w < _words.Length; w++)
        {
            if ((_words[w] & others._words[w]) != 0) return true;
        }
        return false;
    }

    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    public void Fill()
    {
        for (var i = 0; i < count; i++) this[i] = true;
    }

    public void Remove(BitSet others)
    {
        for (var w = 0; w < _words.Length; w++) _words[w] &= ~others._words[w];
    }

    public void Add(BitSet others) => TensorPrimitives.BitwiseOr<ulong>(_words, others._words, _words);

    /// <summary>The numbers that are in one of the sets and in no other.</summary>
    public static BitSet InOne(int count, IEnumerable<BitSet> sets)
    {
        var (once, more) = (new BitSet(count), new BitSet(count));
        foreach (var set in sets)
        {
            for (var w = 0; w < once._words.Length; w++)
            {
                more._words[w] |= once._words[w] & set._words[w];
                once._words[w] |= set._words[w];
            }
        }
        once.Remove(more);
        return once;
    }

    /// <summary>The smallest number in the set.</summary>
    public int First()
    {
        var w = _words.AsSpan().IndexOfAnyExcept(0UL);
        return 64 * w + BitOperations.TrailingZeroCount(_words[w]);
    }

    /// <summary>Writes the members in ascending order; returns how many there are.</summary>
    public int CopyTo(Span<int> members)
    {
        var found = 0;
        for (var w = 0; w < _words.Length; w++)
        {
            for (var word = _words[w]; word != 0; word &= word - 1) members[found++] = 64 * w + BitOperations.TrailingZeroCount(word);
        }
        return found;
    }
}
