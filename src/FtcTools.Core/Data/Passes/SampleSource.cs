using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>
/// K samples that are looked at in passes, a block at a time, and never held as a whole: in memory or in files. What is found in a pass
/// must not depend on where blocks begin, nor on their order.
/// </summary>
internal abstract class SampleSource : ISampleRange
{
    /// <summary>Where the samples came from.</summary>
    public abstract string Name { get; }

    /// <summary>Number of samples.</summary>
    public abstract int K { get; }

    /// <summary>The number of features, d.</summary>
    public abstract int Inputs { get; }

    /// <summary>The number of outputs, p.</summary>
    public abstract int Outputs { get; }

    /// <summary>Number of samples with a residual that is not zero.</summary>
    public int N => Edits.N;

    /// <summary>The words for classes; null where they are numbers.</summary>
    public virtual IReadOnlyList<string>? ClassNames => null;

    /// <summary>The edited samples, in the order of the samples, with their residuals; K and T count them alone.</summary>
    public abstract Dataset Edits { get; }

    /// <summary>The place of each edit among the samples, from 0, ascending.</summary>
    internal abstract int[] Edited { get; }

    /// <summary>Whether the frozen model's answers are known.</summary>
    public abstract bool HasPredictions { get; }

    /// <summary>The arithmetic in which the frozen model itself gave its answers; null where they are numbers of a file.</summary>
    public virtual Arithmetic? AnsweredIn => null;

    /// <summary>Whether those are classes' and may be off, and by how much is known.</summary>
    public virtual bool HasErrors => false;

    /// <summary>How many samples of the data were left out, for they contradict others.</summary>
    public virtual int Dropped => 0;

    /// <summary>Whether every feature is known to be a float32.</summary>
    public virtual bool IsSingle => false;

    /// <summary>Bytes that the process may take while it looks at the samples; null for no limit.</summary>
    public virtual long? MemoryLimit => null;

    /// <summary>
    /// How another process, which sees the same files, opens the same samples where they lie; null where that is not to be had.
    /// </summary>
    public virtual string? Whereabouts => null;

    /// <summary>Bytes that a pass reads.</summary>
    public abstract long PassBytes { get; }

    /// <summary>The number of an edit among the edits.</summary>
    /// <param name="place">The place among the samples, from 0.</param>
    /// <exception cref="FtcException">FTC0047: the sample is not edited.</exception>
    internal int EditAt(int place) => Array.BinarySearch(Edited, place) is >= 0 and var at ? at : throw NotInMemory();

    /// <summary>What somebody is told who asks for samples that are looked at in passes alone.</summary>
    internal static FtcException NotInMemory() => new(
        Codes.OnDisk, "the samples stay on disk, for they take more than the memory limit, and what was asked for needs all of them in memory: networks are built, verified and exported without. Allow more memory, or give some of the samples.");

    /// <summary>One pass over all samples, on all cores.</summary>
    /// <param name="newWorker">Makes what takes blocks, one for each thread; it is told of the end of its part.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    internal abstract void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>The same on one thread, which takes the blocks in the order of the samples.</summary>
    internal abstract void PassInOrder(IBlockWorker worker, CancellationToken cancellation);

    /// <summary>Numbers (K d) from which on samples are looked at in passes wherever they are, so that the same come to the same.</summary>
    internal const long Many = FeatureTable.Many;

    // Samples from which on that is so within a radius, however few features they have: a search that holds all looks at them many times.
    private const int ManyBalls = 1 << 17;

    // Passes need so many samples an edit at least: with fewer, the edits themselves are what there is to look at.
    private const int Sparse = 20;

    internal static bool IsLarge(int k, int n, int inputs, bool withinBalls = false) =>
        inputs > 1 && n > 0 && ((long)k * inputs >= Many || (withinBalls && k >= ManyBalls)) && k / Sparse >= n;

    /// <summary>What all samples have in common.</summary>
    internal SampleForm Form => SampleForm.Of(Edits, HasErrors);

    /// <summary>
    /// Some of the samples, those that stand together from one on: passes look at them alone, and give them the places that they have among
    /// all.
    /// </summary>
    internal abstract ISampleRange Part(int first, int count);

    void ISampleRange.Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation) =>
        Pass(newWorker, progress, cancellation);

    /// <summary>The answer of all samples, by one pass.</summary>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    internal virtual TAnswer Ask<TAnswer>(Question<TAnswer> question, IProgress<double>? progress, CancellationToken cancellation) =>
        question.Of(this, progress, cancellation);

    /// <summary>All edits and some other samples as a dataset, by ascending place.</summary>
    /// <param name="whole">The whole dataset, as in <see cref="Dataset.Whole"/>.</param>
    internal Dataset With(IReadOnlyCollection<PickedSample> others, Moments? whole) =>
        Form.Part(Edited, Edits, others, whole, ClassNames);

    /// <summary>The same dataset where some edits alone are to be edited, and others are left alone.</summary>
    /// <param name="data">The samples that <see cref="With"/> gave.</param>
    /// <param name="places">The places of its samples.</param>
    /// <param name="chosen">The edits to keep, by their place among all edits, from 0.</param>
    internal Dataset Only(Dataset data, int[] places, int[] chosen)
    {
        int[] sorted = [.. chosen.Order()];
        var t = Array.ConvertAll(sorted, n => Array.BinarySearch(places, Edited[n]));
        var z = Array.ConvertAll(sorted, n => Edits.Residual(n)!.ToArray());
        return data.Only(t, z);
    }
}

/// <summary>What one thread of a pass does.</summary>
internal interface IBlockWorker
{
    /// <summary>Takes a block, in any order.</summary>
    void Take(SampleBlock block);

    /// <summary>No further block comes; calls of different workers do not overlap.</summary>
    void End();
}
