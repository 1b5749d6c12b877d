using System.Runtime.InteropServices;
using System.Text;

namespace FtcTools.Experiments.Tests;

/// <summary>Arrays as NumPy writes them.</summary>
internal static class NpyFiles
{
    /// <returns>The path.</returns>
    public static string Write(string path, float[] numbers, params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        File.WriteAllBytes(path,
            [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. MemoryMarshal.AsBytes(numbers.AsSpan())]);
        return path;
    }
}
