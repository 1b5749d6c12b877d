using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Slabs;

/// <summary>
/// The samples as the search for slabs sees them: features are shifted by the mean and scaled by powers of two, so that columns in
/// different units weigh the same and constant columns nothing. The features are not copied, except once in float32 where they are few
/// enough.
/// </summary>
internal sealed class SlabSamples
{
    /// <summary>The number of samples that a thread takes at once.</summary>
    public const int Part = 1024;

    // Up to this many numbers are copied to float32, which is read twice as fast.
    private const long LargestCopy = 1 << 26;

    private readonly float[]? _copy;
    private readonly float[] _lengths;
    private readonly double[] _low, _high; // the ends of each column
    private readonly Lazy<(double[][] Of, double Mean)> _covariance;
    private readonly Lazy<int> _rank;

    // The covariance is measured on this many samples for each dimension, and on no fewer than a minimum.
    private const int SpreadOfDimension = 2, FewestSpread = 4096;

    // The covariance of so many columns takes 128 MB.
    private const int MostSpread = 4096;

    // The typical size of a column is measured on this many samples, and taken to be at most this power of two below its largest.
    private const int MostSized = 4096, MostBelow = 30;

    private const double Unusable = 1e100;

    // With more columns than this the rank takes long to compute and says little.
    private const int MostRanked = 128;

