using FtcTools.Constructions;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Experiments.Tests.Shards;

/// <summary>How networks for samples in shards are asked for, and their bytes.</summary>
internal static class ShardNetworks
{
    public static DesignOptions Ships { get; } = new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };

    public static byte[] Json(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return stream.ToArray();
    }
}
