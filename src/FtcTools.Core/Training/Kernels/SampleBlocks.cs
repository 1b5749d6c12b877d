using System.Numerics;

namespace FtcTools.Training.Kernels;

/// <summary>
/// Samples as the kernels want them: in blocks that stay in the cache from the first layer to the last gradient. A block has a row of ones
/// (the biases' input), a row a feature and rows of zeros up to a multiple of 4; beside them a row a target, and a row that is 1 at samples
/// and 0 at what fills up the last block.
/// </summary>
internal sealed class SampleBlocks<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Largest = 256;

    private readonly AlignedBuffer<T> _features;
    private readonly AlignedBuffer<T> _targets;
    private readonly AlignedBuffer<T> _present;
    private readonly int _rows;
    private readonly int _outputs;

    /// <param name="samples">How many there will be.</param>
    /// <param name="tile">A block is a multiple of this.</param>
    public SampleBlocks(int inputs, int outputs, int samples, int tile)
    {
        var count = (samples + Largest - 1) / Largest;
        Size = Layout.Up((samples + count - 1) / count, tile);
        Count = (samples + Size - 1) / Size;
        Samples = samples;
        _rows = Layout.Up(inputs + 1, 4);
        _outputs = outputs;
        _features = new(checked(Count * _rows * Size));
        _targets = new(checked(Count * outputs * Size));
        _present = new(checked(Count * Size));
    }

    /// <summary>Samples of a block.</summary>
    public int Size { get; }

    public int Count { get; }

    public int Samples { get; }

    public ref T Features(int block) => ref _features.At((nint)block * _rows * Size);

    public ref T Targets(int block) => ref _targets.At((nint)block * _outputs * Size);

    public ref T Present(int block) => ref _present.At((nint)block * Size);

    /// <summary>Copies the samples of these numbers (from 0), one for each place.</summary>
    public SampleBlocks<T> Fill(TrainingSet set, ReadOnlySpan<int> samples)
    {
        var features = _features.Span;
        var targets = _targets.Span;
        var present = _present.Span;
        for (var at = 0; at < samples.Length; at++)
        {
            var (block, place) = (at / Size, at % Size);
            var column = block * _rows * Size + place;
            features[column] = T.One;
            foreach (var value in set.Row(samples[at])) features[column += Size] = T.CreateTruncating(value);
            column = block * _outputs * Size + place;
            foreach (var value in set.Target(samples[at]))
            {
                targets[column] = T.CreateTruncating(value);
                column += Size;
            }
            present[at] = T.One;
        }
        return this;
    }
}
