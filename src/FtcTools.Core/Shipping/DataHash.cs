using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FtcTools.Data;

namespace FtcTools.Shipping;

/// <summary>
/// The name of a dataset's content, whatever file it came from: SHA-256 over the ASCII line `ftc-data/1 K d p`, the K d features row by
/// row as little-endian float64, and for each edited sample, in order, the line `i z_1 .. z_p` with i from 1 and z as `p/q`.
/// </summary>
public static class DataHash
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string Of(Dataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Line($"ftc-data/1 {dataset.K} {dataset.Inputs} {dataset.Outputs}");
        var row = new byte[dataset.Inputs * sizeof(double)];
        for (var i = 0; i < dataset.K; i++)
        {
            var features = dataset.Row(i);
            for (var j = 0; j < features.Length; j++) BinaryPrimitives.WriteDoubleLittleEndian(row.AsSpan(j * sizeof(double)), features[j]);
            hash.AppendData(row);
        }
        foreach (var sample in dataset.T) Line($"{sample} {string.Join(' ', dataset.Residual(sample - 1)!)}");
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Line(FormattableString text) => hash.AppendData(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n"));
    }
}
