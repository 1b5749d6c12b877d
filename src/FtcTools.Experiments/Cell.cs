using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Models.Regions;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Runtime;

namespace FtcTools.Experiments;

/// <summary>One point of an experiment's grid.</summary>
public sealed class Cell
{
    private readonly Settings _settings;
    private readonly Dictionary<string, Setting> _chosen;

    internal Cell(int index, string name, Settings settings, Dictionary<string, Setting> chosen, IReadOnlyList<string> axes)
    {
        Index = index;
        Name = name;
        _settings = settings;
        _chosen = chosen;
        Parameters = axes.ToDictionary(axis => axis, axis => chosen[axis].Value);
        DataFile = Array.Find(Settings.FileKeys, chosen.ContainsKey) is { } key ? PathOf(chosen[key]) : null;
    }

    /// <summary>Its place in the grid, from 0.</summary>
    public int Index { get; }

    /// <summary>The name made of the grid's keys and this cell's values: a file name on every system, unique in the experiment.</summary>
    public string Name { get; }

    /// <summary>This cell's values of the keys that hold lists, by path.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; }

    /// <summary>The full path of the file of samples; null where the samples are made.</summary>
    public string? DataFile { get; }

    /// <summary>What is built.</summary>
    public DesignOptions Options
    {
        get
        {
            var options = new DesignOptions();
            return options with
            {
                Layers = Get("network.layers") is int layers ? [layers] : options.Layers,
                Method = Get("network.method") as string ?? options.Method,
                Precision = Get("network.precision") is string precision ? Enum.Parse<Arithmetic>(precision, ignoreCase: true)
                    : options.Precision,
                Untouched = Get("network.untouched") is string untouched ? Enum.Parse<Untouched>(untouched, ignoreCase: true)
                    : options.Untouched,
                Radius = Get("network.radius") as double? ?? options.Radius,
                Reach = Get("network.reach") as double? ?? options.Reach,
                Norm = Get("network.norm") is string norm ? Enum.Parse<Norm>(norm, ignoreCase: true) : options.Norm,
                Seed = Get("network.seed") is int seed ? seed : options.Seed,
                Projections = Number("network.projections", options.Projections),
                Widths = _settings["network.widths"] is { } widths ? [.. widths.Select(width => (int)width.Value)] : null,
                Bits = Get("network.bits") as int?,
                SmallerWeights = Get("network.smallerWeights") as int?,
                TimeLimit = Get("network.timeLimit") is TimeSpan limit ? limit : options.TimeLimit,
            };
        }
    }

    /// <summary>
    /// Whether `Auto` must build what is right in exact arithmetic, too: where that is tested, as it is where the file does not say.
    /// </summary>
    internal bool MeetsExactly => Get("network.method") is null && (_settings["test.arithmetic"] is not { } tested
        || tested.Any(arithmetic => Enum.Parse<Arithmetic>((string)arithmetic.Value, ignoreCase: true) == Arithmetic.Exact));

    /// <summary>How the side network is trained; null where it is built.</summary>
    public TrainingSettings? Training => _settings.States("train") ? TrainingSettings.Of("train", Get) : null;

    /// <summary>How the frozen model is trained; null where it is right on the labels before the edits.</summary>
    public TrainingSettings? Pretraining => _settings.States("pretrain") ? TrainingSettings.Of("pretrain", Get) : null;

    /// <summary>What is built to ship: as <see cref="Options"/>, but untouched samples are exact unless the file says otherwise.</summary>
    /// <exception cref="FtcException">FTC0004: the precision is exact.</exception>
    internal DesignOptions PatchOptions
    {
        get
        {
            var options = Options;
            if (options.Precision == Arithmetic.Exact)
                throw _chosen["network.precision"].Place.Fail(Codes.InvalidValue,
                    "nothing runs in exact arithmetic; the precision of a patch is float64 or float32.");
            return Get("network.untouched") is null ? options with { Untouched = Untouched.Exact } : options;
        }
    }

    /// <summary>The same of a network that is added to a model: in the model's own arithmetic unless the file says otherwise.</summary>
    internal DesignOptions ModelPatchOptions(PatchPoint point) =>
        Get("network.precision") is null ? PatchOptions with { Precision = PatchedModel.PrecisionOf(point) } : PatchOptions;

    /// <summary>How regions are repaired.</summary>
    internal RegionOptions RegionOptions
    {
        get
        {
            var options = new RegionOptions();
            return options with
            {
                Form = Get("network.form") is string form ? Enum.Parse<RegionForm>(form, ignoreCase: true) : options.Form,
                Keep = Get("network.keep") as double? ?? options.Keep,
                Margin = Get("network.margin") as double? ?? options.Margin,
                MostNeurons = Number("network.mostNeurons", options.MostNeurons),
                Seed = Number("network.seed", options.Seed),
                TimeLimit = Get("network.timeLimit") is TimeSpan limit ? limit : options.TimeLimit,
            };
        }
    }

