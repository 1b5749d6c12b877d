using System.Numerics;
using System.Numerics.Tensors;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace FtcTools.Data.Formats;

/// <summary>
/// A Parquet file, by Parquet.Net, group of rows by group of rows. A column holds numbers, words or true and false, or lists of numbers
/// that are equally long in every row (embeddings).
/// </summary>
internal sealed class ParquetTable : Table
{
    // A group of rows whose values take fewer bytes than one for so many is refused before room is made for it.
    private const long MostValuesPerByte = 4096;

    private const string Valid = "valid are numbers, words, true and false, and lists of numbers";

    private readonly FileStream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField?[] _fields;
    private int[] _levels = [];

    /// <exception cref="FtcException">FTC0011 no row; FTC0023 no Parquet file, or a broken one.</exception>
    /// <param name="columns">Its columns, where they are known already: how long lists are takes some reading.</param>
    public ParquetTable(string file, IReadOnlyList<TableColumn>? columns = null) : base(file)
    {
        _stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            if (Guard(() => ParquetFooter.WrongIn(_stream)) is { } wrong)
                throw Broken($"it is no Parquet file, or broken or cut off: {wrong}");
            _reader = Guard(() => ParquetReader.CreateAsync(_stream).GetAwaiter().GetResult());
            if (RowGroups().All(group => group.NumRows == 0))
                throw new FtcException(Codes.EmptyFile, "the file has columns and no row; at least 3 rows are needed.", file);
            if (RowGroups().Any(group => group.NumRows < 0 || group.NumRows > MostValuesPerByte * _stream.Length))
                throw Broken($"a group claims {RowGroups().Max(group => group.NumRows)} rows, which a file of {_stream.Length} bytes does not hold");
            var schema = Guard(SchemaOf);
            var leaves = schema.DataFields.ToLookup(leaf => leaf.Path.ToList()[0]);
            _fields = [.. schema.Fields.Select(field => leaves[field.Name].ToArray() is [var leaf] && leaf.MaxRepetitionLevel <= 1 ? leaf
                : null)];
            Columns = columns is not null && columns.Select(column => column.Name).SequenceEqual(schema.Fields.Select(field => field.Name))
                ? columns : [.. schema.Fields.Select((field, i) => new TableColumn(field.Name, WidthOf(_fields[i]), IsText(_fields[i])))];
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override void Read(int[] features, NumberRows numbers, int[] others, ValueColumn[] values, IProgress<long>? progress,
        CancellationToken cancellation)
    {
        var done = 0;
        for (var group = 0; group < _reader.RowGroupCount; group++)
        {
            using var rows = Guard(() => _reader.OpenRowGroupReader(group));
            var count = checked((int)rows.RowCount);
            if (count == 0) continue;
            var x = numbers.Next(count);
            var place = 0;
            foreach (var column in features)
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsText(_fields[column])) throw Words(column);
                var window = new RowWindow(count, 0, count, done);
                using var raw = Waited(Checked(rows, column, window, cancellation));
                MustBeFinite(raw, column, done);
                Fill(raw, column, window, x, place, numbers.Width);
                place += Columns[column].Width;
            }
            for (var j = 0; j < others.Length; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                Waited(ReadValues(rows, others[j], new(count, 0, count, done), values[j], cancellation));
            }
            done += count;
            progress?.Report(done);
        }
    }

    /// <summary>The rows of each group.</summary>
    public IReadOnlyList<int> Groups => [.. RowGroups().Select(group => checked((int)group.NumRows))];

    /// <summary>Whether float32 holds whatever number the column holds.</summary>
    public bool IsSingle(int column) => _fields[column]?.ClrType is { } type
        && (type == typeof(float) || type == typeof(short) || type == typeof(ushort) || type == typeof(sbyte) || type == typeof(byte)
            || type == typeof(bool));

    /// <summary>Bytes of columns as they lie in the file, of all groups.</summary>
    public long BytesOf(IEnumerable<int> columns)
    {
        string[] names = [.. columns.Where(column => _fields[column] is not null).Select(column => _fields[column]!.Path.ToString())];
        return RowGroups().Sum(group =>
            group.Columns.Where(chunk => chunk.MetaData is { } data && names.Contains(string.Join('.', data.PathInSchema)))
                .Sum(chunk => chunk.MetaData!.TotalCompressedSize));
    }

    /// <summary>Reads some rows of a group.</summary>
    /// <param name="features">Columns whose numbers go into <paramref name="numbers"/>.</param>
    /// <param name="others">Columns whose values go into <paramref name="values"/>.</param>
    public void ReadPart(int group, RowWindow window, int[] features, ColumnStore numbers, int[] others, ValueColumn[] values,
        CancellationToken cancellation)
    {
        using var rows = Guard(() => _reader.OpenRowGroupReader(group));
        if (rows.RowCount != window.OfRows)
            throw Broken($"group {group + 1} has {rows.RowCount} rows and had {window.OfRows}: the file was changed meanwhile");
        Waited(ReadColumns(rows, window, features, numbers, others, values, cancellation));
    }

    // The library has the pool read each page. Awaited as a whole, all of them are read by one thread, one after the other; whoever waited
    // for each column would have two threads wake one another for it, which takes longer than reading it.
    private async Task ReadColumns(ParquetRowGroupReader rows, RowWindow window, int[] features, ColumnStore numbers, int[] others,
        ValueColumn[] values, CancellationToken cancellation)
    {
        for (var j = 0; j < features.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsText(_fields[features[j]])) throw Words(features[j]);
            if (await ReadStraight(rows, features[j], window, numbers.Single(j), cancellation).ConfigureAwait(false)
                || await ReadStraight(rows, features[j], window, numbers.Wide(j), cancellation).ConfigureAwait(false)) continue;
            using var raw = await Checked(rows, features[j], window, cancellation).ConfigureAwait(false);
            switch (raw)
            {
                case RawColumnData<float> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<double> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<int> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<long> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<uint> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<ulong> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<short> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<ushort> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<sbyte> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<byte> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<decimal> r: numbers.Take(j, Cut(r)); break;
                case RawColumnData<bool> r: numbers.Take(j, Cut(r)); break;
                default: throw NotRead(features[j]);
            }
        }
        for (var j = 0; j < others.Length; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            await ReadValues(rows, others[j], window, values[j], cancellation).ConfigureAwait(false);
        }

        ReadOnlySpan<T> Cut<T>(RawColumnData<T> raw)
            where T : struct
        {
            var width = raw.Values.Length / window.OfRows;
            return (long)width * window.OfRows == raw.Values.Length && width > 0
                ? raw.Values.Slice(window.From * width, window.Count * width)
                : throw Broken($"a column has {raw.Values.Length} values for {window.OfRows} rows");
        }
    }

    // A column of a whole group whose numbers are kept as they are goes to where it is kept, and is not copied on the way.
    private async Task<bool> ReadStraight<T>(ParquetRowGroupReader rows, int column, RowWindow window, Memory<T> room,
        CancellationToken cancellation)
        where T : struct
    {
        if (room.IsEmpty || _fields[column] is not { MaxRepetitionLevel: 0 } field || field.ClrType != typeof(T)
            || window.Count != window.OfRows || rows.GetMetadata(field)?.MetaData?.NumValues != window.OfRows) return false;
        Memory<int>? levels = null;
        if (field.MaxDefinitionLevel > 0)
        {
            if (_levels.Length < window.OfRows) _levels = new int[window.OfRows];
            levels = _levels.AsMemory(0, window.OfRows);
        }
        var read = await Guarded(Read()).ConfigureAwait(false);
        if (levels is { } found) MustBeThere(found.Span, field, column, window);
        return read;

        async ValueTask<bool> Read()
        {
            await rows.ReadRawAsync(field, room[..window.OfRows], levels, null, cancellation).ConfigureAwait(false);
            return true;
        }
    }

    public override void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    private List<Parquet.Meta.RowGroup> RowGroups() => _reader.Metadata?.RowGroups ?? [];

    private static bool IsText(DataField? field) =>
        field is not null && (field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>));

    // The width of lists: as long as the first.
    private int WidthOf(DataField? field)
    {
        if (field is not { MaxRepetitionLevel: 1 }) return 1;
        for (var group = 0; group < _reader.RowGroupCount; group++)
        {
            using var rows = Guard(() => _reader.OpenRowGroupReader(group));
            if (rows.RowCount == 0) continue;
            using var raw = Waited(ReadRaw(rows, field, default));
            var levels = raw.RepetitionLevels;
            var next = levels[1..].IndexOf(0);
            return next < 0 ? levels.Length : next + 1;
        }
        return 1;
    }

    private void MustBeFinite(RawColumnData raw, int column, int first)
    {
        var at = raw switch
        {
            RawColumnData<float> r => r.Values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue),
            RawColumnData<double> r => r.Values.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue),
            _ => -1,
        };
        if (at < 0) return;
        var value = raw is RawColumnData<float> single ? single.Values[at] : ((RawColumnData<double>)raw).Values[at];
        throw Wrong(Codes.NotFinite, first + at / Columns[column].Width, column, $"holds {Text.Of(value)}", "a feature is a finite number");
    }

    // Numbers of a column as rows of float64.
    private void Fill(RawColumnData raw, int column, RowWindow window, Span<double> x, int place, int width)
    {
        var (own, count) = (Columns[column].Width, window.Count);
        var from = window.From * own;
        var slots = new Slots(x, place, Columns[column].Width, width);
        switch (raw)
        {
            case RawColumnData<float> r: slots.Fill<float>(r.Values[from..], count); break;
            case RawColumnData<double> r: slots.Fill<double>(r.Values[from..], count); break;
            case RawColumnData<int> r: slots.Fill<int>(r.Values[from..], count); break;
            case RawColumnData<long> r: slots.Fill<long>(r.Values[from..], count); break;
            case RawColumnData<uint> r: slots.Fill<uint>(r.Values[from..], count); break;
            case RawColumnData<ulong> r: slots.Fill<ulong>(r.Values[from..], count); break;
            case RawColumnData<short> r: slots.Fill<short>(r.Values[from..], count); break;
            case RawColumnData<ushort> r: slots.Fill<ushort>(r.Values[from..], count); break;
            case RawColumnData<sbyte> r: slots.Fill<sbyte>(r.Values[from..], count); break;
            case RawColumnData<byte> r: slots.Fill<byte>(r.Values[from..], count); break;
            case RawColumnData<decimal> r: slots.Fill<decimal>(r.Values[from..], count); break;
            case RawColumnData<bool> r: slots.Fill(r.Values[from..], count); break;
            default: throw NotRead(column);
        }
    }

    private async Task ReadValues(ParquetRowGroupReader rows, int column, RowWindow window, ValueColumn values,
        CancellationToken cancellation)
    {
        using var raw = await Checked(rows, column, window, cancellation, values.IsInput).ConfigureAwait(false);
        var places = PlacesOf(raw, column, window);
        if (_fields[column] is { } field && (IsText(field) || field.ClrType == typeof(bool))) AddWords(raw, column, window, places, values);
        else AddNumbers(raw, column, window, places, values);
    }

    private void AddWords(RawColumnData raw, int column, RowWindow window, int[]? places, ValueColumn values)
    {
        for (var i = 0; i < window.Count; i++)
        {
            var place = places?[i] ?? window.From + i;
            var word = place < 0 ? "" : raw switch
            {
                RawColumnData<ReadOnlyMemory<char>> words => words.Values[place].ToString(),
                RawColumnData<bool> truths => truths.Values[place] ? "true" : "false",
                _ => throw NotRead(column),
            };
            if (!values.IsInput && word.Length > 0) values.Add(word);
            else if (!values.IsInput || values.Add(word.AsSpan()) != Cell.Taken)
                throw Wrong(Codes.NotANumber, window.First + i, column, word.Length > 0 ? $"holds '{word}'" : "is empty",
                    word.Length > 0 ? $"row 1 holds {values.First}, and a column is all numbers or all words"
                        : "every row has an answer, a number or a word");
        }
    }

    private void AddNumbers(RawColumnData raw, int column, RowWindow window, int[]? places, ValueColumn values)
    {
        var numbers = values.NextNumbers(window.Count);
        if (places is null)
        {
            Fill(raw, column, window, numbers, 0, Columns[column].Width);
        }
        else
        {
            // Only those that are there lie in the file.
            var there = places.Where(place => place >= 0).ToArray();
            var packed = new double[there.Length];
            if (there.Length > 0) Fill(raw, column, window with { From = there[0], Count = there.Length }, packed, 0, 1);
            for (var i = 0; i < window.Count; i++) numbers[i] = places[i] < 0 ? double.NaN : packed[places[i] - there[0]];
        }
        if (!values.IsInput && numbers.IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) is >= 0 and var at)
            throw Wrong(Codes.NotFinite, window.First + at / Columns[column].Width, column, $"holds {Text.Of(numbers[at])}",
                "a value is a finite number");
    }

    // Where the value of each row lies among those of its group; -1 of a row that has none. Null where all have one.
    private int[]? PlacesOf(RawColumnData raw, int column, RowWindow window)
    {
        if (_fields[column] is not { MaxDefinitionLevel: > 0, MaxRepetitionLevel: 0 } field
            || !raw.DefinitionLevels.ContainsAnyExcept(field.MaxDefinitionLevel)) return null;
        var levels = raw.DefinitionLevels;
        var place = levels[..window.From].Count(field.MaxDefinitionLevel);
        var places = new int[window.Count];
        for (var i = 0; i < places.Length; i++) places[i] = levels[window.From + i] == field.MaxDefinitionLevel ? place++ : -1;
        return places;
    }

    // A column of a group whose every row holds a value, unless it may be empty, or a list of as many as the first row.
    private async Task<RawColumnData> Checked(ParquetRowGroupReader rows, int column, RowWindow window, CancellationToken cancellation,
        bool mayBeEmpty = false)
    {
        var field = _fields[column] ?? throw NotRead(column);
        var raw = await ReadRaw(rows, field, cancellation).ConfigureAwait(false);
        if (field.MaxDefinitionLevel == 0 && field.MaxRepetitionLevel == 0) return raw;
        var (count, done) = (window.OfRows, window.First - window.From);
        try
        {
            if (field.MaxRepetitionLevel > 0)
            {
                var levels = raw.RepetitionLevels;
                var width = Columns[column].Width;
                for (var i = 0; i < levels.Length; i++)
                {
                    // A level of 0 starts a row: here one has started too early, or goes on for too long.
                    if (levels[i] == 0 != (i % width == 0))
                        throw Wrong(Codes.RaggedRow, done + levels[..i].Count(0) - 1, column, "holds a list of another length",
                            $"every row has {width} values, as the first one");
                }
                if (levels.Length != (long)count * width)
                    throw Broken($"column '{Columns[column].Name}' holds {levels.Length} values, which {count} rows of {width} do not have");
            }
            if (field.MaxDefinitionLevel > 0 && !(mayBeEmpty && field.MaxRepetitionLevel == 0))
                MustBeThere(raw.DefinitionLevels, field, column, window);
            return raw;
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    private void MustBeThere(ReadOnlySpan<int> levels, DataField field, int column, RowWindow window)
    {
        if (levels.IndexOfAnyExcept(field.MaxDefinitionLevel) is >= 0 and var missing)
            throw Wrong(Codes.NotANumber, window.First - window.From + missing / Columns[column].Width, column, "is empty",
                "every row has a value");
    }

    private Task<RawColumnData> ReadRaw(ParquetRowGroupReader rows, DataField field, CancellationToken cancellation) =>
        Guarded(rows.ReadRawColumnDataBaseAsync(field, cancellation));

    private async Task<T> Guarded<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfBrokenBytes(e))
        {
            throw Broken(e);
        }
    }

    private FtcException Words(int column) =>
        new(Codes.NotANumber, $"column '{Columns[column].Name}' holds words; features are numbers. Name the columns that are features.", File);

    // The library finds columns by their names, and so neither of two.
    private FtcException NotRead(int column) => Columns.Count(other => other.Name == Columns[column].Name) > 1
        ? new(Codes.DuplicateColumn, $"the file has '{Columns[column].Name}' twice; rename one.", File)
        : new(Codes.DataFile, $"column '{Columns[column].Name}' holds {TypeOf(_fields[column])}; {Valid}. Name the columns that are features, or write it as one of these.", File);

    private static string TypeOf(DataField? field) => field is null ? "lists of lists, or records"
        : field.ClrType == typeof(DateTime) || field.ClrType == typeof(DateOnly) ? "dates or times"
        : field.ClrType == typeof(ReadOnlyMemory<byte>) || field.ClrType == typeof(byte[]) ? "bytes" : $"values of the type {field.ClrType.Name}";

    private FtcException Broken(string reason, Exception? inner = null) =>
        new(Codes.DataFile, $"'{Path.GetFileName(File)}' is not read: {reason}.", File, inner: inner);

    private ParquetSchema SchemaOf()
    {
        try
        {
            return _reader.Schema;
        }
        catch (NotSupportedException e)
        {
            throw Broken($"a column of it is of a type that is not read ({e.Message.TrimEnd('.')}); {Valid}, and float16 is written as float32", e);
        }
    }

    // The library answers broken bytes with whatever its own code runs into.
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsOfBrokenBytes(e))
        {
            throw Broken(e);
        }
    }

    private static bool IsOfBrokenBytes(Exception e) =>
        e is not (FtcException or OperationCanceledException or UnauthorizedAccessException);

    private FtcException Broken(Exception e) => Broken($"it is no Parquet file, or broken or cut off ({e.Message.TrimEnd('.')})", e);

    private static void Waited(Task reading) => reading.GetAwaiter().GetResult();

    private static T Waited<T>(Task<T> reading) => reading.GetAwaiter().GetResult();

    // The places of a column in rows of numbers.
    private readonly ref struct Slots(Span<double> rows, int place, int own, int width)
    {
        private readonly Span<double> _rows = rows;

        public void Fill<T>(ReadOnlySpan<T> values, int count)
            where T : INumberBase<T>
        {
            if (own == width)
            {
                TensorPrimitives.ConvertTruncating(values[..(count * own)], _rows);
                return;
            }
            for (var i = 0; i < count; i++)
            {
                var row = Of(i);
                for (var j = 0; j < row.Length; j++) row[j] = double.CreateTruncating(values[i * row.Length + j]);
            }
        }

        public void Fill(ReadOnlySpan<bool> values, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var row = Of(i);
                for (var j = 0; j < row.Length; j++) row[j] = values[i * row.Length + j] ? 1 : 0;
            }
        }

        private Span<double> Of(int i) => _rows.Slice(i * width + place, own);
    }
}

/// <summary>Some rows of a group.</summary>
/// <param name="OfRows">Rows of the group.</param>
/// <param name="From">The first of them, in the group.</param>
/// <param name="Count">How many.</param>
/// <param name="First">The first of them, in the file.</param>
internal readonly record struct RowWindow(int OfRows, int From, int Count, int First);
