using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Training;
using FtcTools.Verification;

namespace FtcTools.Experiments.Results;

/// <summary>A cell's result as one line of JSON. What is read is what was written, to the last bit of every number.</summary>
internal sealed record ResultLine
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = new Names(),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required string Cell { get; init; }
    public required int Index { get; init; }
    public required JsonObject Parameters { get; init; }
    public NetworkOrigin? Origin { get; init; }
    public IReadOnlyList<Report> Reports { get; init; } = [];
    public IReadOnlyList<RegionReport> Regions { get; init; } = [];
    public IReadOnlyList<RegionRule> Rules { get; init; } = [];
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];
    public HeldOutMeasurement? HeldOut { get; init; }
    public IReadOnlyList<ReachPoint> ReachCurve { get; init; } = [];
    public TrainingReport? Training { get; init; }
    public IReadOnlyList<Complaint> Diagnostics { get; init; } = [];
    public double BuildSeconds { get; init; }

    /// <summary>The network's file, relative to the folder of the results.</summary>
    public string? NetworkFile { get; init; }

    /// <summary>The file of details, relative to the folder of the results.</summary>
    public string? DetailsFile { get; init; }

    /// <summary>The patched model, whose file is relative to the folder of the results.</summary>
    public PatchedFile? Patched { get; init; }

    public required string Maker { get; init; }

    public static byte[] Write(CellResult result, string folder) => JsonSerializer.SerializeToUtf8Bytes(
        new ResultLine
        {
            Cell = result.Name,
            Index = result.Index,
            Parameters = [.. result.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, ToJson(parameter.Value)))],
            Origin = result.Origin,
            Reports = result.Reports,
            Regions = result.Regions,
            Rules = result.Rules,
            Attempts = result.Attempts,
            HeldOut = result.HeldOut,
            ReachCurve = result.ReachCurve,
            Training = result.Training,
            Diagnostics = [.. result.Diagnostics.Select(e => new Complaint(e.Code, e.Message, e.File, e.Line, e.Column))],
            BuildSeconds = result.BuildSeconds,
            NetworkFile = Relative(result.NetworkFile, folder),
            DetailsFile = Relative(result.DetailsFile, folder),
            Patched = result.Patched is { } patched ? patched with { File = Relative(patched.File, folder)! } : null,
            Maker = result.Maker,
        },
        Options);

    /// <exception cref="JsonException">The line is not a result.</exception>
    public static CellResult Read(ReadOnlySpan<byte> json, string experiment, string folder)
    {
        var line = JsonSerializer.Deserialize<ResultLine>(json, Options) ?? throw new JsonException("a result is expected");
        return new CellResult
        {
            Experiment = experiment,
            Name = line.Cell,
            Index = line.Index,
            Parameters = line.Parameters.ToDictionary(parameter => parameter.Key, parameter => FromJson(parameter.Value)),
            Origin = line.Origin,
            Reports = line.Reports,
            Regions = line.Regions,
            Rules = line.Rules,
            Attempts = line.Attempts,
            HeldOut = line.HeldOut,
            ReachCurve = line.ReachCurve,
            Training = line.Training,
            Diagnostics = [.. line.Diagnostics.Select(e => new FtcException(e.Code, e.Message, e.File, e.Line, e.Column))],
            BuildSeconds = line.BuildSeconds,
            NetworkFile = Full(line.NetworkFile, folder),
            DetailsFile = Full(line.DetailsFile, folder),
            Patched = line.Patched is { } patched ? patched with { File = Full(patched.File, folder)! } : null,
            Maker = line.Maker,
        };
    }

    private static string? Relative(string? path, string folder) =>
        path is null ? null : Path.GetRelativePath(folder, path).Replace('\\', '/');

    private static string? Full(string? path, string folder) => path is null ? null : Path.GetFullPath(Path.Combine(folder, path));

    private static JsonNode? ToJson(object value) => value switch
    {
        int number => number,
        double number => number,
        bool truth => truth,
        _ => Experiments.Cell.Show(value),
    };

    private static object FromJson(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => value.AsValue().TryGetValue<int>(out var whole) ? (object)whole : value.GetValue<double>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>(),
        _ => throw new JsonException("a parameter is a number, a truth value or a text"),
    };

    /// <summary>A diagnostic, and where it stands.</summary>
    internal sealed record Complaint(string Code, string Message, string? File, int Line, int Column);

    // Names are those of C# with a small first letter, but for K and N, as in the experiment file.
    private sealed class Names : JsonNamingPolicy
    {
        public override string ConvertName(string name) => name.Length == 1 ? name : char.ToLowerInvariant(name[0]) + name[1..];
    }
}