    /// <summary>How long a rule may take to be decided.</summary>
    internal RegionLimits RegionLimits => Get("test.timeLimit") is TimeSpan limit ? new() { TimeLimit = limit } : new();

    /// <summary>The day until which the edits are to hold; null for no such day.</summary>
    public DateOnly? Until => Get("network.until") as DateOnly?;

    /// <summary>Whether the reach is chosen by cross-validation.</summary>
    public bool ChoosesReach => Get("network.reach") is string;

    /// <summary>In how many parts samples are held out; null where none are.</summary>
    public int? Folds => Get("test.folds") as int?;

    /// <summary>The tolerance of float64 and float32; null for their defaults.</summary>
    public double? Tolerance => Get("test.tolerance") as double?;

    /// <summary>Cells with the same key have the same samples.</summary>
    internal string DatasetKey =>
        string.Join('\n', _chosen.Where(c => c.Key.StartsWith("dataset.", StringComparison.Ordinal))
            .Select(c => $"{c.Key}={c.Value.Value}"));

    // The value of a list that makes no grid: the list.
    private object? Get(string path) => _chosen.TryGetValue(path, out var setting) ? setting.Value
        : _settings[path] is not { } values ? null
        : ExperimentSchema.Find(path)!.Shape is Shape.List or Shape.Sequence ? values.Select(value => value.Value).ToArray()
        : values[0].Value;

    private int Number(string path, int otherwise = 1) => Get(path) is int value ? value : otherwise;

    /// <summary>The samples, the frozen model where the file names one, and the rules for it.</summary>
    /// <exception cref="FtcException">
    /// As <see cref="Data.DataFile.Read"/> and <see cref="OnnxModel.Read"/>, or at the place in the experiment file that asks for what
    /// cannot be.
    /// </exception>
    internal CellData ReadData(IProgress<long>? progress, CancellationToken cancellation)
    {
        var point = ReadModel();
        var (dataset, inputs) = _settings.States("dataset") ? ReadDataset(point, progress, cancellation) : (null, []);
        if (_settings.Regions.Count == 0) return new(dataset, point, inputs);
        var model = Bounded(point!);
        var frame = RegionFrame.Of(_settings, model, dataset);
        return new(dataset, point, inputs) { RuledModel = model,
            Rules = [.. RegionSpec.Of(_settings).SelectMany(spec => spec.Read(model, frame))] };
    }

    // Rules are about a model's own inputs, all of them, and its outputs.
    private FrozenModel Bounded(PatchPoint point)
    {
        var place = _settings.PlaceOf("dataset.pretrained") ?? _settings.PlaceOf("pretrained")!;
        if (!point.IsInput) throw (_settings.PlaceOf("dataset.at") ?? place)
            .Fail(Codes.InvalidValue, $"regions are of the inputs of a model, and '{point.Tensor}' is a tensor within it.");
        try
        {
            return point.FromInput ?? FrozenModel.Read(point.Model.File);
        }
        catch (FtcException e)
        {
            throw place.Fail(e.Code, e.Message, e);
        }
    }

    // A model that is none, or of another shape than the features, is at fault where it is named.
    private PatchPoint? ReadModel()
    {
        if ((_settings["dataset.pretrained"] ?? _settings["pretrained"]) is not [var setting]) return null;
        try
        {
            return PatchPoint.Of(OnnxModel.Read(PathOf(setting)), Get("dataset.at") as string);
        }
        catch (FtcException e) when (e.Code == Codes.NoTensor)
        {
            throw (_settings.PlaceOf("dataset.at") ?? setting.Place).Fail(e.Code, e.Message, e);
        }
        catch (FtcException e)
        {
            throw setting.Place.Fail(e.Code,
                $"'{setting.Value}': {e.Message}{(e.Code == Codes.OnnxFile ? " 'pretrained' takes the path of an ONNX file." : "")}", e);
        }
    }

