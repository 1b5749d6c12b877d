using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Numerics;

namespace FtcTools.Experiments;

/// <summary>A file that a run writes beside the networks.</summary>
public enum ReportFormat
{
    Html,
    Csv,
    Json,

    /// <summary>Markdown, with its figures in files beside it.</summary>
    Markdown,

    /// <summary>The figures alone.</summary>
    Svg,
}

/// <summary>An experiment file, checked: a grid of cells, each of which is built, verified and reported.</summary>
public sealed class Experiment
{
    private static readonly string[] s_answers = ["dataset.label", "dataset.prediction", "dataset.residual"];

    private readonly Settings _settings;
    private readonly Grid _grid;

    private Experiment(Settings settings, IDictionary<string, object> overrides)
    {
        _settings = settings;
        Overrides = overrides.AsReadOnly();
        Name = settings["experiment"] is [var name] ? (string)name.Value
            : throw settings.Missing("experiment", "it names the folder of the results");
        var regions = RegionSpec.Of(settings);
        if (settings.States("dataset") || regions.Count == 0) DatasetKeys.Check(settings);
        CheckRegions(settings);
        TrainingSettings.Check(settings);
        Arithmetics = settings["test.arithmetic"] is { } arithmetics
            ? [.. arithmetics.Select(a => Enum.Parse<Arithmetic>((string)a.Value, ignoreCase: true))] : [Arithmetic.Exact];
        Formats = settings["report.formats"] is { } formats
            ? [.. formats.Select(f => Enum.Parse<ReportFormat>((string)f.Value, ignoreCase: true))]
            : [ReportFormat.Html, ReportFormat.Csv, ReportFormat.Json];
        Expectations = Expectation.Of(settings, Arithmetics);
        Shards = ShardRequest.Of(settings);
        _grid = new Grid(settings);
        if (settings["export"] is [var export])
        {
            if (!settings.States("dataset.pretrained") && !settings.States("pretrained"))
                throw export.Place.Fail(Codes.InvalidValue,
                    "'export' writes the model with the patch in its graph; name the model's file with 'dataset.pretrained'.");
            if (Trains) throw export.Place.Fail(Codes.InvalidValue, "'export' writes what is proven; a trained network is not.");
            OnlyCell();
            Export = (string)export.Value;
        }
        if (_grid.LongCount > int.MaxValue)
            throw FailSize(Codes.InvalidValue,
                $"the lists make a grid of more than {int.MaxValue} cells, which is more than can be numbered; shorten one.");
        RegionFiles = [.. regions.Select(region => region.File).OfType<Setting>()];
        DataFiles = [.. DataSettings.Select(Cell.PathOf).Distinct()];
    }

    /// <summary>Reads an experiment file with everything it extends.</summary>
    /// <param name="overrides">Values by path, such as `dataset.K`; a list makes a grid. They count more than the file.</param>
    /// <exception cref="FtcException">
    /// With file, line and column: FTC0001 no YAML, FTC0002 unknown key, FTC0003 duplicate key, FTC0004 wrong value, FTC0005 missing key,
    /// FTC0006 `extends`; FTC0010 the file cannot be read.
    /// </exception>
    public static Experiment Load(string path, IDictionary<string, object>? overrides = null) =>
        new(Settings.Read(path, overrides), overrides ?? new Dictionary<string, object>());

    public string Name { get; }

    /// <summary>The full path of the file.</summary>
    public string File => _settings.File;

    /// <summary>The full path of the frozen model; null where its answers come with the samples.</summary>
    public string? ModelFile => _settings["dataset.pretrained"] is [var model] ? Cell.PathOf(model) : null;

    /// <summary>Full paths of the file and of all that it extends.</summary>
    public IReadOnlyList<string> Files => _settings.Files;

    /// <summary>What it says that will not do for long, with the place in the file: old names of keys, and a day that is past.</summary>
    public IReadOnlyList<FtcException> Warnings =>
    [
        .. _settings.Renamed,
        .. _settings["network.until"] is [{ Value: DateOnly until } day] && until < DateOnly.FromDateTime(DateTime.Now)
            ? new[] { day.Place.Fail(Codes.Expired,
                $"the edits are to hold until {until:O}, which is past: see whether what they mend is still wrong, and withdraw what is not, or give a later day.") }
            : [],
    ];

    /// <summary>Values by path that count more than the file's.</summary>
    public IReadOnlyDictionary<string, object> Overrides { get; }

    /// <summary>Full paths of the data files, the model and the files of regions that it reads.</summary>
    public IReadOnlyList<string> DataFiles { get; }

    /// <summary>
    /// Every combination of the keys that hold lists: the key written last changes fastest. Names are file names, each once.
    /// </summary>
    public IReadOnlyList<Cell> Cells => _grid;

    /// <summary>Paths of the keys that hold lists.</summary>
    public IReadOnlyList<string> Axes => _grid.Axes;

    /// <summary>One report for each.</summary>
    public IReadOnlyList<Arithmetic> Arithmetics { get; }

    public IReadOnlyList<ReportFormat> Formats { get; }

    /// <summary>Whether its report is for people, who are shown the samples one by one.</summary>
    internal bool ShowsSamples => Formats.Any(format => format is ReportFormat.Html or ReportFormat.Markdown);

    /// <summary>The values that it states.</summary>
    internal Settings Settings => _settings;

    internal IReadOnlyList<Expectation> Expectations { get; }

    /// <summary>The name of the patched model's file in the folder of the results; null where none is asked for.</summary>
    internal string? Export { get; }

