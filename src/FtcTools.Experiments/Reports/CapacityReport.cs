using System.Globalization;
using System.Reflection;
using FtcTools.Constructions;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Figures;
using FtcTools.Networks;

namespace FtcTools.Experiments.Reports;

/// <summary>
/// What constructions store for N of K samples, as a report: a table, its exponents of N and figures on logarithmic axes.
/// </summary>
internal static class CapacityReport
{
    private static readonly PropertyInfo[] s_columns = typeof(ParameterRow).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static Document Of(IReadOnlyList<ParameterRow> rows, string title) => new(
        title,
        [
            new Paragraph("Each construction was built for the same samples, x_i = i, N of K edited as hard as can be, and its exact parameters counted."),
            .. rows.Select(row => row.N).Distinct().Count() > 1 ? ParametersAgainstN.Of(rows) : [],
            Exponents(rows),
            new Table(
                "Every row", [.. s_columns.Select(column => new Column(column.Name, Words: column.PropertyType == typeof(string)))],
                [.. rows.Select(row => (IReadOnlyList<Entry>)[.. s_columns.Select(column => new Entry(Show(column.GetValue(row))))])]),
        ],
        $"{NetworkOrigin.ThisMaker}.");

    private static Table Exponents(IReadOnlyList<ParameterRow> rows) => new(
        "Exponents of N, by least squares on the logarithms, with 95 % confidence (Student's t)",
        [new("Construction", Words: true), new("Parameters"), new("95 % interval"), new("Bits"), new("95 % interval")],
        [.. rows.GroupBy(row => row.Method)
            .Select(method => (IReadOnlyList<Entry>)[method.Key, .. Fit(method, row => row.Parameters), .. Fit(method, row => row.Bits)])]);

    private static Entry[] Fit(IEnumerable<ParameterRow> rows, Func<ParameterRow, double> value) =>
        PowerLaw.Fit([.. rows.Select(row => ((double)row.N, value(row)))]) is { } fit
            ? [fit.Exponent.ToString("0.000", CultureInfo.InvariantCulture), NeuronsAgainstN.Interval(fit)]
            : ["", ""];

    private static string Show(object? value) => value is double number ? number.ToString("0.##", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
