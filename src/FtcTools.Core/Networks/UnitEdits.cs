using FtcTools.Data;

namespace FtcTools.Networks;

/// <summary>Which edits each unit, a neuron of the last hidden layer, is there for: those edited samples at which it is not zero.</summary>
internal static class UnitEdits
{
    /// <summary>For each unit, edited samples from 1, ascending.</summary>
    public static int[][] Of(Network network, Dataset dataset, CancellationToken cancellation = default)
    {
        var units = Composition.Units(network);
        var edits = new List<int>[units.Outputs];
        for (var unit = 0; unit < edits.Length; unit++) edits[unit] = [];
        var at = new ExactFunction(units, cancellation).NewWorker();
        foreach (var i in dataset.Edited)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = at(dataset.Row(i));
            for (var unit = 0; unit < values.Length; unit++)
            {
                if (!values[unit].IsZero) edits[unit].Add(i + 1);
            }
        }
        return Array.ConvertAll(edits, list => list.ToArray());
    }
}
