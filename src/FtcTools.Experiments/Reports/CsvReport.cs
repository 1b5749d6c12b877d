using System.Reflection;
using FtcTools.Experiments.Schema;
using FtcTools.Training;

namespace FtcTools.Experiments.Reports;

/// <summary>
/// A row for each report, of samples or of a region, or for each network that was trained, for spreadsheets: the grid's values, then the
/// numbers.
/// </summary>
internal static class CsvReport
{
    private static readonly PropertyInfo[] s_training =
        [.. typeof(TrainingReport).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.PropertyType.IsValueType || p.PropertyType == typeof(string))];

    public static void Write(Stream stream, ResultSet set)
    {
        var trained = set.Results.Any(result => result.Training is not null);
        var ruled = set.Results.Any(result => result.Regions.Count > 0);
        var built = (!trained && !ruled) || set.Results.Any(result => result.Reports.Count > 0);
        var reports = built ? ExperimentSchema.ReportScalars.Values.ToArray() : [];
        // A column that several have stands once.
        if (ruled) reports = [.. reports, .. ExperimentSchema.RegionScalars.Values.Where(p => !reports.Any(r => r.Name == p.Name))];
        var training = trained ? s_training.Where(p => !reports.Any(r => r.Name == p.Name)).ToArray() : [];
        CsvRows.Write(stream, ["Experiment", "Cell", .. set.Axes, .. reports.Select(p => p.Name), .. training.Select(p => p.Name)],
            set.Results.SelectMany(Rows));

        IEnumerable<string[]> Rows(CellResult result)
        {
            foreach (var report in result.Reports)
                yield return Row(result,
                    p => ExperimentSchema.ReportScalars.Values.FirstOrDefault(own => own.Name == p.Name)?.GetValue(report));
            foreach (var report in result.Regions)
                yield return Row(result,
                    p => ExperimentSchema.RegionScalars.Values.FirstOrDefault(own => own.Name == p.Name)?.GetValue(report));
            if (result.Training is { } record)
                yield return Row(result, p => s_training.FirstOrDefault(own => own.Name == p.Name)?.GetValue(record));
        }

        string[] Row(CellResult result, Func<PropertyInfo, object?> value) =>
        [
            result.Experiment, result.Name,
            .. set.Axes.Select(path => result.Parameters.TryGetValue(path, out var parameter) ? Cell.Show(parameter) : ""),
            .. reports.Concat(training).Select(p => value(p) is { } number ? Cell.Show(number) : ""),
        ];
    }
}
