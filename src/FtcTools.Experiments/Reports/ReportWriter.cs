using FtcTools.Files;

namespace FtcTools.Experiments.Reports;

/// <summary>Writes the reports of a run, each file whole or not at all.</summary>
internal static class ReportWriter
{
    public static string FileName(ReportFormat format) => $"report.{format.ToString().ToLowerInvariant()}";

    public static void Write(string folder, Experiment experiment, IReadOnlyList<CellResult> results)
    {
        foreach (var format in experiment.Formats)
        {
            AtomicFile.Write(Path.Combine(folder, FileName(format)), stream =>
            {
                switch (format)
                {
                    case ReportFormat.Json: JsonReport.Write(stream, experiment, results); break;
                    case ReportFormat.Csv: CsvReport.Write(stream, experiment, results); break;
                    default: HtmlReport.Write(stream, experiment, results); break;
                }
            });
        }
    }
}
