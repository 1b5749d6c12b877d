using FtcTools.Data.Formats;
using FtcTools.Diagnostics;
using FtcTools.Patching;
using FtcTools.Runtime;

namespace FtcTools.Data;

/// <summary>
/// Which columns of a table a model takes. Of several inputs, or one of words, each takes the column of its name, an empty cell of which is
/// no number (NaN) or no word; one input of numbers takes all features side by side.
/// </summary>
internal sealed class ModelInputs
{
    private readonly PatchPoint _point;
    private readonly Table _table;

    /// <exception cref="FtcException">
    /// FTC0012: there is no column for an input; FTC0034: features are named for a model that takes columns by name.
    /// </exception>
    public ModelInputs(Table table, PatchPoint point, DataColumns columns)
    {
        (_table, _point) = (table, point);
        var inputs = point.Model.Inputs;
        TakesFeatures = inputs is [{ TypeName: not "string" }];
        if (TakesFeatures) return;
        if (columns.Features.Count > 0 || columns.Image is not null)
            throw new FtcException(Codes.Argument,
                $"'{point.Model.Name}' takes columns by the names of its inputs ({string.Join(", ", inputs.Select(input => input.Name))}); leave the features out.", table.File);
        Columns = [.. inputs.Select(input => ColumnOf(input.Name))];
        Values = [.. inputs.Select((input, i) =>
            new ValueColumn(input.Name, table.Columns[Columns[i]].Width) { IsInput = true, WordsOnly = input.TypeName == "string" })];
    }

    /// <summary>Whether it has one input of numbers: the features, or a picture.</summary>
    public bool TakesFeatures { get; }

    /// <summary>Columns of the table, from 0, one for each input; none where it takes features.</summary>
    public int[] Columns { get; } = [];

    /// <summary>Get what those columns hold.</summary>
    public ValueColumn[] Values { get; } = [];

    /// <summary>What the model is given.</summary>
    /// <param name="features">K rows; for a model that takes features.</param>
    /// <param name="shape">The shape of a sample, where it is known.</param>
    public SampleValues[] Of(double[] features, int count, long[]? shape = null) =>
        TakesFeatures ? [new(_point.Model.Inputs[0].Name, count, features, null) { Shape = shape }]
        : [.. Values.Select(values => values.IsWords
            ? new SampleValues(values.Name, count, null, [.. values.Indices.Select(i => values.Words[i])])
            : new SampleValues(values.Name, count, values.Numbers(), null))];

    private int ColumnOf(string name)
    {
        string[] names = [.. _table.Columns.Select(column => column.Name)];
        var at = Array.IndexOf(names, name);
        return at >= 0 ? at : throw new FtcException(
            Codes.MissingColumn, $"there is no column '{name}', an input of '{_point.Model.Name}'; the header has {Nearest.List(name, names)}.", _table.File, _table.HeaderLine, _table.HeaderLine);
    }
}
