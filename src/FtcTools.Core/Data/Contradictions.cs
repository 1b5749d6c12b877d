using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>What is done about samples with the same features and different residuals: no function is right on all of them.</summary>
public enum Conflict
{
    /// <summary>An error lists them.</summary>
    Stop,

    /// <summary>All of them are left out.</summary>
    Drop,

    /// <summary>Those stay whose residual most of them have; of a tie none.</summary>
    Majority,
}

/// <summary>The samples of a dataset that contradict each other, in groups of equal features.</summary>
internal sealed class Contradictions
{
    // What an error message shows.
    private const int MostGroups = 20;
    private const int MostSamples = 4;

    private readonly Dataset _set;

    // Each ascending; by their first samples.
    private readonly List<int[]> _groups = [];

    public Contradictions(Dataset set)
    {
        _set = set;
        // A contradiction needs an edited sample: what is equal to none takes no room.
        var hashes = set.Edited.Select(set.Hash).ToHashSet();
        foreach (var bucket in Enumerable.Range(0, set.K).Where(i => hashes.Contains(set.Hash(i))).GroupBy(set.Hash))
        {
            var rest = bucket.ToList();
            while (rest.Count > 1)
            {
                var equal = rest.FindAll(i => set.Row(i).SequenceEqual(set.Row(rest[0])));
                rest.RemoveAll(equal.Contains);
                if (equal.Exists(i => !SameResidual(i, equal[0]))) _groups.Add([.. equal]);
            }
        }
        _groups.Sort((a, b) => a[0].CompareTo(b[0]));
    }

    /// <summary>The samples (from 0, ascending) that stay.</summary>
    public int[] Kept(Conflict conflict)
    {
        var dropped = _groups.SelectMany(group => conflict == Conflict.Majority ? group.Except(Majority(group)) : group).ToHashSet();
        return [.. Enumerable.Range(0, _set.K).Where(i => !dropped.Contains(i))];
    }

    /// <summary>How many groups there are.</summary>
    public int Count => _groups.Count;

    /// <summary>The first sample (from 0) that contradicts one before it.</summary>
    public int Second => _groups[0].First(i => !SameResidual(i, _groups[0][0]));

    /// <summary>All of them, within bounds, for an error message.</summary>
    /// <param name="sample">How a sample (from 0) is named.</param>
    public string Describe(Func<int, string> sample)
    {
        var total = _groups.Sum(group => group.Length);
        var shown = _groups.Take(MostGroups)
            .Select(group => _groups.Count == 1 && group.Length == 2 ? $"samples {sample(group[0])} and {sample(group[1])}"
                : Listed(group, sample));
        var listed = string.Join("; ", _groups.Take(MostGroups).Zip(shown, (group, names) => $"{names} ({Residuals(group)})"));
        var more = _groups.Count > MostGroups ? $"; and {_groups.Count - MostGroups} groups more" : "";
        return $"{total} samples in {_groups.Count} group(s) have the same features and different residuals, and no network gives both: {listed}{more}. Correct or drop them, or let -Conflict Drop or Majority do it ('conflict' in YAML).";
    }

    private static string Listed(int[] group, Func<int, string> sample) =>
        $"samples {string.Join(", ", group.Take(MostSamples).Select(sample))}{(group.Length > MostSamples ? $" and {group.Length - MostSamples} more" : "")}";

    // Classes and words are shown by their names and how often each comes; otherwise the residuals are shown.
    private string Residuals(int[] group) =>
        string.Join(" and ", Votes(group).Take(MostSamples)
            .Select(vote => $"{Show(vote[0])}{(vote.Length > 1 ? $", {vote.Length} times" : "")}"));

    private string Show(int i) => _set.Classes is { } classes ? $"class {_set.ClassName(classes.Label(i))}"
        : _set is { ClassNames: not null, HasPredictions: true, Outputs: 1 } ? $"{Word(Right(i))} for {Word(_set.Predictions(i)[0])}"
        : _set.Residual(i) is { } z ? string.Join(", ", z.Select(v => Text.Of(v.ToDouble()))) : "0";

    private double Right(int i) => _set.Predictions(i)[0] + _set.Residual(i, 0).ToDouble();

    private string Word(double answer) => double.IsInteger(answer) && answer >= 0 && answer < _set.ClassNames!.Count
        ? _set.ClassNames[(int)answer] : Text.Of(answer);

    private int[] Majority(int[] group) => Votes(group).OrderByDescending(vote => vote.Length).Take(2).ToArray() is var votes
        && votes[0].Length > votes[1].Length ? votes[0] : [];

    private List<int[]> Votes(int[] group)
    {
        var votes = new List<int[]>();
        var rest = group.ToList();
        while (rest.Count > 0)
        {
            votes.Add([.. rest.Where(i => SameResidual(i, rest[0]))]);
            rest.RemoveAll(votes[^1].Contains);
        }
        return votes;
    }

    private bool SameResidual(int a, int b) => (_set.Residual(a), _set.Residual(b)) switch
    {
        (null, null) => true,
        ({ } x, { } y) => ReferenceEquals(x, y) || x.SequenceEqual(y),
        _ => false,
    };
}
