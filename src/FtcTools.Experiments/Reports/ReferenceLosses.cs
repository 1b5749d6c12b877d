using System.Globalization;
using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Experiments.Reports;

/// <summary>Losses by N and m from elsewhere, such as those of the paper's Figure 9: a JSON object with keys "N,m".</summary>
public sealed class ReferenceLosses
{
    private ReferenceLosses(string file, IReadOnlyDictionary<(int N, int M), double> losses) => (File, Losses) = (file, losses);

    public string File { get; }

    public IReadOnlyDictionary<(int N, int M), double> Losses { get; }

    /// <exception cref="FtcException">FTC0010: the file cannot be read. FTC0067: it holds something else.</exception>
    public static ReferenceLosses Read(string path) => InputFile.Read(path, file =>
    {
        try
        {
            var entries = JsonSerializer.Deserialize<Dictionary<string, double>>(System.IO.File.ReadAllBytes(file))
                ?? throw new JsonException();
            return new ReferenceLosses(file, entries.ToDictionary(entry => Key(entry.Key), entry => entry.Value));
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new FtcException(Codes.ResultsFile, $"'{file}' holds no losses by \"N,m\", such as {{ \"51,12\": 0.0223 }}.", file,
                inner: e);
        }
    });

    private static (int, int) Key(string text)
    {
        var parts = text.Split(',');
        return parts.Length == 2 ? (Whole(parts[0]), Whole(parts[1])) : throw new FormatException();
    }

    private static int Whole(string text) =>
        int.Parse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
}
