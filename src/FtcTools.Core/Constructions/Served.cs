namespace FtcTools.Constructions;

/// <summary>How many edits a construction has served so far; any thread may add to it.</summary>
internal sealed class Served
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int edits) => Interlocked.Add(ref _count, edits);
}
