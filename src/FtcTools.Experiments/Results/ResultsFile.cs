using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Networks;

namespace FtcTools.Experiments.Results;

/// <summary>The first line of a file of results: whose they are.</summary>
/// <param name="Hash">The hash of everything that determines them, see <see cref="SpecHash"/>.</param>
/// <param name="Cells">The cells of the whole grid.</param>
/// <param name="Axes">Paths of the keys that hold lists.</param>
/// <param name="File">The experiment file's name.</param>
internal sealed record ResultsHeader(string Format, string Experiment, string Hash, int Cells, IReadOnlyList<string> Axes, string File,
    string Maker, IReadOnlyDictionary<string, string> Stated)
{
    public const string ThisFormat = "ftc-results/1";

    public static ResultsHeader Of(Experiment experiment, SpecHash hash) =>
        new(ThisFormat, experiment.Name, hash.Value, experiment.Cells.Count, experiment.Axes, Path.GetFileName(experiment.File),
            NetworkOrigin.ThisMaker, hash.Stated);
}

/// <summary>
/// JSON lines: a header, then a line for each finished cell in the order in which they were finished. A line counts once its line feed is
/// there: what a crash has torn off at the end is none.
/// </summary>
/// <param name="Header">Null where not even that was written whole.</param>
/// <param name="Results">One for each cell that is finished.</param>
/// <param name="Length">The length in bytes, without a line that is torn.</param>
internal sealed record ResultsFile(ResultsHeader? Header, IReadOnlyList<CellResult> Results, long Length)
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static byte[] Line(ResultsHeader header) => [.. JsonSerializer.SerializeToUtf8Bytes(header, s_options), (byte)'\n'];

    /// <param name="folder">The folder to which its paths are relative; null for its own.</param>
    /// <exception cref="FtcException">FTC0010; FTC0067 with the line: it holds something else.</exception>
    public static ResultsFile Read(string path, string? folder = null) =>
        InputFile.Read(path, file => ReadLines(file, folder ?? Path.GetDirectoryName(file)!));

    private static ResultsFile ReadLines(string path, string folder)
    {
        ResultsHeader? header = null;
        var results = new Dictionary<int, CellResult>();
        var (length, number) = (0L, 0);
        foreach (var line in Lines(path))
        {
            number++;
            try
            {
                if (header is null) header = ReadHeader(line);
                // A cell that failed for a reason that may pass has been tried again: the later line counts.
                else Add(ResultLine.Read(line, header.Experiment, folder));
            }
            catch (JsonException e)
            {
                throw new FtcException(Codes.ResultsFile,
                    $"'{path}', line {number}: not a result of an experiment. Delete the line to run its cell again, or the file to start over.", path, number, 1, e);
            }
            length += line.Length + 1;
        }
        return new(header, [.. results.Values], length);

        void Add(CellResult result)
        {
            if (result.Index < 0 || result.Index >= header.Cells) throw new JsonException("the grid has no such cell");
            results[result.Index] = result;
        }
    }

    private static ResultsHeader ReadHeader(byte[] line)
    {
        var header = JsonSerializer.Deserialize<ResultsHeader>(line, s_options);
        return header is { Format: ResultsHeader.ThisFormat, Experiment: not null, Hash: not null, Axes: not null, Stated: not null }
            ? header : throw new JsonException(ResultsHeader.ThisFormat);
    }

    // Whole lines, without their line feeds.
    private static IEnumerable<byte[]> Lines(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var line = new MemoryStream();
        var block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            var rest = block.AsMemory(0, read);
            for (int end; (end = rest.Span.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Write(rest.Span[..end]);
                yield return line.ToArray();
                line.SetLength(0);
            }
            line.Write(rest.Span);
        }
    }
}
