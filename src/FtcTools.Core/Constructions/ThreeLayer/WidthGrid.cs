using FtcTools.Numerics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// d1 groups of d2 levels for a number of points: the cheapest, or what fits into the widths that are asked for (Yun et al. 2019, Theorem
/// 3.1, without its halves: d1 and d2 need not be even).
/// </summary>
/// <param name="Group">Neurons of the first hidden layer for a group.</param>
/// <param name="Level">Neurons of the second hidden layer for a level and output.</param>
/// <param name="OneOutput">Whether they serve one number, however many outputs there are.</param>
internal readonly record struct WidthGrid(int Group, int Level, bool OneOutput = false)
{
    private int LevelCost(Problem problem) => OneOutput ? Level : Level * problem.Outputs;

    /// <summary>Groups and levels for so many points; (0, 0) for none.</summary>
    public (int Groups, int Levels) For(Problem problem, int points)
    {
        if (problem.Widths is not [var d1, var d2, ..] || points == 0) return Integers.CheapestGrid(points, Group, LevelCost(problem));
        // Levels that are not needed are left out, and then groups.
        var levels = Math.Min(d2 / LevelCost(problem), Integers.CeilingOfQuotient(points, d1 / Group));
        return (Integers.CeilingOfQuotient(points, levels), levels);
    }

    /// <summary>The condition on the widths with its numbers put in where it does not hold, else null.</summary>
    /// <param name="layers">Widths that there must be.</param>
    public string? Refusal(Problem problem, int layers = 2)
    {
        if (problem.Widths is not { } widths) return null;
        if (widths.Count != layers)
            return $"it takes {layers} widths, one a hidden layer; {widths.Count} are given: {string.Join(", ", widths)}";
        var (groups, levels) = (widths[0] / Group, widths[1] / LevelCost(problem));
        var count = problem.Whole.Count;
        return (long)groups * levels >= count ? null
            : $"the condition {Says("K")} does not hold: {Floor($"{widths[0]}", Group == 1 ? "" : $"{Group}")} {Floor($"{widths[1]}", $"{LevelCost(problem)}")} = {(long)groups * levels} < K = {count}";
    }

    /// <summary>The condition in the papers' letters.</summary>
    public string Says(string name) =>
        $"{Floor("d1", Group == 1 ? "" : $"{Group}")} {Floor("d2", OneOutput ? Level == 1 ? "" : $"{Level}" : Level == 1 ? "p" : $"{Level}p")} >= {name}";

    private static string Floor(string value, string by) => by.Length == 0 ? value : by.All(char.IsAsciiDigit) ? $"floor({value} / {by})"
        : $"floor({value} / ({by}))".Replace("(p)", "p", StringComparison.Ordinal);
}
