using System.Collections;
using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Yaml;

namespace FtcTools.Experiments.Schema;

/// <summary>A checked value and where it was written.</summary>
internal sealed record Setting(object Value, ScalarNode Node)
{
    public Place Place => Node.Place;
}

/// <summary>
/// The keys of an experiment file with what it extends and what overrides it, by path: each of its kind and shape, each from the place that
/// states it last.
/// </summary>
internal sealed class Settings
{
    /// <summary>The keys that name a file of samples; its format is known by its ending, whichever key it stands in.</summary>
    internal static readonly string[] FileKeys = ["dataset.csv", "dataset.parquet", "dataset.npy", "dataset.npz", "dataset.idx"];

    /// <summary>What is said of the samples of a file, and of no others.</summary>
    internal static readonly string[] ColumnKeys =
    [
        "dataset.features", "dataset.label", "dataset.prediction", "dataset.pretrained", "dataset.at", "dataset.residual",
        "dataset.classification", "dataset.classes", "dataset.margin",
        "dataset.conflict", "dataset.memoryLimit", "dataset.image",
    ];

    // The ways to state a dataset exclude each other.
    private static readonly string[][] s_sources =
        [[.. FileKeys, .. ColumnKeys], ["dataset.line"], ["dataset.gaussian"], ["dataset.relabelled"], ["dataset.hard"]];

    private readonly Dictionary<string, IReadOnlyList<Setting>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Place> _sections = new(StringComparer.Ordinal);

    private Settings(string file) => File = file;

    /// <summary>The full path of the experiment file.</summary>
    public string File { get; }

    /// <summary>Full paths of it and of every file it extends.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>The items of `regions`, each with the keys of its own; none where nothing states them.</summary>
    public IReadOnlyList<Settings> Regions { get; private set; } = [];

    /// <summary>The values at a path; null where nothing states it.</summary>
    public IReadOnlyList<Setting>? this[string path] => _values.GetValueOrDefault(path);

    public IEnumerable<string> Paths => _values.Keys;

    /// <summary>Where a section starts, or a part of a section that is a value; null where neither stands.</summary>
    public Place? PlaceOf(string path) => _sections.GetValueOrDefault(path) ?? this[path]?[0].Place;

    public FtcException Missing(string path, string problem, string? section = null)
    {
        var place = (section is null ? null : PlaceOf(section)) ?? new Place(File, 1, 1);
        return place.Fail(Codes.MissingKey, $"the key '{path}' is missing: {problem}.");
    }

    /// <exception cref="FtcException">FTC0001 to FTC0006, FTC0010.</exception>
    public static Settings Read(string path, IDictionary<string, object>? overrides)
    {
        var file = Path.GetFullPath(path);
        var settings = ReadChain(file, []);
        foreach (var (key, value) in overrides ?? new Dictionary<string, object>()) settings.Override(key, value);
        return settings;
    }

