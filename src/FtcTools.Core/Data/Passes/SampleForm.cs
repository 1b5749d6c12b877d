using FtcTools.Numerics;

namespace FtcTools.Data.Passes;

/// <summary>What all samples of a source have in common: with it, some of them make a dataset.</summary>
/// <param name="Inputs">The number of features, d.</param>
/// <param name="Outputs">The number of outputs, p.</param>
/// <param name="Margin">The margin of <see cref="Classification"/>; null where answers are no classes.</param>
/// <param name="Lifts">The lifts of <see cref="Classification"/>, one for each output; none where answers are no classes.</param>
/// <param name="HasErrors">Whether the model's answers may be off.</param>
internal sealed record SampleForm(string Name, int Inputs, int Outputs, Rational? Margin, Rational[] Lifts, bool HasErrors)
{
    /// <param name="edits">All edits of the source.</param>
    /// <param name="errors">Whether the model's answers may be off.</param>
    public static SampleForm Of(Dataset edits, bool errors) =>
        new(edits.Name, edits.Inputs, edits.Outputs, edits.Classes?.Margin, edits.Classes?.Lifts ?? [], errors);

    public static SampleForm Read(BinaryReader reader)
    {
        var (name, inputs, outputs) = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
        Rational? margin = reader.ReadBoolean() ? reader.ReadRational() : null;
        return new(name, inputs, outputs, margin, reader.ReadMany(Bytes.ReadRational), reader.ReadBoolean());
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Name);
        writer.Write(Inputs);
        writer.Write(Outputs);
        writer.Write(Margin is not null);
        if (Margin is { } margin) writer.Write(margin);
        writer.WriteMany(Lifts, writer.Write);
        writer.Write(HasErrors);
    }

    /// <summary>Some samples that are not edited, as a dataset; by ascending place.</summary>
    public Dataset Untouched(IReadOnlyCollection<PickedSample> samples) => Part([], null, samples, null, null);

    /// <summary>Edits and some other samples as a dataset, by ascending place.</summary>
    /// <param name="edited">The places of the edits.</param>
    /// <param name="whole">The whole dataset, as in <see cref="Dataset.Whole"/>.</param>
    public Dataset Part(int[] edited, Dataset? edits, IReadOnlyCollection<PickedSample> others, Moments? whole,
        IReadOnlyList<string>? classNames)
    {
        var rows = edited.Select((place, n) => (Place: place, Edit: n, Other: (PickedSample?)null))
            .Concat(others.Select(other => (other.Place, Edit: -1, Other: (PickedSample?)other)))
            .OrderBy(row => row.Place).ToArray();
        var features = new double[rows.Length * Inputs];
        for (var i = 0; i < rows.Length; i++)
        {
            var room = features.AsSpan(i * Inputs, Inputs);
            if (rows[i].Other is { } other) other.CopyTo(room);
            else edits!.Row(rows[i].Edit).CopyTo(room);
        }
        var table = new FeatureTable(features, Inputs);
        int[] t = [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].Other is null)];
        Rational[][] z = [.. t.Select(i => edits!.Residual(rows[i].Edit)!.ToArray())];
        if (Margin is not { } margin) return Dataset.Part(Name, Outputs, table, null, null, t, z, null, classNames, whole);
        double[] predictions = [.. rows.SelectMany(row => row.Other?.Predictions ?? edits!.Predictions(row.Edit).ToArray())];
        double[]? errors = HasErrors ? [.. rows.SelectMany(row => row.Other?.Errors ?? edits!.PredictionErrors(row.Edit).ToArray())] : null;
        int[] labels = [.. rows.Select(row => row.Other?.Label ?? edits!.Classes!.Label(row.Edit))];
        return Dataset.Part(Name, Outputs, table, predictions, errors, t, z, new(labels, margin, Lifts), classNames, whole);
    }
}