    /// <summary>A complaint about what is exported.</summary>
    internal FtcException FailExport(FtcException e) => _settings["export"]![0].Place.Fail(e.Code, e.Message, e);

    /// <summary>The cell of an experiment that is no grid.</summary>
    /// <exception cref="FtcException">FTC0058: it is one.</exception>
    internal Cell OnlyCell()
    {
        if (Cells.Count == 1) return Cells[0];
        var axis = Cells[0].Parameters.Keys.Last();
        throw _settings.PlaceOf(axis)!.Fail(
            Codes.ManyNetworks, $"the lists make {Cells.Count} networks, and a patch is one: write one value for {string.Join(", ", Cells[0].Parameters.Keys.Select(key => $"'{key}'"))}.");
    }

    /// <summary>A complaint about the experiment's name.</summary>
    public FtcException FailName(string code, string message) => _settings["experiment"]![0].Node.Fail(code, message);

    /// <summary>A complaint about the size of the grid, at the list that changes fastest.</summary>
    internal FtcException FailSize(string code, string message) => _settings.PlaceOf(_grid.Axes[^1])!.Fail(code, message);

    /// <summary>Names of other experiments whose results, in the same output folder, its report shows beside its own.</summary>
    public IReadOnlyList<string> Beside => [.. (_settings["report.beside"] ?? []).Select(name => (string)name.Value)];

    /// <summary>A result with a diagnostic for each expectation that it breaks, whatever was expected when it was made.</summary>
    internal CellResult Check(CellResult result) => result with
    {
        Diagnostics =
        [
            .. result.Diagnostics.Where(e => e.Code != Codes.Expectation),
            .. result.Reports.SelectMany(report => Expectations.Select(e => e.Check(result.Name, report)).OfType<FtcException>()),
            .. result.Regions.SelectMany(report => Expectations.Select(e => e.Check(result.Name, report)).OfType<FtcException>()),
            .. result.Training is { } training ? Expectations.Select(e => e.Check(result.Name, training)).OfType<FtcException>() : [],
        ],
    };

    /// <summary>Whether cells train their networks; otherwise they build and verify them.</summary>
    public bool Trains => _settings.States("train");

    /// <summary>How samples are divided among tasks; null where they are not.</summary>
    internal ShardRequest? Shards { get; }

    private IReadOnlyList<Setting> RegionFiles { get; }

    /// <summary>The values that name the files of samples and regions, and the model.</summary>
    internal IReadOnlyList<Setting> DataSettings =>
    [
        .. RegionFiles,
        .. Settings.FileKeys.Append("dataset.pretrained").Append("pretrained").SelectMany(key => _settings[key] ?? []),
        // An answer is a column or a file.
        .. s_answers.SelectMany(key => _settings[key] ?? []).Where(setting => System.IO.File.Exists(Cell.PathOf(setting))),
    ];

    /// <summary>What determines the results: every value that is stated, by path. Names, shards, expectations and reports do not.</summary>
    internal IReadOnlyDictionary<string, string> Stated =>
        Shown(_settings).Concat(_settings.Regions.SelectMany((item, number) => Shown(item)
        .Select(stated => KeyValuePair.Create(FormattableString.Invariant($"{stated.Key} ({number + 1})"), stated.Value)))).ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Shown(Settings settings) => settings.Paths
        .Where(path => path is not ("experiment" or "extends") && !path.StartsWith("run.", StringComparison.Ordinal)
            && !path.StartsWith("expect.", StringComparison.Ordinal) && !path.StartsWith("report.", StringComparison.Ordinal))
        .Select(path => KeyValuePair.Create(path, string.Join(", ", settings[path]!.Select(value => Cell.Show(value.Value)))));

    // What belongs to regions stands beside them, and what belongs to samples beside those.
    private static void CheckRegions(Settings settings)
    {
        var (regions, samples) = (settings.States(ExperimentSchema.Regions), settings.States("dataset"));
        if (!regions)
        {
            foreach (var key in new[] { "pretrained", "inputs", "classes", "domain", "network.form", "network.keep", "network.margin",
                "network.mostNeurons", "test.timeLimit" })
                Refuse(key, "it belongs to 'regions', and there are none");
            return;
        }
        Refuse("train", "a network is built for regions, not trained");
        Refuse("network.precision", "the network for regions is of the model's own arithmetic");
        if (samples)
        {
            Refuse("pretrained", "beside samples the model is 'dataset.pretrained'");
            Refuse("inputs", "beside samples their columns have names");
            Refuse("classes", "beside samples it is 'dataset.classes'");
            if (!settings.States("dataset.pretrained"))
                throw settings.Missing("dataset.pretrained", "regions are about the answers of a model", "dataset");
            return;
        }
        if (!settings.States("pretrained")) throw settings.Missing("pretrained", "regions are about the answers of a model");
        string[] own = ["network.form", "network.keep", "network.margin", "network.mostNeurons", "network.seed", "network.timeLimit"];
        foreach (var key in settings.Paths.Where(path => path.StartsWith("network.", StringComparison.Ordinal) && !own.Contains(path))
            .ToList()) Refuse(key, "it is about samples, and there is no 'dataset'");
        Refuse("test.tolerance", "it is about samples, and there is no 'dataset'");

        void Refuse(string key, string why)
        {
            if (settings.PlaceOf(key) is { } place) throw place.Fail(Codes.InvalidValue, $"'{key}' has no meaning here: {why}.");
        }
    }
}