    private (Dataset, IReadOnlyList<SampleValues>) ReadDataset(PatchPoint? point, IProgress<long>? progress, CancellationToken cancellation)
    {
        var source = Array.Find(Settings.FileKeys, _chosen.ContainsKey)
            ?? Array.Find(["dataset.line", "dataset.gaussian", "dataset.relabelled", "dataset.hard"], _settings.States)!;
        var place = _chosen.GetValueOrDefault(source)?.Place ?? _settings.PlaceOf(source)!;
        try
        {
            if (DataFile is not { } file) return (MakeDataset(source), []);
            var columns = Columns(point) with { Folder = Path.GetDirectoryName(place.File) };
            return Get("dataset.memoryLimit") is long limit
                ? (Data.DataFile.ReadWithin([file], columns, limit, null, cancellation), [])
                : Data.DataFile.ReadWithInputs(file, columns, progress, cancellation);
        }
        catch (FtcException e) when (e.File is null || e.Code == Codes.FileNotReadable)
        {
            throw place.Fail(e.Code, e.Message, e);
        }
        catch (FtcException e) when (point is not null && (e.Code == Codes.ShapeMismatch || e.File == point.Model.File))
        {
            throw _settings.PlaceOf("dataset.pretrained")!.Fail(e.Code, e.Message, e);
        }
    }

    private Dataset MakeDataset(string source) => source switch
    {
        "dataset.gaussian" => SyntheticData.Gaussian(Number("dataset.gaussian.N"), Number("dataset.gaussian.K"),
            Number("dataset.gaussian.dimension"), Number("dataset.gaussian.seed")),
        "dataset.relabelled" => SyntheticData.Relabelled(Number("dataset.relabelled.N"), Number("dataset.relabelled.K"),
            Number("dataset.relabelled.dimension"), Number("dataset.relabelled.seed")),
        "dataset.hard" => SyntheticData.Hard(Number("dataset.hard.N"), Number("dataset.hard.K"),
            Get("dataset.hard.kind") is string kind ? Enum.Parse<HardKind>(kind, ignoreCase: true) : HardKind.Alternating),
        _ => _settings["dataset.line.T"] is { } t
            ? SyntheticData.Line(t.Select(value => (int)value.Value), Get("dataset.line.K") as int?)
            : SyntheticData.RandomLine(Number("dataset.line.N"), Number("dataset.line.K"), Number("dataset.line.seed")),
    };

    private DataColumns Columns(PatchPoint? point) => new()
    {
        Features = Names("dataset.features"),
        Label = Names("dataset.label"),
        Prediction = Names("dataset.prediction"),
        Point = point,
        Residual = Names("dataset.residual"),
        Classification = _settings["dataset.classification"] is [{ Value: true }],
        Classes = Names("dataset.classes"),
        Margin = Get("dataset.margin") as double?,
        Conflict = Get("dataset.conflict") is string conflict ? Enum.Parse<Conflict>(conflict, ignoreCase: true) : Conflict.Stop,
        Image = _settings.States("dataset.image") ? Image() : null,
    };

    private ImageOptions Image()
    {
        var options = new ImageOptions { Column = (string)Get("dataset.image.column")! };
        return options with
        {
            Width = Get("dataset.image.width") as int?,
            Height = Get("dataset.image.height") as int?,
            Channels = Number("dataset.image.channels", options.Channels),
            Layout = Get("dataset.image.layout") is string layout ? Enum.Parse<ImageLayout>(layout, ignoreCase: true) : options.Layout,
            Scale = Get("dataset.image.scale") as double? ?? options.Scale,
            Mean = Numbers("dataset.image.mean"),
            Deviation = Numbers("dataset.image.deviation"),
        };
    }

    private IReadOnlyList<double> Numbers(string path) => [.. (_settings[path] ?? []).Select(number => (double)number.Value)];

    private IReadOnlyList<string> Names(string path) => [.. (_settings[path] ?? []).Select(name => (string)name.Value)];

    /// <summary>
    /// The place of a complaint about the network: where its radius is stated if that is too large, where its training, its method or its
    /// layers are stated, or the experiment.
    /// </summary>
    internal FtcException Located(FtcException e)
    {
        if (e.File is not null) return e;
        var radius = e.Code is Codes.RadiusTooLarge or Codes.NoPolytope
            ? (_chosen.GetValueOrDefault("network.radius") ?? _chosen.GetValueOrDefault("network.reach"))?.Place : null;
        var place = radius ?? _settings.PlaceOf("train") ?? _chosen.GetValueOrDefault("network.method")?.Place
            ?? _chosen.GetValueOrDefault("network.layers")?.Place
            ?? _settings.PlaceOf("network") ?? _settings.PlaceOf(ExperimentSchema.Regions) ?? _settings.PlaceOf("experiment")!;
        return place.Fail(e.Code, $"{Name}: {e.Message}", e);
    }

    /// <summary>The full path that a value names: relative to the file that states it.</summary>
    internal static string PathOf(Setting setting) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(setting.Place.File!)!, (string)setting.Value));

    internal static string Show(object value) => value switch
    {
        double number => Text.Of(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
