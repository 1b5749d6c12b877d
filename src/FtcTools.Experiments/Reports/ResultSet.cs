using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;

namespace FtcTools.Experiments.Reports;

/// <summary>Results to report on: of one experiment, or of several side by side.</summary>
/// <param name="Title">The experiments' names.</param>
/// <param name="Axes">Paths of the keys that differ between cells.</param>
public sealed record ResultSet(string Title, IReadOnlyList<string> Axes, IReadOnlyList<CellResult> Results)
{
    /// <summary>What a reader must know about them.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Adds the results of other experiments that have run into the same folder; one that has not is noted.</summary>
    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    internal ResultSet Beside(IReadOnlyList<string> experiments, string outputFolder)
    {
        var set = this;
        foreach (var name in experiments)
        {
            var folder = Path.Combine(outputFolder, name);
            if (File.Exists(Path.Combine(folder, ResultLog.FileName)))
                set = set with { Results = [.. set.Results, .. Read(folder).Results] };
            else
                set = set with { Notes =
                    [.. set.Notes, $"'{name}' has no results in this folder yet; run it, then this experiment again, to see them here."] };
        }
        return set;
    }

    /// <summary>Any results, in their order.</summary>
    public static ResultSet Of(IReadOnlyList<CellResult> results) => new(
        string.Join(", ", results.Select(result => result.Experiment).Distinct()),
        [.. results.SelectMany(result => result.Parameters.Keys).Distinct()],
        results);

    /// <summary>
    /// The results of a folder that a run has written, in the order of the grid; of a run that was stopped, what it had finished.
    /// </summary>
    /// <param name="path">The experiment's folder, or its results.jsonl.</param>
    /// <exception cref="FtcException">FTC0010, FTC0067.</exception>
    public static ResultSet Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, ResultLog.FileName) : path;
        var found = ResultsFile.Read(file);
        if (found.Header is not { } header) throw new FtcException(Codes.ResultsFile, $"'{file}' holds no results yet.", file);
        return new(header.Experiment, header.Axes, [.. found.Results.OrderBy(result => result.Index)]);
    }
}
