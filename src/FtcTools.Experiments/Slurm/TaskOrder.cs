using System.Collections;
using System.Globalization;
using System.Text.Json;
using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Experiments.Slurm;

/// <summary>What the tasks of one job array do: a file that they read.</summary>
/// <param name="Number">The number of the order, from 1.</param>
/// <param name="Hash">The hash of the experiment, or of the question, when it was submitted.</param>
/// <param name="Folder">The folder of the results, in full.</param>
/// <param name="Tasks">Cells, or shards, of each task.</param>
internal sealed record TaskOrder(int Number, string Hash, string Folder, IReadOnlyList<int[]> Tasks)
{
    /// <summary>Whose cells they do; null where they answer a question about shards.</summary>
    public CellOrder? Cells { get; init; }

    /// <summary>The file of the question that they answer; null where they do cells.</summary>
    public string? Question { get; init; }

    /// <summary>Slurm's id of the array; null before it was submitted.</summary>
    public string? Job { get; init; }

    /// <summary>The number of the next order of a folder.</summary>
    public static int NextNumber(string folder) => TaskFiles.Orders(folder) is [.., var last] ? last + 1 : 1;

    /// <summary>Spreads cells or shards over tasks, as many as a job array may have.</summary>
    public static IReadOnlyList<int[]> Spread(IReadOnlyList<int> cells, int mostTasks)
    {
        var tasks = Math.Min(cells.Count, mostTasks);
        // Neighbours in the grid have their samples in common.
        return [.. Enumerable.Range(0, tasks)
            .Select(task => cells.Skip((int)((long)cells.Count * task / tasks))
                .Take((int)((long)cells.Count * (task + 1) / tasks - (long)cells.Count * task / tasks)).ToArray())];
    }

    public void Write() => AtomicFile.Write(TaskFiles.OrderOf(Folder, Number), stream => JsonSerializer.Serialize(stream, this));

    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    public static TaskOrder Read(string path) => InputFile.Read(path, file =>
    {
        try
        {
            return JsonSerializer.Deserialize<TaskOrder>(File.ReadAllBytes(file)) is { Hash: not null, Folder: not null,
                Tasks: not null } order && order.Cells is null != order.Question is null ? order : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new FtcException(Codes.ResultsFile, $"'{file}' is no order of tasks.", file, inner: e);
        }
    });
}

/// <summary>Whose cells tasks do.</summary>
/// <param name="Experiment">The experiment file, in full.</param>
/// <param name="Set">What overrides it, as text.</param>
internal sealed record CellOrder(string Experiment, IReadOnlyDictionary<string, string[]> Set)
{
    public static CellOrder Of(Experiment experiment) => new(experiment.File, experiment.Overrides.ToDictionary(
        entry => entry.Key,
        entry => entry.Value is IEnumerable list and not string ? [.. list.Cast<object?>().Select(Text)] : new[] { Text(entry.Value) }));

    /// <summary>The experiment as it is now.</summary>
    public Experiment Load() =>
        Experiments.Experiment.Load(Experiment,
            Set.ToDictionary(entry => entry.Key, entry => entry.Value is [var one] ? (object)one : entry.Value));

    private static string Text(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
