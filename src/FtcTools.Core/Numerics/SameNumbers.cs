namespace FtcTools.Numerics;

/// <summary>Rows of numbers that are equal number by number, for dictionaries and groups.</summary>
internal static class SameNumbers
{
    public static EqualityComparer<Rational[]> Comparer { get; } = EqualityComparer<Rational[]>.Create(
        (a, b) => ReferenceEquals(a, b) || a!.AsSpan().SequenceEqual(b),
        numbers => numbers.Aggregate(0, (hash, number) => HashCode.Combine(hash, number)));
}
