using FtcTools.Data.Formats;
using FtcTools.Data.Passes;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;

namespace FtcTools.Data.Stored;

/// <summary>
/// From files that stay where they are to a dataset: passes over the answers find what is to be edited, one over all features finds what is
/// wrong with them, and which of them contradict an edit.
/// </summary>
internal static class StoredImport
{
    /// <exception cref="FtcException">As of <see cref="DataFile.Read"/>, and FTC0047.</exception>
    public static Dataset Read(IReadOnlyList<string> paths, DataColumns columns, StoredOptions options, IProgress<double>? progress,
        CancellationToken cancellation)
    {
        options.Check();
        using var keeper = MemoryKeeper.Within(options.MemoryLimit);
        if (columns.Point is not null || columns.Image is not null)
            throw new FtcException(Codes.OnDisk,
                "a model's answers, and pictures, are held in memory: with a memory limit give columns of predictions, or leave the limit out.", paths[0]);
        var files = new StoredFiles(paths, columns, options, cancellation);
        if (files.BytesInMemory > options.BytesOfSamples)
            return Dataset.In(Open(files, columns, progress, cancellation)).Naming(files.FeatureNames);
        try
        {
            return InMemory(paths, columns, cancellation).Within(options.MemoryLimit);
        }
        catch (FtcException e) when (e.Code == Codes.ContradictingSamples && paths.Count > 1)
        {
            // Passes name the file and row of each.
            Open(files, columns, progress, cancellation);
            throw;
        }
    }

    private static Dataset InMemory(IReadOnlyList<string> paths, DataColumns columns, CancellationToken cancellation)
    {
        var tables = new List<Table>();
        try
        {
            foreach (var path in paths) tables.Add(InputFile.Read(path, Tables.Open));
            using var joined = new JoinedTables(tables);
            using var import = new DataImport(joined, columns);
            return InputFile.Read(paths[0], _ => import.Read(null, cancellation).Dataset);
        }
        finally
        {
            foreach (var table in tables) table.Dispose();
        }
    }

    /// <summary>The samples of files, which stay there.</summary>
    public static FileSource Open(StoredFiles files, DataColumns columns, IProgress<double>? progress, CancellationToken cancellation)
    {
        var answers = new AnswerReading(files, columns, progress, cancellation);
        var scan = new EditScan(files, answers);
        scan.Find(progress, cancellation);
        var k = scan.Counts.Sum(count => (long)count);
        if (k < 3)
            throw new FtcException(Codes.TooFewSamples, $"{files.Name} has {k} sample(s); every theorem asks for K >= 3.", files.FirstFile);
        if (k > Array.MaxLength)
            throw new FtcException(Codes.Argument,
                $"{files.Name} has {k} samples; at most {Array.MaxLength} are counted. Build networks for some of the files.",
                files.FirstFile);
        var lead = columns is { Classification: true, Margin: null }
            ? new MedianLead(files, answers).Find(k - scan.Edits.Count, progress, cancellation) : null;
        var whole = Made(files, answers, scan, [], columns.Margin, lead);
        var equal = new EqualSamples(whole);
        whole.Pass(equal.NewWorker, check: true, progress, cancellation);
        var (samples, places) = equal.Found();
        var contradicting = new Contradictions(samples);
        if (contradicting.Count == 0) return whole;
        if (columns.Conflict == Conflict.Stop)
        {
            var (file, _, line) = whole.PlaceOf(places[contradicting.Second]);
            throw new FtcException(Codes.ContradictingSamples, contradicting.Describe(i => Named(whole, places[i])), file, line,
                Math.Min(line, 1));
        }
        if (equal.AreMore)
            throw new FtcException(Codes.ContradictingSamples,
                $"more than {EqualSamples.Most} samples have the features of one that is to be edited, and contradict it: the labels or the columns of features are to be looked at.", files.FirstFile);
        int[] kept = contradicting.Kept(columns.Conflict);
        int[] dropped = [.. Enumerable.Range(0, places.Length).Except(kept).Select(i => places[i]).Order()];
        return Made(files, answers, scan, dropped, whole.Edits.Classes?.Margin.ToDouble() ?? columns.Margin, lead);
    }

    private static string Named(FileSource source, int sample)
    {
        var (file, row, line) = source.PlaceOf(sample);
        return $"{sample + 1} ({(line > 0 ? $"line {line}" : $"row {row + 1}")} of {Path.GetFileName(file)})";
    }

    // The source without some rows (from 0 among all, ascending).
    private static FileSource Made(StoredFiles files, AnswerReading answers, EditScan scan, int[] dropped, double? margin, double? lead)
    {
        var starts = new int[scan.Counts.Length];
        for (var p = 1; p < starts.Length; p++) starts[p] = starts[p - 1] + scan.Counts[p - 1];
        var (edits, edited) = (new List<StoredEdit>(), new List<int>());
        foreach (var edit in scan.Edits)
        {
            var row = starts[edit.Part] + edit.Row;
            var before = Array.BinarySearch(dropped, row);
            if (before >= 0) continue;
            edits.Add(edit);
            edited.Add(row - ~before);
        }
        return new FileSource(new(files, answers, scan.Counts, dropped, [.. edited]), Edits(files, answers, edits, margin, lead));
    }

    private static Dataset Edits(StoredFiles files, AnswerReading answers, List<StoredEdit> edits, double? margin, double? lead)
    {
        var table = new FeatureTable([.. edits.SelectMany(edit => edit.Features)], files.Inputs);
        double[]? given = answers.HasPredictions ? [.. edits.SelectMany(edit => edit.Given)] : null;
        if (answers.IsClasses)
        {
            int[] labels = [.. edits.Select(edit => edit.Label)];
            var (t, residuals, classes) = Classification.OfWrong(labels, answers.Outputs, given!, margin, lead);
            return Dataset.Part(files.Name, answers.Outputs, table, given, null, t, residuals, classes, answers.Names, null);
        }
        Rational[][] z = [.. edits.Select(edit =>
            edit.Right.Select((right, o) => edit.Given.Length == 0 ? Rational.Of(right) : Rational.Of(right) - Rational.Of(edit.Given[o]))
                .ToArray())];
        return Dataset.Part(files.Name, answers.Outputs, table, given, null, [.. Enumerable.Range(0, edits.Count)], z, null,
            answers.Names, null);
    }
}
