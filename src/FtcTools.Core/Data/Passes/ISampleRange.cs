namespace FtcTools.Data.Passes;

/// <summary>Samples that can be looked at in passes, whatever else is known of them.</summary>
internal interface ISampleRange
{
    /// <summary>One pass over them, on all cores.</summary>
    /// <param name="newWorker">Makes what takes blocks, one for each thread; it is told of the end of its part.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation);
}
