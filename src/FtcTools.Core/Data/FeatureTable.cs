using System.Numerics.Tensors;

namespace FtcTools.Data;

/// <summary>
/// K rows of d features: float64 in one array or, where they are very many and every one of them is a float32, that in blocks of rows.
/// Immutable. A row of float32 is widened when it is asked for: what looks at all of them does so in passes.
/// </summary>
internal sealed class FeatureTable
{
    /// <summary>Numbers from which on float32 is kept where it holds them.</summary>
    public const long Many = 1L << 26;

    private readonly double[]? _wide;
    private readonly float[][] _single = [];
    private readonly int _blockRows;
    private readonly bool _elsewhere;

    /// <summary>Takes the numbers over, and makes 0 of -0: both are one point.</summary>
    public FeatureTable(double[] rows, int width)
    {
        (_wide, Width, Count) = (rows, width, rows.Length / width);
        for (var at = 0; at < rows.Length; at++) rows[at] += 0.0;
    }

    /// <param name="blocks">Each of <paramref name="blockRows"/> rows, the last one of as many as are left.</param>
    internal FeatureTable(float[][] blocks, int blockRows, int count, int width) =>
        (_single, _blockRows, Count, Width) = (blocks, blockRows, count, width);

    private FeatureTable(int count, int width) => (_elsewhere, Count, Width) = (true, count, width);

    /// <summary>Rows that are not in memory: whoever asks for one is told so.</summary>
    public static FeatureTable Elsewhere(int count, int width) => new(count, width);

    /// <summary>The number of features, d.</summary>
    public int Width { get; }

    /// <summary>K.</summary>
    public int Count { get; }

    /// <summary>Whether the features are float32.</summary>
    public bool IsSingle => _wide is null;

    /// <summary>The features of a row (from 0); a new array where they are float32.</summary>
    public ReadOnlySpan<double> Row(int i) => Rows(i, 1);

    /// <summary>The features of rows that stand together; a new array where they are float32.</summary>
    public ReadOnlySpan<double> Rows(int first, int count)
    {
        if (_wide is not null) return _wide.AsSpan(first * Width, count * Width);
        MustBeHere();
        var rows = new double[count * Width];
        for (var i = 0; i < count; i++) TensorPrimitives.ConvertTruncating(SingleRow(first + i), rows.AsSpan(i * Width, Width));
        return rows;
    }

    /// <summary>All features, row by row; a new array where they are float32.</summary>
    public double[] All()
    {
        if (_wide is not null) return _wide;
        MustBeHere();
        var all = new double[checked(Count * Width)];
        for (var i = 0; i < Count; i++) TensorPrimitives.ConvertTruncating(SingleRow(i), all.AsSpan(i * Width, Width));
        return all;
    }

    /// <summary>Some rows, each feature rounded to float32; not copied where all of them are float32 and stand together.</summary>
    /// <param name="room">For the numbers that are.</param>
    public ReadOnlyMemory<float> Single(int first, int count, float[] room)
    {
        if (_wide is not null)
        {
            TensorPrimitives.ConvertTruncating(_wide.AsSpan(first * Width, count * Width), room.AsSpan(0, count * Width));
            return room.AsMemory(0, count * Width);
        }
        MustBeHere();
        var (block, at) = (first / _blockRows, first % _blockRows);
        if (at + count <= _blockRows) return _single[block].AsMemory(at * Width, count * Width);
        for (var i = 0; i < count; i++) SingleRow(first + i).CopyTo(room.AsSpan(i * Width));
        return room.AsMemory(0, count * Width);
    }

    /// <summary>The same rows in a file's own numbers; empty where float32 holds them.</summary>
    public ReadOnlyMemory<double> Wide(int first, int count) => _wide is null ? default : _wide.AsMemory(first * Width, count * Width);

    /// <summary>The first number that is not finite, and where (from 0); null where all are.</summary>
    public (int Row, int Feature, double Value)? NotFinite()
    {
        var at = _wide is null ? -1 : _wide.AsSpan().IndexOfAnyExceptInRange(double.MinValue, double.MaxValue);
        return at < 0 ? null : (at / Width, at % Width, _wide![at]);
    }

    private void MustBeHere()
    {
        if (_elsewhere) throw Passes.SampleSource.NotInMemory();
    }

    private ReadOnlySpan<float> SingleRow(int i) => _single[i / _blockRows].AsSpan(i % _blockRows * Width, Width);
}

/// <summary>Rows of features as they come, on their way into a table: float32 for as long as that holds them.</summary>
/// <param name="width">d.</param>
/// <param name="expected">How many rows will come; 0 where that is not known.</param>
/// <param name="many">The number of elements from which on float32 is kept.</param>
internal sealed class FeatureCollector(int width, int expected = 0, long many = FeatureTable.Many)
{
    // Numbers of a block of float32: small enough to be taken a block at a time, large enough to be few.
    private const int BlockNumbers = 1 << 18;

    private readonly int _blockRows = Math.Max(1, BlockNumbers / width);
    private readonly List<float[]> _single = [];
    private GrowingArray<double>? _wide;

    public int Count { get; private set; }

    /// <summary>Adds a row; -0 becomes 0, for both are one point.</summary>
    public void Add(ReadOnlySpan<double> row)
    {
        // What will not be many is kept in float64 from the first.
        if (_wide is null && ((Count == 0 && expected > 0 && (long)expected * width < many) || !IsSingle(row))) Widen();
        if (_wide is not null)
        {
            _wide.AddRange(row);
        }
        else
        {
            if (Count % _blockRows == 0) _single.Add(GC.AllocateUninitializedArray<float>(_blockRows * width));
            var place = _single[^1].AsSpan(Count % _blockRows * width, width);
            for (var j = 0; j < place.Length; j++) place[j] = (float)(row[j] + 0.0);
        }
        Count++;
    }

    /// <summary>The table of all of them; nothing is added after it.</summary>
    public FeatureTable ToTable()
    {
        if (_wide is null && (long)Count * width >= many) return new FeatureTable([.. _single], _blockRows, Count, width);
        if (_wide is null) Widen();
        return new FeatureTable(_wide!.ToArray(), width);
    }

    private static bool IsSingle(ReadOnlySpan<double> row)
    {
        foreach (var value in row)
        {
            if ((float)value != value || !double.IsFinite(value)) return false;
        }
        return true;
    }

    private void Widen()
    {
        _wide = new GrowingArray<double>((int)Math.Min((long)Math.Max(expected, Count) * width, Array.MaxLength));
        var row = new double[width];
        for (var i = 0; i < Count; i++)
        {
            TensorPrimitives.ConvertTruncating(_single[i / _blockRows].AsSpan(i % _blockRows * width, width), row);
            _wide.AddRange(row);
            if ((i + 1) % _blockRows == 0) _single[i / _blockRows] = [];
        }
        _single.Clear();
    }
}
