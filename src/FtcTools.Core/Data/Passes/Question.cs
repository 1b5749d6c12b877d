namespace FtcTools.Data.Passes;

/// <summary>
/// What is asked of every sample in one pass: plain data, so that it can be asked anywhere, of all samples or of some. Answers about parts
/// are merged in any order, and come to the same wherever parts begin.
/// </summary>
internal abstract class Question
{
    /// <summary>The name under which a question that was written is read again.</summary>
    public abstract string Kind { get; }

    /// <summary>What there is to ask.</summary>
    public abstract void Write(BinaryWriter writer);

    /// <summary>Asks it of some samples, and writes the answer.</summary>
    public abstract void Answer(ISampleRange part, BinaryWriter writer, IProgress<double>? progress, CancellationToken cancellation);

    /// <summary>Its kind and what there is to ask, bit for bit.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Kind);
        Write(writer);
        writer.Flush();
        return stream.ToArray();
    }
}

/// <typeparam name="TAnswer">What is found; it is not changed any more once it is handed out.</typeparam>
internal abstract class Question<TAnswer> : Question
{
    /// <summary>The answer of no samples.</summary>
    public abstract TAnswer Nothing { get; }

    /// <summary>The answer of two parts, of which no sample is in both.</summary>
    public abstract TAnswer Merge(TAnswer a, TAnswer b);

    public abstract void Write(TAnswer answer, BinaryWriter writer);

    public abstract TAnswer ReadAnswer(BinaryReader reader);

    /// <summary>What one thread of a pass does.</summary>
    /// <param name="tell">Takes the answer of the thread's part.</param>
    protected abstract IBlockWorker NewWorker(Action<TAnswer> tell, CancellationToken cancellation);

    /// <summary>Asks it of some samples.</summary>
    public TAnswer Of(ISampleRange part, IProgress<double>? progress, CancellationToken cancellation)
    {
        var found = Nothing;
        // Ends do not overlap.
        part.Pass(() => NewWorker(answer => found = Merge(found, answer), cancellation), progress, cancellation);
        return found;
    }

    public sealed override void Answer(ISampleRange part, BinaryWriter writer, IProgress<double>? progress,
        CancellationToken cancellation) =>
        Write(Of(part, progress, cancellation), writer);
}
