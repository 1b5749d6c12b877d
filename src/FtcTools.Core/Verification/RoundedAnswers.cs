using System.Numerics;
using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Verification;

/// <summary>
/// What a rounded network answers at the samples of a dataset, as its own arithmetic has it and enclosed for every order of summation; a
/// few samples at a time, so that large layers are read once for all of them. For one thread, fast where samples are asked for in order.
/// </summary>
internal sealed class RoundedAnswers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = 16;

    private readonly RoundedNetwork<T> _rounded;
    private readonly Enclosure _enclosure;
    private readonly Dataset _dataset;
    private readonly Enclosure.Scratch[] _rooms;
    private readonly T[] _scratch;
    private readonly JoinedSum _joined;
    private int _first = -1;
    private Enclosure.Scratch _last;

    public RoundedAnswers(RoundedNetwork<T> rounded, Enclosure enclosure, Dataset dataset)
    {
        (_rounded, _enclosure, _dataset) = (rounded, enclosure, dataset);
        _rooms = [.. Enumerable.Range(0, Block).Select(_ => enclosure.NewScratch())];
        _scratch = new T[2 * rounded.Widest];
        _joined = new(rounded.Network, typeof(T) == typeof(double) ? Numerics.Arithmetic.Float64 : Numerics.Arithmetic.Float32);
        _last = _rooms[0];
        Plain = new T[rounded.Network.Outputs];
    }

    /// <summary>p outputs at the last sample asked for.</summary>
    public T[] Plain { get; }

    /// <summary>The enclosure of the p outputs at sample <paramref name="i"/>, from 0.</summary>
    public (double[] Middles, double[] Radii) At(int i)
    {
        if (_first < 0 || i / Block * Block != _first)
        {
            _first = i / Block * Block;
            var count = Math.Min(Block, _dataset.K - _first);
            _enclosure.Evaluate(_dataset.Table.Rows(_first, count), _rooms.AsSpan(0, count));
        }
        var room = _last = _rooms[i - _first];
        if (typeof(T) == typeof(double) && room.IsPlain)
        {
            for (var o = 0; o < Plain.Length; o++) Plain[o] = T.CreateTruncating(room.Middles[^1][o]);
        }
        else
        {
            _rounded.Evaluate(_dataset.Row(i), Plain, _scratch);
        }
        return (room.Middles[^1], room.Radii[^1]);
    }

    /// <summary>What <see cref="JoinedSum.Error"/> says of an output at the last sample asked for.</summary>
    public double JoinError(int output, double f, double g) => _joined.Error(_last, output, f, g);
}
