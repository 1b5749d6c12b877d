using FtcTools.Data.Formats;
using FtcTools.Data.Stored;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Runtime;

namespace FtcTools.Data;

/// <summary>
/// Samples from a file: CSV with a header, Parquet, NPY, NPZ or idx, and CSV, NPY and idx packed with gzip (`.gz`). The format is known by
/// the ending, or by the first bytes; anything else is read as CSV. A number is the nearest float64, whatever the culture.
/// </summary>
public static class DataFile
{
    /// <summary>Reads all rows, once.</summary>
    /// <param name="progress">Gets the number of rows read.</param>
    /// <exception cref="FtcException">
    /// With file and, of CSV, line: FTC0010 unreadable, FTC0011 no header or no row, FTC0012 missing column, FTC0013 ragged row, FTC0014
    /// text for a number or numbers and words in one column, FTC0015 NaN or infinite, FTC0016 contradicting rows, FTC0017 K &lt; 3, FTC0019
    /// a column that occurs twice, FTC0022 broken quoting, FTC0023 a broken file, FTC0024 a broken picture, FTC0033 features that the model
    /// does not take or files of different lengths, FTC0034 columns that do not go together, FTC0040 a label that is no class.
    /// </exception>
    public static Dataset Read(string path, DataColumns columns, IProgress<long>? progress = null,
        CancellationToken cancellation = default) =>
        ReadWithInputs(path, columns, progress, cancellation).Dataset;

    /// <summary>
    /// Reads all rows of files with the same columns into one dataset, which takes no more than some memory: where there is room for the
    /// samples twice in float64 they are held, and else they stay on disk (<see cref="Dataset.OnDisk"/>) and are looked at in passes.
    /// </summary>
    /// <param name="paths">The paths, in the order of the samples.</param>
    /// <param name="memoryLimit">Bytes that the whole process may take.</param>
    /// <exception cref="FtcException">
    /// As <see cref="Read"/>; FTC0034: a limit below what anything takes; FTC0047: what takes all samples in memory.
    /// </exception>
    public static Dataset ReadWithin(IReadOnlyList<string> paths, DataColumns columns, long memoryLimit, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        DataImport.Check(columns);
        return StoredImport.Read(paths, columns, new() { MemoryLimit = memoryLimit }, progress, cancellation);
    }

    /// <summary>As the first, and what the model is given at each sample: one for each of its inputs, none without a model.</summary>
    /// <exception cref="FtcException">As <see cref="Read"/>.</exception>
    public static (Dataset Dataset, IReadOnlyList<SampleValues> Inputs) ReadWithInputs(
        string path, DataColumns columns, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        DataImport.Check(columns);
        return InputFile.Read(path, _ =>
        {
            using var table = Tables.Open(path);
            using var import = new DataImport(table, columns);
            return import.Read(progress, cancellation);
        });
    }

    /// <summary>The names of the columns.</summary>
    /// <exception cref="FtcException">FTC0010 unreadable, FTC0011 no header, FTC0022 broken quoting, FTC0023 a broken file.</exception>
    public static IReadOnlyList<string> ReadHeader(string path) => InputFile.Read(path, _ =>
    {
        using var table = Tables.Open(path);
        return (IReadOnlyList<string>)[.. table.Columns.Select(column => column.Name)];
    });
}
