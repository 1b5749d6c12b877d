using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FtcTools.Data;
using FtcTools.Data.Passes;

namespace FtcTools.Shipping;

/// <summary>
/// The name of a dataset's content, whatever file it came from: SHA-256 over the ASCII line `ftc-data/1 K d p`, the K d features row by
/// row as little-endian float64, and for each edited sample, in order, the line `i z_1 .. z_p` with i from 1 and z as `p/q`. A
/// classification adds the K p answers of the model, as the features, and the line `c_1 .. c_K` of the right classes, from 0.
/// </summary>
public static class DataHash
{
    /// <summary>64 hexadecimal digits.</summary>
    /// <exception cref="Diagnostics.FtcException">As of reading samples that stay on disk.</exception>
    public static string Of(Dataset dataset, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = dataset.Stored ?? new DatasetSource(dataset);
        Line($"ftc-data/1 {dataset.K} {dataset.Inputs} {dataset.Outputs}");
        Each((block, i) => Numbers(block.Row(i)));
        foreach (var sample in dataset.T) Line($"{sample} {string.Join(' ', dataset.Residual(sample - 1)!)}");
        if (dataset.Classes is not null)
        {
            Each((block, i) => Numbers(block.Prediction(i)));
            Each((block, i) => Ascii($"{(block.First + i == 0 ? "" : " ")}{block.Labels.Span[i]}"));
            Line($"");
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Each(Action<SampleBlock, int> take) => source.PassInOrder(new Rows(take), cancellation);

        void Numbers(ReadOnlySpan<double> row)
        {
            if (BitConverter.IsLittleEndian)
            {
                hash.AppendData(MemoryMarshal.AsBytes(row));
                return;
            }
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            foreach (var value in row)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }

        void Line(FormattableString text) => Ascii($"{text.ToString(CultureInfo.InvariantCulture)}\n");

        void Ascii(FormattableString text) => hash.AppendData(Encoding.ASCII.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
    }

    private sealed class Rows(Action<SampleBlock, int> take) : IBlockWorker
    {
        public void Take(SampleBlock block)
        {
            for (var i = 0; i < block.Count; i++) take(block, i);
        }

        public void End() { }
    }
}
