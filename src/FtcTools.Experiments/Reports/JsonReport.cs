using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FtcTools.Experiments.Schema;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Experiments.Reports;

/// <summary>Everything a run found, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonWriterOptions s_options =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Stream stream, ResultSet set)
    {
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WriteString("experiment", set.Title);
            json.WriteString("maker", NetworkOrigin.ThisMaker);
            json.WriteBoolean("succeeded", set.Results.All(result => result.Succeeded));
            json.WriteStartArray("cells");
            foreach (var result in set.Results) Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, CellResult result)
    {
        json.WriteStartObject();
        json.WriteString("cell", result.Name);
        json.WriteStartObject("parameters");
        foreach (var (path, value) in result.Parameters) Write(json, path, value);
        json.WriteEndObject();
        if (result.Origin is { } origin)
        {
            if (result.NetworkFile is { } file) json.WriteString("network", $"networks/{Path.GetFileName(file)}");
            json.WriteString("source", origin.Source);
            Write(json, "seed", origin.Seed);
        }
        json.WriteNumber("buildSeconds", result.BuildSeconds);
        json.WriteStartArray("reports");
        foreach (var report in result.Reports) Write(json, report);
        json.WriteEndArray();
        if (result.Regions.Count > 0) WriteRules(json, result);
        if (result.HeldOut is { } heldOut)
        {
            json.WritePropertyName("heldOut");
            JsonSerializer.Serialize(json, heldOut, Results.ResultLine.Options);
        }
        if (result.Training is { } training)
        {
            json.WritePropertyName("training");
            JsonSerializer.Serialize(json, training, Results.ResultLine.Options);
        }
        json.WriteStartArray("attempts");
        foreach (var attempt in result.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("method", attempt.Method);
            json.WriteNumber("layers", attempt.Layers);
            Write(json, "neurons", attempt.Neurons);
            json.WriteString("outcome", attempt.Outcome);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("diagnostics");
        foreach (var e in result.Diagnostics)
        {
            json.WriteStartObject();
            json.WriteString("code", e.Code);
            json.WriteNumber("line", e.Line);
            json.WriteNumber("column", e.Column);
            json.WriteString("message", e.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, CellResult result)
    {
        json.WriteStartArray("rules");
        foreach (var rule in result.Rules)
        {
            json.WriteStartObject();
            json.WriteString("region", rule.Region);
            json.WriteString("words", rule.Words);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("regions");
        foreach (var report in result.Regions)
        {
            json.WriteStartObject();
            foreach (var (name, property) in ExperimentSchema.RegionScalars) Write(json, name, property.GetValue(report));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject();
        foreach (var (name, property) in ExperimentSchema.ReportScalars) Write(json, name, property.GetValue(report));
        json.WriteEndObject();
    }

    // JSON has no infinity: it is written as a text.
    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int or long: json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            case double number: json.WriteString(name, Text.Of(number)); break;
            default: json.WriteString(name, Cell.Show(value)); break;
        }
    }
}
