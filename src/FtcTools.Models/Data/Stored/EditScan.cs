using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Stored;

/// <summary>An edit as it stands in files.</summary>
/// <param name="Part">The part of the files in which it is.</param>
/// <param name="Row">Its row in that part, from 0.</param>
/// <param name="Label">Its right class; of a classification.</param>
/// <param name="Right">Its right answers, or its residuals; where there are no classes.</param>
/// <param name="Given">The model's answers; empty with residuals.</param>
internal sealed record StoredEdit(int Part, int Row, int Label, double[] Right, double[] Given)
{
    /// <summary>Its features, once they were read.</summary>
    public double[] Features { get; set; } = [];
}

/// <summary>Which samples are to be edited: a pass over the answers, and one over the features of the parts that hold any.</summary>
internal sealed class EditScan(StoredFiles files, AnswerReading answers)
{
    // What an edit takes beside its features: its residuals as rational numbers, and the rows of a construction.
    private const int BytesBeside = 512;

    // Edits are held as they are, and once more in what is built among them.
    private const int Copies = 4;

    private readonly List<StoredEdit> _edits = [];
    private long _found;

    /// <summary>In the order of the samples.</summary>
    public IReadOnlyList<StoredEdit> Edits => _edits;

    /// <summary>Rows of each part.</summary>
    public int[] Counts { get; } = new int[files.Parts.Count];

    /// <exception cref="FtcException">FTC0047: more edits than there is memory for.</exception>
    public void Find(IProgress<double>? progress, CancellationToken cancellation)
    {
        files.Each(features: false, answers: true, null, null, () => new AnswerWorker(this), progress, cancellation);
        _edits.Sort((a, b) => (a.Part, a.Row).CompareTo((b.Part, b.Row)));
        if (_edits.Count == 0) return;
        var byPart = _edits.ToLookup(edit => edit.Part);
        files.Each(features: true, answers: false, null, [.. byPart.Select(part => part.Key)], () => new FeatureWorker(files, byPart),
            progress, cancellation);
    }

    private void Count(int part)
    {
        var most = files.Options.MemoryLimit / Copies / (files.Inputs * sizeof(double) + BytesBeside);
        if (Interlocked.Increment(ref _found) > most)
            throw new FtcException(Codes.OnDisk,
                $"more than {most} samples are to be edited, and edits are held in memory: with {files.Inputs} features they take more than the memory limit. Allow more of it; where a small difference of label and prediction is no mistake, give what is to be added as residuals.", files.FileOf(part));
    }

    private sealed class AnswerWorker(EditScan scan) : IPartWorker
    {
        private readonly AnswerRows _rows = new();
        private readonly List<StoredEdit> _own = [];

        public void Take(PartReader read, ValueColumn[] columns, int part)
        {
            var (answers, p) = (scan.Answers, scan.Answers.Outputs);
            answers.Fill(columns, read.Count, part, _rows);
            scan.Counts[part] = read.Count;
            for (var i = 0; i < read.Count; i++)
            {
                if (!answers.IsEdited(_rows, i)) continue;
                scan.Count(part);
                _own.Add(new(part, i, answers.IsClasses ? _rows.Labels[i] : 0, answers.IsClasses ? [] : _rows.Right[(i * p)..(i * p + p)],
                    answers.HasPredictions ? _rows.Given[(i * p)..(i * p + p)] : []));
            }
        }

        public void End() => scan._edits.AddRange(_own);
    }

    private AnswerReading Answers => answers;

    private sealed class FeatureWorker(StoredFiles files, ILookup<int, StoredEdit> edits) : IPartWorker
    {
        private readonly float[] _single = new float[files.Inputs];
        private readonly double[] _wide = new double[files.Inputs];

        public void Take(PartReader read, ValueColumn[] columns, int part)
        {
            foreach (var edit in edits[part])
            {
                edit.Features = files.IsSingle ? Array.ConvertAll(read.Single(edit.Row, 1, _single).ToArray(), x => (double)x)
                    : read.Wide(edit.Row, 1, _wide).ToArray();
            }
        }

        public void End() { }
    }
}
