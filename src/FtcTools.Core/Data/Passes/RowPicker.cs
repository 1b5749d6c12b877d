namespace FtcTools.Data.Passes;

/// <summary>Keeps the samples at certain places, found in one pass.</summary>
internal sealed class RowPicker(SampleSource source)
{
    private readonly List<PickedSample> _picked = [];

    /// <summary>The samples at those places (from 0, ascending), but for edits.</summary>
    public IReadOnlyList<PickedSample> Pick(int[] places, IProgress<double>? progress, CancellationToken cancellation)
    {
        source.Pass(() => new Worker(this, places), progress, cancellation);
        _picked.Sort((a, b) => a.Place.CompareTo(b.Place));
        return _picked;
    }

    private sealed class Worker(RowPicker owner, int[] places) : IBlockWorker
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

        public void End() => owner._picked.AddRange(_own);
    }
}
