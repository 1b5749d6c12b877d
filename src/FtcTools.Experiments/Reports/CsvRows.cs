using System.Globalization;
using System.Text;
using nietras.SeparatedValues;

namespace FtcTools.Experiments.Reports;

/// <summary>Rows of cells as CSV: UTF-8, commas, quotes where a cell needs them, the same line break on every system.</summary>
internal static class CsvRows
{
    private static readonly SepWriterOptions s_options = new(new Sep(',')) { Escape = true, CultureInfo = CultureInfo.InvariantCulture };

    /// <param name="names">The names of the columns, each once.</param>
    /// <param name="rows">The rows, each with as many cells as there are columns.</param>
    public static void Write(Stream stream, IReadOnlyList<string> names, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        using var csv = s_options.To(text, leaveOpen: true);
        // A file without rows has its header, too.
        csv.Header.Add([.. names]);
        csv.Header.Write();
        foreach (var cells in rows)
        {
            using var row = csv.NewRow();
            for (var column = 0; column < names.Count; column++) row[names[column]].Set(cells[column]);
        }
    }
}
