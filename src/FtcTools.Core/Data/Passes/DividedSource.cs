using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>
/// Samples that are asked in parts, perhaps elsewhere, and answer in bytes. What comes of the answers is the same as of one pass over all.
/// </summary>
/// <param name="whole">The samples, for what is known of all of them.</param>
internal abstract class DividedSource(SampleSource whole) : SampleSource
{
    public override string Name => whole.Name;
    public override int K => whole.K;
    public override int Inputs => whole.Inputs;
    public override int Outputs => whole.Outputs;
    public override IReadOnlyList<string>? ClassNames => whole.ClassNames;
    public override Dataset Edits => whole.Edits;
    public override bool HasPredictions => whole.HasPredictions;
    public override Arithmetic? AnsweredIn => whole.AnsweredIn;
    public override bool HasErrors => whole.HasErrors;
    public override bool IsSingle => whole.IsSingle;
    public override long? MemoryLimit => whole.MemoryLimit;
    public override long PassBytes => whole.PassBytes;

    internal override int[] Edited => whole.Edited;

    internal override ISampleRange Part(int first, int count) => whole.Part(first, count);

    internal override void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation) =>
        whole.Pass(newWorker, progress, cancellation);

    internal override void PassInOrder(IBlockWorker worker, CancellationToken cancellation) => whole.PassInOrder(worker, cancellation);

    internal sealed override TAnswer Ask<TAnswer>(Question<TAnswer> question, IProgress<double>? progress, CancellationToken cancellation)
    {
        var answer = question.Nothing;
        foreach (var bytes in Answers(question, progress, cancellation))
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            answer = question.Merge(answer, question.ReadAnswer(reader));
        }
        return answer;
    }

    /// <summary>The answers of parts that hold each sample once, in any order.</summary>
    protected abstract IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation);
}

/// <summary>Parts of about the same size that are asked here, one after the other.</summary>
internal sealed class LocalParts(SampleSource whole, int parts) : DividedSource(whole)
{
    protected override IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation)
    {
        for (var n = 0; n < parts; n++)
        {
            var (first, count) = PartOf(K, n, parts);
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            question.Answer(Part(first, count), writer, null, cancellation);
            writer.Flush();
            progress?.Report((n + 1.0) / parts);
            yield return stream.ToArray();
        }
    }

    /// <summary>The samples of a part.</summary>
    /// <param name="part">The part, counted from 0.</param>
    public static (int First, int Count) PartOf(int k, int part, int parts)
    {
        var first = (int)((long)k * part / parts);
        return (first, (int)((long)k * (part + 1) / parts) - first);
    }
}
