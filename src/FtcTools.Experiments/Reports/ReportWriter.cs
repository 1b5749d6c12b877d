using FtcTools.Constructions;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Files;
using FtcTools.Alternatives;

namespace FtcTools.Experiments.Reports;

/// <summary>Writes reports on results, each file whole or not at all.</summary>
public static class ReportWriter
{
    /// <summary>The folder, beside a page, of the figures that it does not hold itself.</summary>
    public const string FigureFolder = "figures";

    internal static string FileName(ReportFormat format) => format switch
    {
        ReportFormat.Svg => FigureFolder,
        ReportFormat.Markdown => "report.md",
        _ => $"report.{format.ToString().ToLowerInvariant()}",
    };

    /// <summary>One file; of Markdown, its figures in a folder beside it; of SVG, a folder with a file for each figure.</summary>
    /// <returns>The files that were written.</returns>
    /// <exception cref="Diagnostics.FtcException">FTC0020.</exception>
    public static IReadOnlyList<string> Write(string path, ReportFormat format, ResultSet set, ReportOptions options) =>
        Write(path, format, () => ReportDocument.Of(set, options), stream => CsvReport.Write(stream, set),
            stream => JsonReport.Write(stream, set));

    /// <summary>Writes a report on what constructions store.</summary>
    /// <param name="title">Null for one that says what it is about.</param>
    public static IReadOnlyList<string> Write(string path, ReportFormat format, IReadOnlyList<ParameterRow> rows, string? title = null) =>
        Write(path, format, () => CapacityReport.Of(rows, title ?? "Parameters and bits against N"),
            stream => Records.WriteCsv(stream, rows), stream => Records.WriteJson(stream, rows));

    /// <summary>Writes a report on alternatives that were measured beside each other.</summary>
    /// <param name="title">Null for one that says what it is about.</param>
    public static IReadOnlyList<string> Write(string path, ReportFormat format, IReadOnlyList<Alternative> alternatives,
        string? title = null) => Write(path, format, () => AlternativeReport.Of(alternatives, title ?? "Neurons against radius"),
            stream => Records.WriteCsv(stream, alternatives), stream => Records.WriteJson(stream, alternatives));

    private static IReadOnlyList<string> Write(string path, ReportFormat format, Func<Document> page, Action<Stream> csv,
        Action<Stream> json)
    {
        switch (format)
        {
            case ReportFormat.Csv: return One(csv);
            case ReportFormat.Json: return One(json);
            case ReportFormat.Html: return One(stream => HtmlPage.Write(stream, page()));
            case ReportFormat.Svg: return Figures(path, page());
            default:
                var document = page();
                var folder = Path.GetFileNameWithoutExtension(path) == "report" ? FigureFolder
                    : $"{Path.GetFileNameWithoutExtension(path)}-{FigureFolder}";
                return [.. One(stream => MarkdownPage.Write(stream, document, folder)),
                    .. Figures(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, folder), document)];
        }

        IReadOnlyList<string> One(Action<Stream> write)
        {
            AtomicFile.Write(path, write);
            return [path];
        }
    }

    private static List<string> Figures(string folder, Document document)
    {
        var files = new List<string>();
        foreach (var figure in document.Figures)
        {
            files.Add(Path.Combine(folder, figure.Name + ".svg"));
            AtomicFile.Write(files[^1], stream => SvgFile.Write(stream, figure.Svg));
        }
        return files;
    }
}
