using FtcTools.Data.Formats;

namespace FtcTools.Data.Stored;

/// <summary>
/// The median lead that a model's right answers have, exactly and in little memory: numbers are counted by their leading bits, and those of
/// the bits that the median has are counted by the next ones, a pass over the answers each time.
/// </summary>
internal sealed class MedianLead(StoredFiles files, AnswerReading answers)
{
    private const int Bits = 22;
    private const ulong Sign = 1UL << 63;

    /// <summary>Null where no answer is right.</summary>
    /// <param name="right">How many are.</param>
    public double? Find(long right, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (right == 0) return null;
        var (known, prefix, rank) = (0, 0UL, right / 2);
        while (known < 64)
        {
            var bits = Math.Min(Bits, 64 - known);
            var level = new Level(answers, known, prefix, bits);
            files.Each(features: false, answers: true, null, null, level.NewWorker, progress, cancellation);
            if (level.Least == level.Largest) return Number(level.Least);
            var bucket = 0;
            while (rank >= level.Counts[bucket]) rank -= level.Counts[bucket++];
            (known, prefix) = (known + bits, prefix << bits | (uint)bucket);
        }
        return Number(prefix);
    }

    // Numbers by their order.
    private static ulong Key(double lead) =>
        BitConverter.DoubleToUInt64Bits(lead + 0.0) is var bits && (bits & Sign) != 0 ? ~bits : bits | Sign;

    private static double Number(ulong key) => BitConverter.UInt64BitsToDouble((key & Sign) != 0 ? key & ~Sign : ~key);

    // Counts of the next bits of those leads that begin so.
    private sealed class Level(AnswerReading answers, int known, ulong prefix, int bits)
    {
        public int[] Counts { get; } = new int[1 << bits];

        public ulong Least { get; private set; } = ulong.MaxValue;

        public ulong Largest { get; private set; }

        public IPartWorker NewWorker() => new Worker(this);

        private sealed class Worker(Level level) : IPartWorker
        {
            private readonly AnswerRows _rows = new();
            private ulong _least = ulong.MaxValue;
            private ulong _largest;

            public void Take(PartReader read, ValueColumn[] answers, int part)
            {
                level.Answers.Fill(answers, read.Count, part, _rows);
                var outputs = level.Answers.Outputs;
                for (var i = 0; i < read.Count; i++)
                {
                    if (level.Answers.IsEdited(_rows, i)) continue;
                    var key = Key(Classification.Lead(_rows.Given.AsSpan(i * outputs, outputs), _rows.Labels[i]));
                    if (!level.Count(key)) continue;
                    (_least, _largest) = (Math.Min(_least, key), Math.Max(_largest, key));
                }
            }

            public void End() => (level.Least, level.Largest) = (Math.Min(level.Least, _least), Math.Max(level.Largest, _largest));
        }

        private AnswerReading Answers => answers;

        private bool Count(ulong key)
        {
            if (known > 0 && key >> (64 - known) != prefix) return false;
            Interlocked.Increment(ref Counts[(int)(key << known >> (64 - bits))]);
            return true;
        }
    }
}
