using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>Which format a file has: by its ending, and where that says nothing by its first bytes. Anything else is CSV.</summary>
internal static class Tables
{
    private const string Gzip = ".gz";

    /// <exception cref="FtcException">As the format's own class.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Table Open(string file)
    {
        var packed = file.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);
        var name = packed ? Path.GetFileNameWithoutExtension(file) : Path.GetFileName(file);
        var kind = ByName(name);
        if (packed && kind is Kind.Parquet or Kind.Npz)
            throw new FtcException(Codes.DataFile,
                $"'{Path.GetFileName(file)}' is not read: such a file is packed inside already; unpack the outer one with gunzip.", file);
        return (kind ?? (packed ? Kind.Csv : ByBytes(file))) switch
        {
            Kind.Parquet => new ParquetTable(file),
            Kind.Npy => NpyFile.Open(file),
            Kind.Npz => NpyFile.OpenArchive(file),
            Kind.Idx => IdxFile.Open(file),
            _ => OpenCsv(file),
        };
    }

    private static CsvTable OpenCsv(string file)
    {
        var source = new ByteSource(file);
        try
        {
            return new CsvTable(file, source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static Kind? ByName(string name)
    {
        if (name.Contains("-idx", StringComparison.OrdinalIgnoreCase) && name.EndsWith("byte", StringComparison.OrdinalIgnoreCase))
            return Kind.Idx;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".CSV" or ".TSV" or ".TXT" => Kind.Csv,
            ".PARQUET" => Kind.Parquet,
            ".NPY" => Kind.Npy,
            ".NPZ" => Kind.Npz,
            ".IDX" => Kind.Idx,
            _ => null,
        };
    }

    private static Kind ByBytes(string file)
    {
        // A pipe can be read only once.
        if (new FileInfo(file) is not { Exists: true, Length: > 4 }) return Kind.Csv;
        Span<byte> start = stackalloc byte[4];
        using (var stream = File.OpenRead(file)) stream.ReadExactly(start);
        return start switch
        {
            [(byte)'P', (byte)'A', (byte)'R', (byte)'1'] => Kind.Parquet,
            [0x93, (byte)'N', (byte)'U', (byte)'M'] => Kind.Npy,
            [(byte)'P', (byte)'K', 3, 4] => Kind.Npz,
            [0, 0, 0x08 or 0x09 or (>= 0x0B and <= 0x0E), > 0 and < 9] => Kind.Idx,
            _ => Kind.Csv,
        };
    }

    private enum Kind
    {
        Csv,
        Parquet,
        Npy,
        Npz,
        Idx,
    }
}
