using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Results;

/// <summary>
/// A cell's result as one line of JSON, in which files are relative to the folder of the results. What is read is what was written, to the
/// last bit of every number.
/// </summary>
internal sealed record ResultLine : CellFindings
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = new Names(),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public ResultLine()
    {
    }

    private ResultLine(CellFindings findings)
        : base(findings)
    {
    }

    public required string Cell { get; init; }
    public required int Index { get; init; }
    public required JsonObject Parameters { get; init; }
    public IReadOnlyList<Complaint> Diagnostics { get; init; } = [];

    public static byte[] Write(CellResult result, string folder) => JsonSerializer.SerializeToUtf8Bytes(
        new ResultLine(result)
        {
            Cell = result.Name,
            Index = result.Index,
            Parameters = [.. result.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, ToJson(parameter.Value)))],
            Diagnostics = [.. result.Diagnostics.Select(e => new Complaint(e.Code, e.Message, e.File, e.Line, e.Column))],
            NetworkFile = Relative(result.NetworkFile, folder),
            DetailsFile = Relative(result.DetailsFile, folder),
            Patched = result.Patched is { } patched ? patched with { File = Relative(patched.File, folder)! } : null,
        },
        Options);

    /// <exception cref="JsonException">The line is not a result.</exception>
    public static CellResult Read(ReadOnlySpan<byte> json, string experiment, string folder)
    {
        var line = JsonSerializer.Deserialize<ResultLine>(json, Options) ?? throw new JsonException("a result is expected");
        return new CellResult(line)
        {
            Experiment = experiment,
            Name = line.Cell,
            Index = line.Index,
            Parameters = line.Parameters.ToDictionary(parameter => parameter.Key, parameter => FromJson(parameter.Value)),
            Diagnostics = [.. line.Diagnostics.Select(e => new FtcException(e.Code, e.Message, e.File, e.Line, e.Column))],
            NetworkFile = Full(line.NetworkFile, folder),
            DetailsFile = Full(line.DetailsFile, folder),
            Patched = line.Patched is { } patched ? patched with { File = Full(patched.File, folder)! } : null,
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
