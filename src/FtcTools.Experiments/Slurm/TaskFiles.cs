using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;

namespace FtcTools.Experiments.Slurm;

/// <summary>
/// The folder in which Slurm's tasks write, beside the results: orders, scripts, and for each task its results and its log.
/// </summary>
internal static class TaskFiles
{
    public static string FolderOf(string folder) => Path.Combine(folder, "slurm");

    public static string OrderOf(string folder, int order) => Path.Combine(FolderOf(folder), Name(order, "json"));

    public static string ScriptOf(string folder, int order) => Path.Combine(FolderOf(folder), Name(order, "sh"));

    public static string ResultsOf(string folder, int order, int task) =>
        Path.Combine(FolderOf(folder), FormattableString.Invariant($"{order}-{task}.jsonl"));

    public static string LogOf(string folder, int order, int task) =>
        Path.Combine(FolderOf(folder), FormattableString.Invariant($"{order}-{task}.log"));

    /// <summary>Numbers of the orders that were given, ascending.</summary>
    public static IReadOnlyList<int> Orders(string folder) => !Directory.Exists(FolderOf(folder)) ? [] :
        [.. Directory.GetFiles(FolderOf(folder), "*-order.json")
            .Select(file => int.TryParse(Path.GetFileName(file).Split('-')[0], out var number) ? number : 0).Where(number => number > 0)
            .Order()];

    /// <summary>How a log ends, as the rest of a sentence.</summary>
    public static string LastWords(string log)
    {
        try
        {
            return File.ReadLines(log).LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) is { } line
                ? $" and ends with: {line.Trim().TrimEnd('.')}" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>What tasks of this experiment have finished, from files that have grown.</summary>
    /// <param name="lengths">The lengths of the files when they were read last.</param>
    /// <exception cref="FtcException">FTC0067: a file is broken.</exception>
    public static IEnumerable<CellResult> Read(string folder, SpecHash hash, Dictionary<string, long> lengths)
    {
        if (!Directory.Exists(FolderOf(folder))) yield break;
        foreach (var file in Directory.GetFiles(FolderOf(folder), "*.jsonl").Order(StringComparer.Ordinal))
        {
            var length = new FileInfo(file).Length;
            if (lengths.GetValueOrDefault(file) == length) continue;
            lengths[file] = length;
            var found = ResultsFile.Read(file, folder);
            if (found.Header?.Hash != hash.Value) continue;
            foreach (var result in found.Results) yield return result;
        }
    }

    /// <summary>Deletes the files of tasks whose results are elsewhere. A file that something still holds stays.</summary>
    public static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(FolderOf(folder))) Directory.Delete(FolderOf(folder), recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static string Name(int order, string ending) => FormattableString.Invariant($"{order}-order.{ending}");
}
