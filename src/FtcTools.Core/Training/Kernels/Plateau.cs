namespace FtcTools.Training.Kernels;

/// <summary>Notices that a loss has stopped falling. Of mini-batches the mean of an epoch counts.</summary>
/// <param name="patience">Steps without progress; null never notices.</param>
/// <param name="epoch">Steps that see all samples.</param>
internal sealed class Plateau(int? patience, int epoch)
{
    // The part of itself by which a loss must fall to count as progress.
    private const double Progress = 1e-3;

    private double _best = double.PositiveInfinity;
    private double _sum;
    private int _steps;
    private int _since;

    public bool Reached(double loss)
    {
        if (patience is null) return false;
        _sum += loss;
        _since++;
        if (++_steps % epoch != 0) return false;
        var mean = _sum / epoch;
        _sum = 0;
        if (mean < _best * (1 - Progress)) (_best, _since) = (mean, 0);
        return _since >= patience;
    }
}
