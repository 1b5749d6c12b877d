using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FtcTools.Data.Passes;

namespace FtcTools.Experiments.Shards;

/// <summary>What tells samples from others.</summary>
/// <param name="Sum">Of a hash of each sample and its place.</param>
/// <param name="Single">Whether all features are float32.</param>
internal readonly record struct SampleIdentity(UInt128 Sum, bool Single);

/// <summary>The identity of all samples, edits included.</summary>
internal sealed class IdentityQuestion : Question<SampleIdentity>
{
    public override string Kind => "identity";

    public override SampleIdentity Nothing => new(0, true);

    public override void Write(BinaryWriter writer)
    {
    }

    public override SampleIdentity Merge(SampleIdentity a, SampleIdentity b) => new(unchecked(a.Sum + b.Sum), a.Single && b.Single);

    public override void Write(SampleIdentity answer, BinaryWriter writer)
    {
        writer.Write((ulong)(answer.Sum >> 64));
        writer.Write((ulong)answer.Sum);
        writer.Write(answer.Single);
    }

    public override SampleIdentity ReadAnswer(BinaryReader reader) => new(new(reader.ReadUInt64(), reader.ReadUInt64()), reader.ReadBoolean());

    protected override IBlockWorker NewWorker(Action<SampleIdentity> tell, CancellationToken cancellation) => new Worker(tell);

    private sealed class Worker(Action<SampleIdentity> tell) : IBlockWorker
    {
        private byte[] _bytes = [];
        private UInt128 _sum;
        private bool _single = true;

        public void Take(SampleBlock block)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            foreach (var value in block.Wide.Span) _single &= (float)value == value;
            for (var i = 0; i < block.Count; i++)
            {
                var length = 0;
                Add(MemoryMarshal.AsBytes(block.SingleRow(i)), ref length);
                if (!block.Wide.IsEmpty) Add(MemoryMarshal.AsBytes(block.Wide.Span.Slice(i * block.Inputs, block.Inputs)), ref length);
                Add(MemoryMarshal.AsBytes(block.Prediction(i)), ref length);
                Add(MemoryMarshal.AsBytes(block.Errors(i)), ref length);
                if (!block.Labels.IsEmpty) Add(MemoryMarshal.AsBytes(block.Labels.Span.Slice(i, 1)), ref length);
                Add([block.Edited[i] ? (byte)1 : (byte)0], ref length);
                var place = block.First + i;
                Add(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in place)), ref length);
                SHA256.HashData(_bytes.AsSpan(0, length), hash);
                _sum = unchecked(_sum + BinaryPrimitives.ReadUInt128LittleEndian(hash));
            }
        }

        public void End() => tell(new(_sum, _single));

        private void Add(ReadOnlySpan<byte> bytes, ref int length)
        {
            if (_bytes.Length < length + bytes.Length) Array.Resize(ref _bytes, 2 * (length + bytes.Length));
            bytes.CopyTo(_bytes.AsSpan(length));
            length += bytes.Length;
        }
    }
}