    public SlabSamples(Dataset data, CancellationToken cancellation)
    {
        Data = data;
        _covariance = new(Spreading);
        _rank = new(Independent);
        var d = data.Inputs;
        var (low, high) = (data.Row(0).ToArray(), data.Row(0).ToArray());
        Centre = new double[d];
        for (var i = 0; i < data.K; i++)
        {
            TensorPrimitives.Min(low, data.Row(i), low);
            TensorPrimitives.Max(high, data.Row(i), high);
            TensorPrimitives.MultiplyAdd(data.Row(i), 1.0 / data.K, Centre, Centre);
        }
        Centre = data.Whole?.Mean ?? Centre;
        Scale = new double[d];
        Parallel.For(0, d, Cores.All(cancellation), j =>
        {
            var spread = Math.Max(high[j] - Centre[j], Centre[j] - low[j]);
            if (low[j] == high[j] || spread is not (> 1e-290 and < 1e290)) return;
            var largest = Math.ILogB(spread);
            var typical = TypicalSize.Of(data, j, MostSized) is { } size ? (int)Math.Floor(size) : largest;
            Scale[j] = Math.ScaleB(1, -Math.Clamp(typical, largest - MostBelow, largest));
        });
        Dimension = Scale.Count(s => s > 0);
        (_low, _high) = (low, high);
        LargestFeature = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude<double>(low)),
            Math.Abs(TensorPrimitives.MaxMagnitude<double>(high)));
        _copy = (long)data.K * d <= LargestCopy && LargestFeature < Precision.Single.Most ? new float[data.K * d] : null;
        _lengths = new float[data.K];
        InParts(0, data.K, (from, to) =>
        {
            var scaled = new double[d];
            for (var i = from; i < to; i++)
            {
                TensorPrimitives.Multiply(data.Row(i), Scale, scaled);
                _lengths[i] = MathF.BitIncrement((float)(Sums.Norm(scaled) * (1 + 1e-6)));
                if (_copy is not null) TensorPrimitives.ConvertTruncating(data.Row(i), _copy.AsSpan(i * d, d));
            }
        }, cancellation);
    }

    public Dataset Data { get; }

    /// <summary>The mean of the samples.</summary>
    public double[] Centre { get; }

    /// <summary>The factor of each column, a power of two; 0 for a constant column.</summary>
    public double[] Scale { get; }

    /// <summary>The number of columns that are not constant.</summary>
    public int Dimension { get; }

    /// <summary>
    /// The dimension of the flat that the samples span, as far as the measured spread shows it. Columns that are combinations of others do
    /// not count; a column that varies in only few samples does.
    /// </summary>
    public int Rank => _rank.Value;

    /// <summary>
    /// A number that identifies a sample for seeds. Where the samples are a part of a larger dataset it does not change as further ones
    /// join.
    /// </summary>
    public int Number(int i) => Data.Whole is null ? i : Data.Hash(i);

    /// <summary>The largest |x_ij| of all samples.</summary>
    public double LargestFeature { get; }

    /// <summary>
    /// The lower end of each column, as a float32 where features are: no feature is below it, however it is rounded.
    /// </summary>
    public double[] Floor => LargestFeature < Precision.Single.Most ? Array.ConvertAll(_low, Precision.Single.Below) : _low;

    /// <summary>An upper bound of sum |w_j (x_j - origin_j)| over all samples, for w in the units of the features.</summary>
    /// <param name="origin">What features are counted from; null for 0.</param>
    public double Largest(double[] w, double[]? origin = null)
    {
        var sum = 0.0;
        for (var j = 0; j < w.Length; j++)
        {
            var from = origin?[j] ?? 0;
            sum += Math.Abs(w[j]) * Math.Max(Math.Abs(_low[j] - from), Math.Abs(_high[j] - from));
        }
        return sum * (1 + 1e-9);
    }

    /// <summary>An upper bound of the 2-norm of a sample, in features that are scaled but not shifted.</summary>
    public double Length(int i) => _lengths[i];

    /// <summary>The unit roundoff of <see cref="Product"/>.</summary>
    public double ProductUnit => (_copy is null ? Precision.Double : Precision.Single).Unit;

    /// <summary>A copy of a sample, shifted and scaled.</summary>
    public double[] Row(int i)
    {
        var row = new double[Data.Inputs];
        TensorPrimitives.Subtract(Data.Row(i), Centre, row);
        TensorPrimitives.Multiply(row, Scale, row);
        return row;
    }

    /// <summary>Whether the covariance, which has the square of the number of features, is had in memory and within seconds.</summary>
    public bool HasCovariance => Data.Inputs <= MostSpread;

    /// <summary>
    /// The covariance of the samples in scaled features (of a part of them where they are many), and the mean variance of the columns.
    /// </summary>
    public (double[][] Of, double Mean) Covariance => _covariance.Value;

    private (double[][] Of, double Mean) Spreading()
    {
        var d = Data.Inputs;
        var looked = Integers.EvenlyApart(Data.K, Math.Max(FewestSpread, SpreadOfDimension * d));
        var covariance = Data.Whole is { } whole
            ? [.. whole.Covariance.Value.Select((row, i) => row.Select((value, j) => value * Scale[i] * Scale[j]).ToArray())]
            : Spread.Covariance(d, looked.Length, (n, row) => Row(looked[n]).CopyTo(row, 0));
        return (covariance, Enumerable.Range(0, d).Sum(j => covariance[j][j]) / Math.Max(1, Dimension));
    }

    /// <summary>
    /// About how many samples a slab meets because rounding and balls widen it, for a weight of 1 on each scaled feature: all of them times
    /// the width on either side, at the edits and beside them.
    /// </summary>
    public double[] Widths(Precision precision, Ball ball)
    {
        var (count, rounding) = (4.0 * (Data.Whole?.K ?? Data.K), precision.Relative(Data.Inputs));
        var radius = ball.IsPoint ? 0 : Data.Edited.Average(ball.At);
        return [.. Centre.Zip(Scale, (centre, scale) => scale == 0 ? 0
            // A column that spreads less than numbers of the precision can is not to be used.
            : scale > precision.Most ? Unusable : count * (rounding * (Math.Abs(centre) * scale + 1) + radius * scale))];
    }

    // Computes the rank by elimination; the pivot is the column with the largest variance left.
    private int Independent()
    {
        if (Dimension > MostRanked || !HasCovariance) return Dimension;
        var left = Array.ConvertAll(Covariance.Of, row => row.ToArray());
        double[] whole = [.. Enumerable.Range(0, left.Length).Select(j => left[j][j])];
        var rank = Enumerable.Range(0, left.Length).Count(j => Scale[j] > 0 && whole[j] == 0);
        for (; ; rank++)
        {
            var pivot = -1;
            for (var j = 0; j < left.Length; j++)
            {
                if (left[j][j] > GramFactor.Dependent * whole[j] && (pivot < 0 || left[j][j] > left[pivot][pivot])) pivot = j;
            }
            if (pivot < 0) return Math.Max(1, rank);
            double[] row = [.. left[pivot]];
            foreach (var other in left) TensorPrimitives.MultiplyAdd(row, -other[pivot] / row[pivot], other, other);
        }
    }

    /// <summary>
    /// w . x in the precision of <see cref="ProductUnit"/>, for w in the units of the features, given in both float formats.
    /// </summary>
    public double Product(int i, double[] w, float[] single) =>
        _copy is null ? Sums.Dot(Data.Row(i), w) : Sums.Dot(_copy.AsSpan(i * w.Length, w.Length), single);

    /// <summary>Calls an action for a range of samples, a part at a time, on all processors where there are many samples.</summary>
    public void InParts(int first, int last, Action<int, int> action, CancellationToken cancellation)
    {
        const int SerialProducts = 1 << 19;
        if ((long)(last - first) * Data.Inputs < SerialProducts) action(first, last);
        else
            Parallel.For(0, Integers.CeilingOfQuotient(last - first, Part), Cores.All(cancellation),
                part => action(first + part * Part, Math.Min(last, first + (part + 1) * Part)));
    }
}
