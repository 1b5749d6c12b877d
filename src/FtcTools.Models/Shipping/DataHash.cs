using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FtcTools.Data;

namespace FtcTools.Shipping;

/// <summary>
/// The name of a dataset's content, whatever file it came from: SHA-256 over the ASCII line `ftc-data/1 K d p`, the K d features row by
/// row as little-endian float64, and for each edited sample, in order, the line `i z_1 .. z_p` with i from 1 and z as `p/q`. A
/// classification adds the K p answers of the model, as the features, and the line `c_1 .. c_K` of the right classes, from 0.
/// </summary>
public static class DataHash
{
    /// <summary>64 hexadecimal digits.</summary>
    public static string Of(Dataset dataset)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Line($"ftc-data/1 {dataset.K} {dataset.Inputs} {dataset.Outputs}");
        for (var i = 0; i < dataset.K; i++) Numbers(dataset.Row(i));
        foreach (var sample in dataset.T) Line($"{sample} {string.Join(' ', dataset.Residual(sample - 1)!)}");
        if (dataset.Classes is { } classes)
        {
            for (var i = 0; i < dataset.K; i++) Numbers(dataset.Predictions(i));
            Line($"{string.Join(' ', classes.Labels)}");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Numbers(ReadOnlySpan<double> row)
        {
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            foreach (var value in row)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }

        void Line(FormattableString text) => hash.AppendData(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture) + "\n"));
    }
}
