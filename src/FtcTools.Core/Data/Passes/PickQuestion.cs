namespace FtcTools.Data.Passes;

/// <summary>The samples at certain places, but for edits; by ascending place.</summary>
/// <param name="places">The places, counted from 0, in ascending order.</param>
internal sealed class PickQuestion(int[] places) : Question<IReadOnlyList<PickedSample>>
{
    public PickQuestion(BinaryReader reader) : this(reader.ReadIntegers())
    {
    }

    public override string Kind => "pick";

    public override IReadOnlyList<PickedSample> Nothing => [];

    public override void Write(BinaryWriter writer) => writer.Write(places.AsSpan());

    public override IReadOnlyList<PickedSample> Merge(IReadOnlyList<PickedSample> a, IReadOnlyList<PickedSample> b) =>
        [.. a.Concat(b).OrderBy(sample => sample.Place)];

    public override void Write(IReadOnlyList<PickedSample> answer, BinaryWriter writer) => writer.Write(answer);

    public override IReadOnlyList<PickedSample> ReadAnswer(BinaryReader reader) => reader.ReadMany(Bytes.ReadSample);

    protected override IBlockWorker NewWorker(Action<IReadOnlyList<PickedSample>> tell, CancellationToken cancellation) =>
        new Worker(places, tell);

    private sealed class Worker(int[] places, Action<IReadOnlyList<PickedSample>> tell) : IBlockWorker
    {
        private readonly List<PickedSample> _own = [];

        public void Take(SampleBlock block)
        {
            var at = Array.BinarySearch(places, block.First);
            for (at = at < 0 ? ~at : at; at < places.Length && places[at] < block.First + block.Count; at++)
            {
                if (!block.Edited[places[at] - block.First]) _own.Add(PickedSample.Of(block, places[at] - block.First));
            }
        }

        public void End() => tell([.. _own]);
    }
}
