using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Data.Stored;

/// <summary>Formats whose parts are read in any order, as <see cref="Tables"/> has all of them.</summary>
internal static class PartedFiles
{
    /// <param name="number">Its number among the files, from 0.</param>
    /// <exception cref="FtcException">FTC0023: a format whose rows are not read in any order; and as of opening the file.</exception>
    public static PartedFile Open(string file, int number) => InputFile.Read(file, _ =>
    {
        using var table = Tables.Open(file);
        return table switch
        {
            ParquetTable parquet => new ParquetParts(parquet, number),
            ArrayTable { IsSeekable: true } arrays => new ArrayParts(arrays, number),
            CsvTable when !file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) =>
                (PartedFile)new CsvParts(file, number, table.Columns),
            _ => throw new FtcException(Codes.DataFile,
                $"'{Path.GetFileName(file)}' is not read part by part, which the memory limit asks for; valid are Parquet, NPY, idx and CSV, none of them packed by gzip or zip.", file),
        };
    });
}
