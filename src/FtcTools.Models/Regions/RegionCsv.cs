using System.Globalization;
using System.Text;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Files;
using nietras.SeparatedValues;

namespace FtcTools.Models.Regions;

/// <summary>
/// Reads boxes from a CSV file, one a row: for each input, in order, the columns `name.low` and `name.high` (an empty cell is an open end),
/// the column `class`, and, if there is one, `region` for the name.
/// </summary>
public static class RegionCsv
{
    private static readonly SepReaderOptions s_options =
        new(null) { HasHeader = false, DisableColCountCheck = true, Unescape = true, CultureInfo = CultureInfo.InvariantCulture };

    private const string Low = ".low", High = ".high", Class = "class", Name = "region";

    /// <summary>The regions of a file, in the order of its rows.</summary>
    /// <exception cref="FtcException">
    /// FTC0010; FTC0011: no header or no row; FTC0081: a column or a cell is not valid, with line and column; FTC0080: a box is empty.
    /// </exception>
    public static IReadOnlyList<Region> Read(string path) => InputFile.Read(path, file =>
    {
        try
        {
            using var rows = s_options.FromText(File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true)));
            return ReadAll(rows, file);
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException)
        {
            throw new FtcException(Codes.CsvSyntax, "the file has broken quoting, or is not text in UTF-8.", file, 1, 1, e);
        }
    });

    private static List<Region> ReadAll(SepReader rows, string file)
    {
        var header = rows.MoveNext() ? Cells() : [];
        if (header.All(cell => cell.Length == 0))
            throw new FtcException(Codes.EmptyFile,
                "the file is empty; a header with columns such as income.low, income.high and class is needed.", file);
        var inputs = new List<(string Input, int Low, int High)>();
        for (var c = 0; c < header.Length; c++)
        {
            if (Array.IndexOf(header, header[c]) is var first && first < c) throw Fail(1, c, $"the column '{header[c]}' stands twice");
            if (header[c].EndsWith(Low, StringComparison.OrdinalIgnoreCase))
                inputs.Add((header[c][..^Low.Length], c, Find(header[c][..^Low.Length] + High)));
            else if (header[c].EndsWith(High, StringComparison.OrdinalIgnoreCase)) _ = Find(header[c][..^High.Length] + Low);
            else
                if (!header[c].Equals(Class, StringComparison.OrdinalIgnoreCase)
                    && !header[c].Equals(Name, StringComparison.OrdinalIgnoreCase))
                throw Fail(1, c, $"the column '{header[c]}' means nothing here; valid are NAME.low, NAME.high, class and region");
        }
        if (inputs.Count == 0)
            throw Fail(1, 0, "no column ends with .low; valid are columns such as income.low and income.high, for every input");
        var (label, name) = (Find(Class), Array.FindIndex(header, h => h.Equals(Name, StringComparison.OrdinalIgnoreCase)));
        var regions = new List<Region>();
        while (rows.MoveNext())
        {
            var (row, line) = (Cells(), rows.Current.LineNumberFrom);
            if (row is [""]) continue;
            if (row.Length != header.Length)
                throw new FtcException(Codes.RaggedRow, $"the row has {row.Length} cells where the header has {header.Length}.",
                    file, line);
            if (!int.TryParse(row[label], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw Fail(line, label, $"the class is '{row[label]}'; valid is its number, from 0");
            regions.Add(new Region(
                name >= 0 && row[name].Length > 0 ? row[name] : $"{Path.GetFileName(file)} {regions.Count + 1}",
                [.. inputs.Select(input => End(row[input.Low], input.Low, double.NegativeInfinity))],
                [.. inputs.Select(input => End(row[input.High], input.High, double.PositiveInfinity))],
                Requirement.OfClass(number), place: new FilePlace(file, line)));

            double End(string cell, int column, double open) => cell.Length == 0 ? open
                : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
                : throw Fail(line, column, $"'{header[column]}' is '{cell}'; valid is a number, or an empty cell for an open end");
        }
        return regions.Count > 0 ? regions : throw new FtcException(Codes.EmptyFile, "the file has a header and no region.", file, 1);

        string[] Cells()
        {
            var cells = new string[rows.Current.ColCount];
            for (var c = 0; c < cells.Length; c++) cells[c] = rows.Current[c].ToString().Trim();
            return cells;
        }

        int Find(string column) =>
            Array.FindIndex(header, h => h.Equals(column, StringComparison.OrdinalIgnoreCase)) is >= 0 and var found ? found
            : throw Fail(1, 0, $"there is no column '{column}'; valid are NAME.low and NAME.high for every input, and class");

        FtcException Fail(int line, int column, string what) => new(Codes.RegionFile, $"{what}.", file, line, column + 1);
    }
}