    private static Settings ReadChain(string file, List<string> chain)
    {
        var own = new Settings(file) { Files = [file] };
        own.Add(YamlReader.Read(file), "");
        if (own["extends"] is not [var extends]) return own;

        var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, (string)extends.Value));
        chain.Add(file);
        if (chain.Contains(target))
            throw extends.Node.Fail(Codes.Extends,
                $"'{extends.Value}' extends this file in turn: {string.Join(" -> ", chain.Append(target).Select(Path.GetFileName))}; break the circle.");
        if (!System.IO.File.Exists(target))
            throw extends.Node.Fail(Codes.Extends, $"there is no file '{target}'; 'extends' is relative to the file that states it.");
        return ReadChain(target, chain).ExtendedBy(own);
    }

    private Settings ExtendedBy(Settings child)
    {
        var merged = new Settings(child.File) { Files = [.. child.Files, .. Files] };
        foreach (var (path, values) in _values)
        {
            if (!child.Displaces(path)) merged._values[path] = values;
        }
        foreach (var (path, place) in _sections)
        {
            if (!child.Displaces(path)) merged._sections[path] = place;
        }
        foreach (var (path, values) in child._values) merged._values[path] = values;
        foreach (var (path, place) in child._sections) merged._sections[path] = place;
        merged._values.Remove("extends");
        merged.Renamed.AddRange([.. Renamed, .. child.Renamed]);
        merged.Regions = child.Regions.Count > 0 ? child.Regions : Regions;
        return merged;
    }

    // A file that states one kind of dataset replaces another kind; residual columns replace labels and predictions, and the other way
    // round.
    private bool Displaces(string path)
    {
        var source = Array.Find(s_sources, keys => keys.Any(key => IsAtOrBelow(path, key)));
        if (source is not null && s_sources.Any(other => other != source && other.Any(States))) return true;
        if (FileKeys.Contains(path) && FileKeys.Any(States)) return true;
        return path switch
        {
            "dataset.residual" => States("dataset.label") || States("dataset.prediction") || States("dataset.pretrained"),
            "dataset.prediction" => States("dataset.residual") || States("dataset.pretrained"),
            "dataset.pretrained" => States("dataset.residual") || States("dataset.prediction"),
            "dataset.label" => States("dataset.residual"),
            "dataset.line.T" => States("dataset.line.N"),
            "dataset.line.N" => States("dataset.line.T"),
            _ => false,
        };
    }

    /// <summary>A warning for each old name of a key that stands in its files.</summary>
    public List<FtcException> Renamed { get; } = [];

    public bool States(string path) => _values.ContainsKey(path) || _sections.ContainsKey(path);

    private static bool IsAtOrBelow(string path, string key) => path == key || path.StartsWith(key + ".", StringComparison.Ordinal);

    private void Add(MapNode map, string section)
    {
        foreach (var (key, node) in map.Entries)
        {
            var written = section.Length == 0 ? key.Text : $"{section}.{key.Text}";
            var path = ExperimentSchema.Current(written);
            if (path != written)
                Renamed.Add(key.Fail(Codes.RenamedKey, $"'{written}' is called '{path}' since 0.2.0; the old name is read until 0.3.0."));
            if (ExperimentSchema.Find(path) is { } known)
            {
                if (!_values.TryAdd(path, Check(known, node, key)))
                    throw key.Fail(Codes.DuplicateKey,
                        $"'{key.Text}' is an old name of '{path}', which stands in the file, too; write it once.");
            }
            else if (path == ExperimentSchema.Regions)
            {
                _sections.Add(path, key.Place);
                Regions = Items(key, node, path);
            }
            else if (ExperimentSchema.IsSection(path))
            {
                if (node is not MapNode inner)
                    throw (node is ScalarNode { IsEmpty: true } ? key : node)
                        .Fail(Codes.InvalidValue, $"'{path}' is a section; it takes {Valid(path)}.");
                _sections.Add(path, key.Place);
                Add(inner, path);
            }
            else
            {
                throw Unknown(key, key.Text, section);
            }
        }
    }

    private List<Settings> Items(Node key, Node node, string path)
    {
        var items = new List<Settings>();
        if (node is not ListNode { Items.Count: > 0 } list)
            throw (node is ListNode or ScalarNode { IsEmpty: true } ? key : node)
                .Fail(Codes.InvalidValue, $"'{path}' is a list; each item starts with '- ' and takes {Valid(path)}.");
        foreach (var item in list.Items)
        {
            if (item is not MapNode map) throw item.Fail(Codes.InvalidValue, $"an item of '{path}' takes {Valid(path)}.");
            var own = new Settings(File);
            own._sections.Add(path, item.Place);
            own.Add(map, path);
            items.Add(own);
        }
        return items;
    }

    private static FtcException Unknown(Node at, string name, string section)
    {
        var valid = ExperimentSchema.ChildrenOf(section);
        var near = Nearest.To(name, valid) is { } meant ? $"; is '{meant}' meant?" : ".";
        return at.Fail(Codes.UnknownKey,
            $"there is no key '{name}'{(section.Length == 0 ? "" : $" in '{section}'")}{near} Valid are {string.Join(", ", valid)}.");
    }

    private static string Valid(string section) => string.Join(", ", ExperimentSchema.ChildrenOf(section));

    private static List<Setting> Check(SchemaKey key, Node node, Node at)
    {
        if (node is ListNode list && key.Shape != Shape.One)
        {
            if (list.Items.Count == 0)
                throw list.Fail(Codes.InvalidValue, $"'{key.Path}' is an empty list; write {key.Kind.Describe()}, once or more.");
            var values = new List<Setting>();
            foreach (var item in list.Items)
            {
                var value = Scalar(item, item);
                if (key.Shape != Shape.Sequence && values.Exists(other => other.Value.Equals(value.Value)))
                    throw item.Fail(Codes.InvalidValue, $"'{value.Node.Text}' stands twice in '{key.Path}'; write each value once.");
                values.Add(value);
            }
            return values;
        }
        return [Scalar(node, at)];

        Setting Scalar(Node value, Node place) => value switch
        {
            ScalarNode { IsEmpty: true } =>
                throw place.Fail(Codes.InvalidValue, $"'{key.Path}' has no value; write {key.Kind.Describe()}."),
            ScalarNode scalar => new(key.Kind.Parse(scalar), scalar),
            _ => throw value.Fail(Codes.InvalidValue,
                $"'{key.Path}' takes {key.Kind.Describe()}, not a {(value is MapNode ? "section" : "list")}."),
        };
    }

    // 'dataset.K' stands for 'dataset.line.K', 'dataset.gaussian.K' and so on, whichever dataset the file has.
    private void Override(string path, object? value)
    {
        path = ExperimentSchema.Current(path);
        var place = new Place(File, 0, 0);
        var full = ExperimentSchema.Sections.Where(States).Where(s => Parent(s) == Parent(path) && Parent(path).Length > 0)
            .Select(s => $"{s}{path[path.LastIndexOf('.')..]}").Prepend(path)
            .FirstOrDefault(p => ExperimentSchema.Find(p) is not null, path);
        try
        {
            if (full == ExperimentSchema.Regions || ExperimentSchema.IsOfRegion(full))
                throw place.Fail(Codes.InvalidValue, "'regions' stand in files only.");
            if (ExperimentSchema.Find(full) is not { } key)
            {
                var parent = Parent(full);
                while (parent.Length > 0 && !ExperimentSchema.IsSection(parent)) parent = Parent(parent);
                throw Unknown(new ScalarNode(place, path, true), path[(parent.Length == 0 ? 0 : parent.Length + 1)..], parent);
            }
            if (key.Path == "extends") throw place.Fail(Codes.InvalidValue, "'extends' stands in files only.");
            var changed = new Settings(File);
            var node = NodeOf(value, place);
            changed._values.Add(full, Check(key, node, node));
            for (var up = Parent(full); up.Length > 0; up = Parent(up)) changed._sections.Add(up, place);
            foreach (var displaced in _values.Keys.Where(changed.Displaces).ToList()) _values.Remove(displaced);
            foreach (var displaced in _sections.Keys.Where(changed.Displaces).ToList()) _sections.Remove(displaced);
            _values[full] = changed._values[full];
            foreach (var up in changed._sections.Keys) _sections.TryAdd(up, place);
        }
        catch (FtcException e)
        {
            throw new FtcException(e.Code, $"-Set '{path}': {e.Message}", File, inner: e);
        }
    }

    private static string Parent(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";

    private static Node NodeOf(object? value, Place place) => value switch
    {
        null => new ScalarNode(place, "", true),
        string text => new ScalarNode(place, text, true),
        bool truth => new ScalarNode(place, truth ? "true" : "false", true),
        IEnumerable list => new ListNode(place, [.. list.Cast<object?>().Select(item => NodeOf(item, place))]),
        IFormattable number => new ScalarNode(place, number.ToString(null, CultureInfo.InvariantCulture), true),
        _ => new ScalarNode(place, value.ToString() ?? "", true),
    };
}
