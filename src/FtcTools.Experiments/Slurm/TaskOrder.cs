using System.Collections;
using System.Globalization;
using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Experiments.Slurm;

/// <summary>What the tasks of one job array do: a file that they read.</summary>
/// <param name="Number">Of the order, from 1.</param>
/// <param name="Experiment">The experiment file, in full.</param>
/// <param name="Set">What overrides it, as text.</param>
/// <param name="Hash">Of the experiment when it was submitted.</param>
/// <param name="Folder">Of its results, in full.</param>
/// <param name="Tasks">Cells of each task.</param>
internal sealed record TaskOrder(int Number, string Experiment, IReadOnlyDictionary<string, string[]> Set, string Hash, string Folder, IReadOnlyList<int[]> Tasks)
{
    /// <summary>Slurm's id of the array; null before it was submitted.</summary>
    public string? Job { get; init; }

    /// <summary>Spreads cells over tasks, as many as a job array may have.</summary>
    public static IReadOnlyList<int[]> Spread(IReadOnlyList<int> cells, int mostTasks)
    {
        var tasks = Math.Min(cells.Count, mostTasks);
        // Neighbours in the grid have their samples in common.
        return [.. Enumerable.Range(0, tasks).Select(task => cells.Skip((int)((long)cells.Count * task / tasks)).Take((int)((long)cells.Count * (task + 1) / tasks - (long)cells.Count * task / tasks)).ToArray())];
    }

    public static IReadOnlyDictionary<string, string[]> AsText(IReadOnlyDictionary<string, object> overrides) => overrides.ToDictionary(
        entry => entry.Key,
        entry => entry.Value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(Text)] : new[] { Text(entry.Value) });

    public void Write() => AtomicFile.Write(TaskFiles.OrderOf(Folder, Number), stream => JsonSerializer.Serialize(stream, this));

    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    public static TaskOrder Read(string path) => InputFile.Read(path, file =>
    {
        try
        {
            return JsonSerializer.Deserialize<TaskOrder>(File.ReadAllBytes(file)) is { Experiment: not null, Set: not null, Hash: not null, Folder: not null, Tasks: not null } order ? order : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new FtcException(Codes.ResultsFile, $"'{file}' is no order of tasks.", file, inner: e);
        }
    });

    private static string Text(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
