using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Stored;

/// <summary>How samples are read that stay on disk.</summary>
internal sealed record StoredOptions
{
    private const double Mebibyte = 1 << 20;

    // What the process takes before any sample is read.
    private const long Runtime = 150L << 20;

    // What a working set takes, and what is built among it.
    private const long Least = 256L << 20;

    // Shares of the memory that is left: one in three for the parts of all threads together, one in two for samples that are held.
    private const int ShareOfParts = 3, ShareOfSamples = 2;
    private const long LeastPart = 1L << 18, MostPart = 1L << 26;

    /// <summary>Bytes that the process may take.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Bytes of the numbers of a part; 0 for what the limit allows.</summary>
    public long PartBytes { get; init; }

    /// <summary>Samples that are handed out together; 0 for as many as a core's cache holds.</summary>
    public int BlockRows { get; init; }

    public int Threads { get; init; } = Cores.All().MaxDegreeOfParallelism;

    /// <summary>Bytes of the numbers of a part.</summary>
    public long BytesOfPart =>
        PartBytes > 0 ? PartBytes : Math.Clamp((MemoryLimit - Runtime) / ShareOfParts / Threads, LeastPart, MostPart);

    /// <summary>Bytes that samples may take which are held in memory.</summary>
    public long BytesOfSamples => (MemoryLimit - Runtime) / ShareOfSamples;

    /// <exception cref="FtcException">FTC0034: less than anything takes.</exception>
    public void Check()
    {
        if (MemoryLimit < Least)
            throw new FtcException(Codes.Argument,
                $"the memory limit is {Text.Of(Math.Round(MemoryLimit / Mebibyte, 1))} MB; the process itself and a working set take {Text.Of(Least / Mebibyte)} MB, and valid are limits from that on.");
    }
}
