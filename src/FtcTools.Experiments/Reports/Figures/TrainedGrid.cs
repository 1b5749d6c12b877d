using FtcTools.Training;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>Losses of trained networks over N and m: the mean where several cells have the same, such as those of other seeds.</summary>
internal sealed class TrainedGrid
{
    private TrainedGrid(IReadOnlyDictionary<(int N, int M), double> losses, IReadOnlyDictionary<int, double> untrained, int k,
        int dimension, int layers, int repeats) =>
        (Losses, Untrained, K, Dimension, Layers, Repeats) = (losses, untrained, k, dimension, layers, repeats);

    public IReadOnlyDictionary<(int N, int M), double> Losses { get; }

    /// <summary>The loss of g = 0 for each N.</summary>
    public IReadOnlyDictionary<int, double> Untrained { get; }

    public int K { get; }
    public int Dimension { get; }
    public int Layers { get; }

    /// <summary>Cells behind each mean, at most.</summary>
    public int Repeats { get; }

    public int[] Ns => [.. Losses.Keys.Select(key => key.N).Distinct().Order()];

    public int[] Ms => [.. Losses.Keys.Select(key => key.M).Distinct().Order()];

    /// <summary>Null where nothing was trained, or where K, d or the number of layers varies, which one grid cannot show.</summary>
    public static TrainedGrid? Of(IReadOnlyList<CellResult> results)
    {
        var trained = results.Select(result => result.Training).OfType<TrainingReport>().Where(record => double.IsFinite(record.Loss))
            .ToArray();
        if (trained.Length == 0 || trained.Select(record => (record.K, record.Dimension, record.Layers)).Distinct().Count() > 1)
            return null;
        var cells = trained.GroupBy(record => (record.N, record.Neurons)).ToArray();
        return new(
            cells.ToDictionary(cell => cell.Key, cell => cell.Average(record => record.Loss)),
            trained.GroupBy(record => record.N).ToDictionary(group => group.Key, group => group.Average(record => record.LossOfZero)),
            trained[0].K, trained[0].Dimension, trained[0].Layers, cells.Max(cell => cell.Count()));
    }

    /// <summary>The fewest neurons that reach a loss; null where none of the grid does.</summary>
    public static int? Fewest(IReadOnlyDictionary<(int N, int M), double> losses, int n, double threshold) =>
        losses.Where(entry => entry.Key.N == n && entry.Value <= threshold).Select(entry => (int?)entry.Key.M).Min();

    /// <summary>The same for every N that some of the grid's neurons reach it at and g = 0 does not.</summary>
    public IReadOnlyList<(double N, double M)> Threshold(double threshold) =>
        [.. Ns.Where(n => Untrained[n] > threshold).Select(n => (N: n, M: Fewest(Losses, n, threshold))).Where(p => p.M is not null)
            .Select(p => ((double)p.N, (double)p.M!))];
}
