namespace FtcTools.Data;

/// <summary>A list that never moves what it holds: it grows by blocks, and takes twice its numbers' room only while they are put together.</summary>
internal sealed class Blocks<T>
{
    private const int Largest = 1 << 16;

    private readonly List<T[]> _full = [];
    private T[] _last = new T[64];
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
        _full.Add(_last);
        _last = new T[Math.Min(Largest, 2 * _last.Length)];
        _used = 0;
    }

    public T[] ToArray()
    {
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
