namespace FtcTools.Constructions.Deep;

/// <summary>
/// Where blocks of two hidden layers fit into given widths, for the most samples: in front of the first block a layer hands on the
/// projected sample (1 neuron), between blocks also the p sums so far, behind the last the sums alone.
/// </summary>
/// <param name="Layer">The block's first hidden layer, from 0.</param>
/// <param name="Groups">Neurons left for groups, one each.</param>
/// <param name="Levels">Neurons left for levels, 2p each.</param>
/// <param name="Alone">No other block stands beside it, so that both may be odd.</param>
internal sealed record BlockLayout(int Layer, int Groups, int Levels, bool Alone)
{
    public long Capacity =>
        Alone || Groups % 2 == 0 || Levels % 2 == 0 ? (long)Groups * Levels : Math.Max((Groups - 1L) * Levels, Groups * (Levels - 1L));

    /// <summary>Groups and levels for so many samples: no more levels than needed, then no more groups.</summary>
    public (int Groups, int Levels) For(int points)
    {
        var levels = (points + Groups - 1) / Groups;
        var groups = (points + levels - 1) / levels;
        if (Alone || groups % 2 == 0 || levels % 2 == 0) return (groups, levels);
        return groups < Groups ? (groups + 1, levels) : ((points + levels) / (levels + 1), levels + 1);
    }

    /// <summary>The blocks of the largest total capacity; none where none fits.</summary>
    public static IReadOnlyList<BlockLayout> Of(IReadOnlyList<int> widths, int p)
    {
        // The best for each state, before, between and behind the blocks, is found from the last layer to the first.
        const int Before = 0, Between = 1, Behind = 2;
        var best = new (long Capacity, BlockLayout? Block, int Next)?[widths.Count + 1, 3];
        best[widths.Count, Behind] = (0, null, Behind);
        for (var l = widths.Count - 1; l >= 0; l--)
        {
            foreach (var state in (int[])[Before, Between, Behind])
            {
                var carried = state switch { Before => 1, Between => p + 1, _ => p };
                if (widths[l] >= carried) Offer(l, state, 0, null, l + 1, state);
                if (state == Behind || l + 1 == widths.Count) continue;
                var sums = state == Before ? 0 : p;
                foreach (var next in (int[])[Between, Behind])
                {
                    var block = new BlockLayout(l, widths[l] - sums, (widths[l + 1] - sums - (next == Between ? 1 : 0)) / (2 * p),
                        state == Before && next == Behind);
                    if (block is { Groups: > 0, Levels: > 0 }) Offer(l, state, block.Capacity, block, l + 2, next);
                }
            }
        }
        var blocks = new List<BlockLayout>();
        for (var (l, state) = (0, Before); l < widths.Count && best[l, state] is { } chosen; l += chosen.Block is null ? 1
            : 2, state = chosen.Next)
        {
            if (chosen.Block is not null) blocks.Add(chosen.Block);
        }
        return blocks;

        void Offer(int l, int state, long capacity, BlockLayout? block, int after, int next)
        {
            if (best[after, next] is { } rest && !(best[l, state]?.Capacity >= capacity + rest.Capacity))
                best[l, state] = (capacity + rest.Capacity, block, next);
        }
    }
}
