using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FtcTools.Training;
using FtcTools.Models.Regions;
using FtcTools.Verification;

namespace FtcTools.Experiments.Schema;

/// <summary>
/// What a `*.ftc.yaml` may hold, from the table of <see cref="ExperimentKeys"/>: for the reader, its error messages and
/// module/schemas/ftc-experiment.schema.json.
/// </summary>
public static class ExperimentSchema
{
    /// <summary>The section that is a list of sections.</summary>
    internal const string Regions = "regions";

    /// <summary>Sections, in the order in which they are shown.</summary>
    private static readonly Dictionary<string, string> s_sections = new()
    {
        ["dataset"] = "The samples: a file, `csv`, `parquet`, `npy`, `npz` or `idx`, or `line`, `gaussian`, `relabelled` or `hard`.",
        ["dataset.image"] = "Pictures that a column of the file names: their numbers are the features.",
        ["dataset.line"] = "Samples x_i = i on a line.",
        ["dataset.gaussian"] = "Samples from the standard normal distribution.",
        ["dataset.relabelled"] = "Samples from the standard normal distribution that a model has by heart, some with new labels.",
        ["dataset.hard"] = "Samples x_i = i on a line whose edits take as many neurons as any.",
        ["domain"] = "How far inputs range, for regions with open ends.",
        [Regions] = "Rules: what must be answered on whole regions of inputs, all in one network. A list, of which each item is a box (`low`, `high`), inequalities (`inside`) or a `file`.",
        ["network"] = "The side network to build.",
        ["pretrain"] = "The frozen model f: trained on the labels before the edits. Without it f is right on them to the last bit.",
        ["train"] = "The side network, trained on label - f(x) instead of built.",
        ["test"] = "How it is verified.",
        ["expect"] = "What must hold for every report; a broken expectation is an error at its line.",
        ["expect.exact"] = "What must hold for the report in exact arithmetic.",
        ["expect.float64"] = "What must hold for the report in float64.",
        ["expect.float32"] = "What must hold for the report in float32.",
        ["expect.training"] = "What must hold for every trained network.",
        ["run"] = "How samples are divided among tasks. Results do not depend on it.",
        ["report"] = "What is written.",
    };

    /// <summary>The scalars of a report under their names in files: as in C#, with a small first letter, but K and N.</summary>
    internal static IReadOnlyDictionary<string, PropertyInfo> ReportScalars { get; } =
        typeof(Report).GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => Name(p.Name));

    /// <summary>The numbers of a training, named as those of a report.</summary>
    internal static IReadOnlyDictionary<string, PropertyInfo> TrainingScalars { get; } =
        typeof(TrainingReport).GetProperties().Where(p => p.PropertyType == typeof(int) || p.PropertyType == typeof(double))
            .ToDictionary(p => Name(p.Name));

    /// <summary>The scalars of a region's report, named as those of a report; which have some in common.</summary>
    internal static IReadOnlyDictionary<string, PropertyInfo> RegionScalars { get; } =
        typeof(RegionReport).GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(p => Name(p.Name));

    internal static IReadOnlyList<SchemaKey> Keys => ExperimentKeys.All;

    /// <summary>Every key that holds a value, with dots, and what it means; those of a region stand in items and have no path.</summary>
    public static IEnumerable<(string Path, string Meaning)> Meanings =>
        Keys.Where(key => !IsOfRegion(key.Path)).Select(key => (key.Path, key.Meaning));

    internal static IEnumerable<string> Sections => s_sections.Keys;

    /// <summary>Whether it is a key of an item of <see cref="Regions"/>.</summary>
    internal static bool IsOfRegion(string path) => path.StartsWith(Regions + ".", StringComparison.Ordinal);

    internal static bool IsSection(string path) => s_sections.ContainsKey(path);

    // Keys that have another name since 0.2.0; the old one is read until 0.3.0, and editors mark it as unknown.
    private static readonly Dictionary<string, string> s_renamed = new() { ["network.ease"] = "network.smallerWeights" };

    /// <summary>The name that a key has now.</summary>
    internal static string Current(string path) => s_renamed.GetValueOrDefault(path, path);

    internal static SchemaKey? Find(string path) => Keys.FirstOrDefault(key => key.Path == path);

    /// <summary>The keys that may stand in a section; the empty path is the file itself.</summary>
    internal static IReadOnlyList<string> ChildrenOf(string section) =>
        [.. Keys.Select(key => key.Path).Where(path => section.Length == 0 || path.StartsWith(section + ".", StringComparison.Ordinal))
            .Select(path => path[(section.Length == 0 ? 0 : section.Length + 1)..].Split('.')[0]).Distinct()];

    /// <summary>The JSON schema from which editors complete and check.</summary>
    public static string ToJson()
    {
        var root = Section("", "An experiment of FtcTools: samples, the side network to build for them, and how it is verified.");
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "FtcTools experiment (*.ftc.yaml)",
        };
        foreach (var (key, value) in root.ToArray())
        {
            root.Remove(key);
            schema[key] = value;
        }
        return schema.ToJsonString(
            new JsonSerializerOptions { WriteIndented = true, NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject Section(string path, string meaning)
    {
        var properties = new JsonObject();
        foreach (var name in ChildrenOf(path))
        {
            var child = path.Length == 0 ? name : $"{path}.{name}";
            properties[name] = Find(child) is { } key ? Value(key) : child == Regions ? Items(Section(child, s_sections[child]))
                : Section(child, s_sections[child]);
        }
        return new() { ["description"] = meaning, ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Items(JsonObject section) =>
        new() { ["description"] = section["description"]!.DeepClone(), ["type"] = "array", ["minItems"] = 1, ["items"] = section };

    private static JsonObject Value(SchemaKey key)
    {
        var meaning = key.Meaning + (key.Default is null ? "" : $" Default: {key.Default}.")
            + (key.Shape == Shape.Grid ? " A list makes a grid." : "");
        var one = key.Kind.JsonSchema();
        return key.Shape == Shape.One
            ? new() { ["description"] = meaning, ["allOf"] = new JsonArray(one) }
            : new()
            {
                ["description"] = meaning,
                ["anyOf"] = new JsonArray(one,
                    new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = key.Shape != Shape.Sequence,
                        ["items"] = one.DeepClone() }),
            };
    }

    private static string Name(string property) => property.Length == 1 ? property : char.ToLowerInvariant(property[0]) + property[1..];
}
