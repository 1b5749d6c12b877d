using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;

namespace FtcTools.Data.Stored;

/// <summary>What a thread does with the parts of files that it reads.</summary>
internal interface IPartWorker
{
    /// <summary>Takes a part that was read.</summary>
    /// <param name="read">The part, with its rows.</param>
    /// <param name="answers">The columns of answers, in the order of <see cref="ColumnChoice.Answers"/>; empty where they are not
    /// read.</param>
    /// <param name="part">Its number among all parts.</param>
    void Take(PartReader read, ValueColumn[] answers, int part);

    /// <summary>No further part comes; calls of different workers do not overlap.</summary>
    void End();
}

/// <summary>Files of samples with the same columns, read part by part by all threads.</summary>
internal sealed class StoredFiles
{
    private readonly PartedFile[] _files;
    private readonly FileStamp[] _stamps;
    private readonly FileColumns[] _columns;
    private readonly ArrayParts?[] _others;
    private readonly StoredOptions _options;
    private readonly int[] _widths;
    private readonly ConcurrentBag<PartBuffers> _rooms = [];

    /// <param name="paths">The paths, in the order of their samples.</param>
    /// <param name="stamps">The stamps of the files as they must be; null to take the files as they are.</param>
    /// <exception cref="FtcException">
    /// As of reading each of them; FTC0023: one was changed; FTC0033: one has other columns than the first.
    /// </exception>
    public StoredFiles(IReadOnlyList<string> paths, DataColumns columns, StoredOptions options, CancellationToken cancellation,
        FileStamp[]? stamps = null)
    {
        (_options, Columns) = (options, columns);
        _files = [.. paths.Select(PartedFiles.Open)];
        var choices = _files.Select(file => Choose(file, columns)).ToArray();
        Choice = choices[0];
        for (var f = 1; f < _files.Length; f++) MustBeAlike(f, choices[f]);
        _columns = [.. choices.Select(choice =>
            new FileColumns(choice.Features, [.. choice.Answers.Where(answer => answer.File is null).Select(answer => answer.Column)]))];
        _widths = [.. Choice.Features.Select(column => _files[0].Columns[column].Width)];
        IsSingle = _files.Zip(_columns).All(pair => pair.Second.Features.All(pair.First.IsSingle));
        _others = [.. Choice.Answers.Select(answer => answer.File is null ? null : OtherFile(answer.File))];
        Parts = [.. _files.Zip(_columns)
            .SelectMany(pair => InputFile.Read(pair.First.File, _ => pair.First.Parts(pair.Second, options.BytesOfPart, cancellation)))];
        if (Array.Exists(_others, other => other is not null) && Parts.Any(part => part.Count < 0))
            throw new FtcException(Codes.DataFile,
                $"'{Path.GetFileName(paths[0])}' is read block by block, and its answers stand in another file, row beside row; put them into a column of it.", paths[0]);
        if (Parts.Count == 0)
            throw new FtcException(Codes.EmptyFile, "the file has a header and no row; at least 3 rows are needed.", paths[0]);
        _stamps = stamps ?? [.. AllFiles.Select(FileStamp.Of)];
        MustBeUnchanged();
        Bytes = _files.Zip(_columns).Sum(pair => pair.First.BytesOf(pair.Second)) + _others.Sum(other => other?.BytesOf(new([], [0])) ?? 0);
    }

    public DataColumns Columns { get; }

    /// <summary>Of the first file.</summary>
    public ColumnChoice Choice { get; }

    /// <summary>The first file, and how many more there are.</summary>
    public string Name =>
        _files.Length == 1 ? Path.GetFileName(_files[0].File) : $"{Path.GetFileName(_files[0].File)} and {_files.Length - 1} more";

    public string FirstFile => _files[0].File;

    /// <summary>In the order of their samples, in full.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Select(file => Path.GetFullPath(file.File))];

    /// <summary>What the files were when they were opened, those of answers beside them included.</summary>
    public IReadOnlyList<FileStamp> Stamps => _stamps;

    private IEnumerable<string> AllFiles =>
        _files.Select(file => file.File).Concat(_others.OfType<ArrayParts>().Select(other => other.File));

    /// <summary>The number of features, d.</summary>
    public int Inputs => _widths.Sum();

