using System.Management.Automation;
using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Experiments;
using FtcTools.Experiments.Reports;
using FtcTools.Alternatives;

namespace FtcTools.PowerShell;

[Cmdlet(
    VerbsData.Export,
    "FtcReport",
    DefaultParameterSetName = "InputObject",
    SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportFtcReportCommand : FtcCmdlet
{
    private readonly List<CellResult> _results = [];
    private readonly List<ParameterRow> _capacities = [];
    private readonly List<Alternative> _alternatives = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public CellResult InputObject { get; set; } = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Capacity")]
    [ValidateNotNull]
    public ParameterRow Capacity { get; set; } = null!;

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Alternative")]
    [Alias("Remedy")]
    [ValidateNotNull]
    public Alternative Alternative { get; set; } = null!;

    [Parameter(Mandatory = true, ParameterSetName = "ResultPath")]
    [ValidateNotNullOrEmpty]
    public string[] ResultPath { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter(ParameterSetName = "InputObject")]
    [Parameter(ParameterSetName = "ResultPath")]
    public double Threshold { get; set; } = new ReportOptions().Threshold;

    [Parameter(ParameterSetName = "InputObject")]
    [Parameter(ParameterSetName = "ResultPath")]
    [ValidateNotNullOrEmpty]
    public string? ReferencePath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FigurePath { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override object? Target => Path;

    protected override bool OneResult => true;

    protected override void Process()
    {
        if (ParameterSetName == "InputObject") _results.Add(InputObject);
        if (ParameterSetName == "Capacity") _capacities.Add(Capacity);
        if (ParameterSetName == "Alternative") _alternatives.Add(Alternative);
    }

    protected override void End()
    {
        var file = this.ResolveTarget(Path);
        var format = Format(file);
        if (!(Threshold > 0 && double.IsFinite(Threshold)))
            throw new FtcException(Codes.Argument, $"a threshold of {Threshold}: valid is a loss above 0.");
        string[] sources = ParameterSetName == "ResultPath"
            ? [.. ResultPath.SelectMany(path => this.ResolveFiles(path, literal: false))] : [];
        var reference = ReferencePath is null ? null : this.ResolveTarget(ReferencePath);
        var figures = FigurePath is null ? null : this.ResolveTarget(FigurePath);
        Paths.MustBeFree(file, NoClobber, Force);
        if (Directory.Exists(figures))
        {
            // Which of them are written the results say.
            foreach (var figure in Directory.EnumerateFiles(figures, "*.svg")) Paths.MustBeFree(figure, false, Force);
        }
        if (!ShouldProcess(file, "Write report")) return;
        var written = Run($"Writing {file}", _ =>
        {
            if (_capacities.Count > 0) return Both((path, kind) => ReportWriter.Write(path, kind, _capacities, Title));
            if (_alternatives.Count > 0) return Both((path, kind) => ReportWriter.Write(path, kind, _alternatives, Title));
            foreach (var source in sources) _results.AddRange(ResultSet.Read(source).Results);
            if (_results.Count == 0)
                throw new FtcException(Codes.Argument,
                    "there are no results to report on; they come from Invoke-FtcExperiment, or with -ResultPath from its folder.");
            var set = ResultSet.Of(_results);
            if (Title is not null) set = set with { Title = Title };
            var options = new ReportOptions { Threshold = Threshold,
                Reference = reference is null ? null : ReferenceLosses.Read(reference) };
            return Both((path, kind) => ReportWriter.Write(path, kind, set, options));
        });
        if (PassThru) WriteObject(written.Select(path => new FileInfo(path)), enumerateCollection: true);

        // The report, and the figures where a folder for them is given.
        string[] Both(Func<string, ReportFormat, IEnumerable<string>> write) =>
            [.. write(file, format), .. figures is null ? [] : write(figures, ReportFormat.Svg)];
    }

    private static ReportFormat Format(string file) => System.IO.Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".html" or ".htm" => ReportFormat.Html,
        ".md" => ReportFormat.Markdown,
        ".csv" => ReportFormat.Csv,
        ".json" => ReportFormat.Json,
        var ending => throw new FtcException(Codes.Argument,
            $"'{file}' ends in '{ending}'; the ending tells the format, and valid are .html, .md, .csv and .json. For figures alone give -FigurePath.", file),
    };
}
