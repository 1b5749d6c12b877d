using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>Fills blocks of samples, for one thread.</summary>
internal interface IBlockFiller
{
    /// <param name="block">Is told of its samples.</param>
    /// <param name="number">The number of the block, from 0.</param>
    void Fill(SampleBlock block, int number);
}

/// <summary>The loop of a pass: as many threads as there are cores, each with a worker and one block.</summary>
internal static class BlockLoop
{
    /// <param name="newBlock">An empty block.</param>
    /// <param name="threads">The largest number of threads; 0 for as many as there are cores.</param>
    public static void Run(int blocks, Func<SampleBlock> newBlock, Func<IBlockFiller> newFiller, Func<IBlockWorker> newWorker,
        IProgress<double>? progress, CancellationToken cancellation, int threads = 0)
    {
        var (done, ends, options) = (0, new Lock(), Cores.All(cancellation));
        if (threads > 0) options.MaxDegreeOfParallelism = threads;
        ParallelLoop.Run(() => Parallel.For(0, blocks, options, NewOwn, (b, _, own) =>
        {
            cancellation.ThrowIfCancellationRequested();
            own.Filler.Fill(own.Block, b);
            own.Worker.Take(own.Block);
            progress?.Report((double)Interlocked.Increment(ref done) / blocks);
            return own;
        }, own =>
        {
            lock (ends) own.Worker.End();
        }));

        (IBlockWorker Worker, SampleBlock Block, IBlockFiller Filler) NewOwn() => (newWorker(), newBlock(), newFiller());
    }
}
