namespace FtcTools.Data;

/// <summary>
/// A list that never moves what it holds: it grows by blocks, and takes twice its numbers' room only while they are put together. Where as
/// many come as were expected, they are in one block from the first, and nothing is put together.
/// </summary>
/// <param name="expected">How many will come; 0 where that is not known.</param>
internal sealed class GrowingArray<T>(int expected = 0)
{
    private const int Smallest = 64;
    private const int Largest = 1 << 16;

    private readonly List<T[]> _full = [];
    private T[] _last = [];
    private int _used;

    public void AddRange(ReadOnlySpan<T> values)
    {
        while (!values.IsEmpty)
        {
            if (_used == _last.Length) Grow();
            var fits = Math.Min(values.Length, _last.Length - _used);
            values[..fits].CopyTo(_last.AsSpan(_used));
            _used += fits;
            values = values[fits..];
        }
    }

    private void Grow()
    {
        if (_used > 0) _full.Add(_last);
        var length = _used == 0 && expected > 0 ? expected : Math.Clamp(2 * (long)_last.Length, Smallest, Largest);
        _last = GC.AllocateUninitializedArray<T>((int)length);
        _used = 0;
    }

    /// <summary>All of them; not to be changed where no more are added.</summary>
    public T[] ToArray()
    {
        if (_full.Count == 0 && _used == _last.Length) return _last;
        var all = GC.AllocateUninitializedArray<T>(checked(_full.Sum(block => block.Length) + _used));
        var at = 0;
        foreach (var block in _full)
        {
            block.CopyTo(all, at);
            at += block.Length;
        }
        Array.Copy(_last, 0, all, at, _used);
        return all;
    }
}
