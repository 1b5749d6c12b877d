using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FtcTools.Experiments.Results;
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

    // Keys without a value are written, too, so that a program finds the same keys everywhere.
    private static readonly JsonSerializerOptions s_records =
        new(ResultLine.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

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
        if (result.HeldOut is { } heldOut) WriteRecord(json, "heldOut", heldOut, ResultLine.Options);
        if (result.Training is { } training) WriteRecord(json, "training", training, ResultLine.Options);
        WriteRecord(json, "attempts", result.Attempts, s_records);
        WriteRecord(json, "diagnostics", result.Diagnostics.Select(e => new { e.Code, e.Line, e.Column, e.Message }), s_records);
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, CellResult result)
    {
        WriteRecord(json, "rules", result.Rules, s_records);
        json.WriteStartArray("regions");
        foreach (var report in result.Regions)
        {
            json.WriteStartObject();
            foreach (var (name, property) in ExperimentSchema.RegionScalars) Write(json, name, property.GetValue(report));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRecord<T>(Utf8JsonWriter json, string name, T record, JsonSerializerOptions options)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, record, options);
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
