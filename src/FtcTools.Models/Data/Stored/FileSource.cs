using FtcTools.Data.Passes;

namespace FtcTools.Data.Stored;

/// <summary>Samples in files, looked at in passes.</summary>
/// <param name="edits">As of <see cref="SampleSource.Edits"/>.</param>
internal sealed class FileSource(StoredRows rows, Dataset edits) : SampleSource
{
    public override string Name => rows.Files.Name;
    public override int K => rows.K;
    public override int Inputs => rows.Files.Inputs;
    public override int Outputs => rows.Answers.Outputs;
    public override IReadOnlyList<string>? ClassNames => rows.Answers.Names;
    public override Dataset Edits => edits;
    internal override int[] Edited => rows.Edited;
    public override bool HasPredictions => rows.Answers.HasPredictions;
    public override long? MemoryLimit => rows.Files.Options.MemoryLimit;
    public override int Dropped => rows.Dropped.Length;
    public override bool IsSingle => rows.Files.IsSingle;
    public override long PassBytes => rows.PassBytes;

    public override string? Whereabouts => StoredRecipe.Of(rows)?.ToJson();

    internal override ISampleRange Part(int first, int count) => rows.Part(first, count);

    /// <summary>Where a sample (from 0) stands: its row (from 0) in its file, and the line, 0 where the format has none.</summary>
    public (string File, int Row, int Line) PlaceOf(int sample) => rows.PlaceOf(sample);

    internal override void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation) =>
        rows.Pass(newWorker, progress, cancellation);

    /// <summary>The same, and looks whether all features are finite.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0015: one is not.</exception>
    public void Pass(Func<IBlockWorker> newWorker, bool check, IProgress<double>? progress, CancellationToken cancellation) =>
        rows.Pass(newWorker, check, progress, cancellation);

    internal override void PassInOrder(IBlockWorker worker, CancellationToken cancellation) => rows.PassInOrder(worker, cancellation);
}
