using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>A file of arrays that have a row for each sample: one of NPY or idx, several of NPZ.</summary>
internal sealed class ArrayTable : Table
{
    private readonly IReadOnlyList<ArrayColumn> _arrays;
    private readonly IDisposable? _archive;

    /// <param name="archive">What the arrays are in; is disposed with this.</param>
    public ArrayTable(string file, IReadOnlyList<ArrayColumn> arrays, IDisposable? archive = null) : base(file)
    {
        (_arrays, _archive) = (arrays, archive);
        Columns = [.. arrays.Select(array => new TableColumn(array.Name, array.Width, array.IsText))];
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public IReadOnlyList<ArrayColumn> Arrays => _arrays;

    /// <summary>Whether rows can be read in any order.</summary>
    public bool IsSeekable => _arrays.All(array => array.IsSeekable);

    public override void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        ArrayColumn[] asked = [.. features.Concat(others).Select(column => _arrays[column])];
        var rows = asked[0].Rows;
        if (Array.Find(asked, array => array.Rows != rows) is { } odd)
            throw new FtcException(Codes.ShapeMismatch,
                $"'{asked[0].Name}' has {rows} rows and '{odd.Name}' has {odd.Rows}; both have one for each sample. Name the arrays that belong together.", File);
        foreach (var column in features)
        {
            if (_arrays[column].IsText)
                throw new FtcException(Codes.NotANumber, $"'{_arrays[column].Name}' holds words; features are numbers.", File);
        }
        if (Array.TrueForAll(asked, array => array.IsSure)) numbers.Expect(rows);
        var atOnce = asked.Min(array => array.RowsAtOnce);
        for (var done = 0; done < rows;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(atOnce, rows - done);
            Fill(features, numbers.Next(count), numbers.Width, count);
            for (var j = 0; j < others.Length; j++) _arrays[others[j]].Read(count, values[j]);
            done += count;
            progress?.Report(done);
        }
        foreach (var array in asked.Distinct()) array.End();
    }

    public override void Dispose()
    {
        foreach (var array in _arrays) array.Dispose();
        _archive?.Dispose();
    }

    private void Fill(int[] features, Span<double> rows, int width, int count)
    {
        if (features.Length == 1)
        {
            _arrays[features[0]].Read(rows);
            return;
        }
        var place = 0;
        foreach (var column in features)
        {
            var array = _arrays[column];
            var block = new double[count * array.Width];
            array.Read(block);
            for (var i = 0; i < count; i++) block.AsSpan(i * array.Width, array.Width).CopyTo(rows[(i * width + place)..]);
            place += array.Width;
        }
    }
}
