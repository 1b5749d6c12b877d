using CsvHelper;
using FtcTools.Experiments.Schema;

namespace FtcTools.Experiments.Reports;

/// <summary>A row for each report, for spreadsheets: the grid's values, then the report's.</summary>
internal static class CsvReport
{
    public static void Write(Stream stream, Experiment experiment, IReadOnlyList<CellResult> results)
    {
        var parameters = experiment.Axes;
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(["Experiment", "Cell", .. parameters, .. ExperimentSchema.ReportScalars.Values.Select(p => p.Name)]);
        foreach (var result in results)
        {
            foreach (var report in result.Reports)
            {
                csv.WriteRecord([
                    experiment.Name, result.Name, .. parameters.Select(path => Cell.Show(result.Parameters[path])),
                    .. ExperimentSchema.ReportScalars.Values.Select(p => p.GetValue(report) is { } value ? Cell.Show(value) : ""),
                ]);
            }
        }
    }
}
