using System.Globalization;

namespace FtcTools.Theory;

/// <summary>Numbers as the pages show them.</summary>
internal static class Format
{
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A size, by its power of ten: 3e-11 is 1e-11.</summary>
    public static string Size(double value) =>
        value == 0 ? "0" : value is >= 1 and < 10 ? "1" : $"1e{Math.Floor(Math.Log10(value)).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>An error against residuals of at most 1.</summary>
    public static string Error(double value) => value < 1 ? Size(value) : ">= 1";

    public static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) => string.Join('\n',
        [Row(header), Row([.. header.Select((_, i) => i == 0 ? "---" : "---:")]), .. rows.Select(Row)]);

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