    /// <summary>Whether float32 holds all features.</summary>
    public bool IsSingle { get; }

    /// <summary>In the order of the samples.</summary>
    public IReadOnlyList<FilePart> Parts { get; }

    /// <summary>Bytes that are read for features and answers of all samples.</summary>
    public long Bytes { get; }

    /// <summary>
    /// What the samples take in memory, at most: in float64, and once more while they are read, with their answers.
    /// </summary>
    public double BytesInMemory =>
        2.0 * sizeof(double) * _files.Sum(file => (double)file.MostRows) * (Inputs + Choice.Answers.Sum(answer => answer.Width));

    public IReadOnlyList<string> FeatureNames => [.. Choice.Features.Select(column => _files[0].Columns[column].Name)];

    public StoredOptions Options => _options;

    public string FileOf(int part) => _files[Parts[part].File].File;

    /// <summary>Reads parts, each once, on all threads. Of several that are wrong the first one is complained of.</summary>
    /// <param name="features">Whether features are read.</param>
    /// <param name="answers">Whether answers are read.</param>
    /// <param name="starts">The first row of each part among all; for answers of other files.</param>
    /// <param name="parts">Their numbers, ascending; null for all.</param>
    /// <param name="threads">The largest number of threads; a single one takes the parts in their order.</param>
    public void Each(bool features, bool answers, int[]? starts, IReadOnlyList<int>? parts, Func<IPartWorker> newWorker,
        IProgress<double>? progress, CancellationToken cancellation, int threads = int.MaxValue)
    {
        var count = parts?.Count ?? Parts.Count;
        var (next, done, failed, gate) = (0, 0, int.MaxValue, new Lock());
        FtcException? failure = null;
        MustBeUnchanged();
        threads = Math.Min(Math.Min(_options.Threads, threads), count);
        ParallelLoop.Run(() => Parallel.For(0, threads,
            new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Math.Max(1, threads) }, _ => Work()));
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);

        void Work()
        {
            var worker = newWorker();
            using var reading = new Reading(this, features, answers, starts);
            for (int at; (at = Interlocked.Increment(ref next) - 1) < count && at < Volatile.Read(ref failed);)
            {
                cancellation.ThrowIfCancellationRequested();
                var part = parts?[at] ?? at;
                try
                {
                    var (read, values) = reading.Read(part, cancellation);
                    worker.Take(read, values, part);
                }
                catch (FtcException e)
                {
                    lock (gate)
                    {
                        if (at < failed) (failed, failure) = (at, e.At(FileOf(part)));
                    }
                }
                progress?.Report((double)Interlocked.Increment(ref done) / count);
            }
            lock (gate) worker.End();
        }
    }

    /// <summary>Where a row of a part stands, for error messages.</summary>
    public (string File, int Row, int Line) PlaceOf(int part, int row)
    {
        if (Parts[part].Count >= 0) return (FileOf(part), Parts[part].Before + row, 0);
        using var reading = new Reading(this, features: false, answers: false, null);
        return (FileOf(part), row, reading.Read(part, default).Read.LineOf(row));
    }

    // The buffers of one thread.
    private sealed class Reading(StoredFiles files, bool features, bool answers, int[]? starts) : IDisposable
    {
        private readonly PartBuffers? _pooled = features && answers ? files._rooms.TryTake(out var room) ? room
            : files.NewRoom(true, true) : null;
        private readonly ArrayTable?[] _others = answers ? [.. files._others.Select(other => (ArrayTable?)other?.Open())] : [];
        private readonly ValueColumn[] _values = [];
        private PartReader? _reader;
        private int _file = -1;
        private PartBuffers? _room;

        public (PartReader Read, ValueColumn[] Answers) Read(int part, CancellationToken cancellation)
        {
            _room ??= _pooled ?? files.NewRoom(features, answers);
            var own = files.Parts[part];
            return InputFile.Read(files._files[own.File].File, _ =>
            {
                if (own.File != _file)
                {
                    _reader?.Dispose();
                    var columns = files._columns[own.File];
                    _reader = files._files[own.File]
                        .NewReader(new(features ? columns.Features : [], answers ? columns.Answers : []), _room);
                    _file = own.File;
                }
                _reader!.Read(own, cancellation);
                return (_reader, answers ? Answers(part) : _values);
            });
        }

        // The answers of the file itself, and those of other files beside it.
        private ValueColumn[] Answers(int part)
        {
            if (Array.TrueForAll(_others, other => other is null)) return _room!.Values;
            var (all, own) = (new ValueColumn[_others.Length], 0);
            for (var j = 0; j < all.Length; j++)
            {
                if (_others[j] is not { } other)
                {
                    all[j] = _room!.Values[own++];
                    continue;
                }
                var answer = files.Choice.Answers[j];
                all[j] = new ValueColumn(answer.Name, answer.Width, answer.NumbersOnly);
                other.Arrays[0].Seek(starts?[part] ?? files.FirstRowOf(part));
                other.Arrays[0].Read(_reader!.Count, all[j]);
            }
            return all;
        }

        public void Dispose()
        {
            _reader?.Dispose();
            foreach (var other in _others) other?.Dispose();
            if (_pooled is not null) files._rooms.Add(_pooled);
        }
    }

    // Known where the format says how many rows there are.
    private int FirstRowOf(int part) => Parts.Take(part).Sum(before => before.Count);

    private PartBuffers NewRoom(bool features, bool answers)
    {
        ValueColumn[] values = answers
            ? [.. Choice.Answers.Where(answer => answer.File is null)
                .Select(answer => new ValueColumn(answer.Name, answer.Width, answer.NumbersOnly))] : [];
        return new(features ? _widths : [], values, Math.Max(1, Parts.Max(part => part.Count)), IsSingle);
    }

    private static ColumnChoice Choose(PartedFile file, DataColumns columns) => InputFile.Read(file.File, _ =>
    {
        using var table = file.Open();
        using var import = new DataImport(table, columns);
        return import.Choose();
    });

    private void MustBeAlike(int file, ColumnChoice choice)
    {
        var (first, own) = (Described(0, Choice), Described(file, choice));
        if (first == own) return;
        throw new FtcException(
            Codes.ShapeMismatch, $"'{Path.GetFileName(_files[file].File)}' has {own}, where '{Path.GetFileName(_files[0].File)}' has {first}; files of one dataset have the same columns.", _files[file].File);

        string Described(int f, ColumnChoice chosen)
        {
            string[] names = [.. chosen.Features.Select(column => _files[f].Columns[column])
                .Select(column => column.Width == 1 ? column.Name : _files[f] is ArrayParts ? $"{column.Width} numbers a row"
                    : $"{column.Name} ({column.Width} numbers)")];
            string[] runs = [.. ColumnRange.Runs(names)];
            return $"the features {(runs.Length == 1 ? runs[0] : string.Join(", ", names))}";
        }
    }

    private ArrayParts OtherFile(string path) => PartedFiles.Open(path, -1) is ArrayParts array ? MustHaveAllRows(array)
        : throw new FtcException(Codes.DataFile,
            $"'{Path.GetFileName(path)}' is no array; answers that stand beside features which are read part by part are an NPY file, or columns of the features' own file.", path);

    private ArrayParts MustHaveAllRows(ArrayParts array)
    {
        var rows = _files.Sum(file => file is CsvParts ? 0 : file.MostRows);
        if (rows > 0 && array.MostRows != rows)
            throw new FtcException(Codes.ShapeMismatch,
                $"'{Path.GetFileName(array.File)}' has {array.MostRows} rows, and the features have {rows}; both have one for each sample.",
                array.File);
        return array;
    }

    // What was found in the first pass holds for the files as they were.
    private void MustBeUnchanged()
    {
        foreach (var (file, stamp) in AllFiles.Zip(_stamps))
        {
            if (FileStamp.Of(file) != stamp)
                throw new FtcException(Codes.DataFile,
                    $"'{Path.GetFileName(file)}' was changed since the first pass over it; import it anew.", file);
        }
    }
}

/// <summary>What tells a file from one that was changed.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    /// <exception cref="FtcException">FTC0010.</exception>
    public static FileStamp Of(string file) => InputFile.Read(file, path =>
        new FileInfo(path) is { Exists: true } info ? new FileStamp(info.Length, info.LastWriteTimeUtc)
            : throw new FileNotFoundException("", path));
}
