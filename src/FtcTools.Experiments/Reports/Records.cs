using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FtcTools.Experiments.Reports;

/// <summary>Records of scalars as files: their properties are the columns.</summary>
internal static class Records
{
    private static readonly JsonSerializerOptions s_json =
        new() { WriteIndented = true, NewLine = "\n", Converters = { new JsonStringEnumConverter() } };

    public static void WriteCsv<T>(Stream stream, IReadOnlyList<T> records)
    {
        var columns = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        CsvRows.Write(stream, [.. columns.Select(column => column.Name)],
            records.Select(record => columns.Select(column => column.GetValue(record) is { } value ? Cell.Show(value) : "").ToArray()));
    }

    public static void WriteJson<T>(Stream stream, IReadOnlyList<T> records)
    {
        JsonSerializer.Serialize(stream, records, s_json);
        stream.WriteByte((byte)'\n');
    }
}
