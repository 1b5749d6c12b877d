using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FtcTools.Training.Kernels;

/// <summary>Numbers that start at a cache line, so that no vector of them straddles two.</summary>
internal sealed class AlignedBuffer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int CacheLine = 64;

    private readonly T[] _memory;
    private readonly int _start;

    /// <param name="length">Numbers, all 0 at first.</param>
    public AlignedBuffer(int length)
    {
        Length = length;
        _memory = GC.AllocateArray<T>(length + CacheLine / Unsafe.SizeOf<T>(), pinned: true);
        var over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0) % CacheLine);
        _start = over == 0 ? 0 : (CacheLine - over) / Unsafe.SizeOf<T>();
    }

    public int Length { get; }

    public Span<T> Span => _memory.AsSpan(_start, Length);

    /// <summary>The number at <paramref name="index"/>; nothing checks that it is there.</summary>
    public ref T At(nint index) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start + index);
}
