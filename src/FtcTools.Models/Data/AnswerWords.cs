using System.Globalization;
using FtcTools.Data.Formats;
using FtcTools.Diagnostics;

namespace FtcTools.Data;

/// <summary>
/// Answers that are words become numbers: a class has a number from 0, in the order of the model's outputs where that is known, and else in
/// ordinal order.
/// </summary>
/// <param name="file">The file of the table, for error messages.</param>
/// <param name="place">Where a value (from 0) stands: its file, row (from 0) and line; 0 where there are no lines.</param>
internal sealed class AnswerWords(string file, DataColumns columns, Func<int, (string File, int Row, int Line)> place)
{
    private const int MostShown = 20;

    // The words for false and true, whatever their case.
    private static readonly string[] s_truths = ["false", "true"];

    /// <summary>The right class of every sample, and the words for classes.</summary>
    /// <param name="outputs">The number of outputs, p.</param>
    /// <param name="predictions">The names of the columns of outputs.</param>
    /// <exception cref="FtcException">FTC0040: a label that is no class, or words whose order cannot be known.</exception>
    public (int[] Labels, IReadOnlyList<string>? Names) Classes(ValueColumn labels, int outputs, IReadOnlyList<string> predictions)
    {
        if (labels.IsWords)
        {
            var order = Order(labels.Words, columns.Classes.Count > 0 ? columns.Classes : predictions, outputs);
            return (Indices(labels, order), order);
        }
        var numbers = labels.Numbers();
        // Numbers by which the model, or -Classes, names its classes are those names, whatever their order.
        var known = columns.Classes.Count > 0 ? columns.Classes : predictions;
        if (known.Count == outputs && known.All(IsNumber) && Array.TrueForAll(numbers, label => known.Contains(Numerics.Text.Of(label))))
        {
            var places = known.Select((name, place) => (name, place))
                .ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);
            return (Array.ConvertAll(numbers, label => places[Numerics.Text.Of(label)]), known);
        }
        var wrong = Array.FindIndex(numbers, label => !(label >= 0 && label < outputs && double.IsInteger(label)));
        if (wrong >= 0)
            throw Wrong(labels, wrong, known.Count == outputs && known.All(IsNumber)
                ? $"a class is one of {Nearest.List(labels.Show(wrong), [.. known], MostShown)}, as the model names them"
            : $"a class is an integer from 0 to {outputs - 1}, the place of its output, or a word");
        return (Array.ConvertAll(numbers, label => (int)label), columns.Classes.Count > 0 ? columns.Classes : null);
    }

    /// <summary>The number of each label among the classes of a model.</summary>
    /// <param name="classes">How many there are.</param>
    public (double[] Labels, IReadOnlyList<string> Names) Numbers(ValueColumn labels, int classes)
    {
        var order = Order(labels.Words, columns.Classes, classes);
        return (Array.ConvertAll(Indices(labels, order), label => (double)label), order);
    }

    /// <summary>The numbers of labels and predictions, one column of either.</summary>
    /// <exception cref="FtcException">FTC0014: one has words and the other numbers; FTC0034: several outputs.</exception>
    public (double[] Labels, double[] Predictions, IReadOnlyList<string> Names) Numbers(ValueColumn[] labels, ValueColumn[] predictions)
    {
        if (labels is not [{ Width: 1 } y] || predictions is not [{ Width: 1 } f])
            throw new FtcException(Codes.Argument,
                "answers are words where there is one label and one prediction; several outputs are numbers.", file);
        if (y.IsWords != f.IsWords)
            throw new FtcException(Codes.NotANumber,
                $"column '{y.Name}' holds {y.First} and column '{f.Name}' {f.First}; both are numbers, or both are words.", file,
                place(0).Line, Math.Min(place(0).Line, 1));
        var words = y.Words.Concat(f.Words).Distinct(StringComparer.Ordinal).ToArray();
        var order = Truths(words) ? s_truths : columns.Classes.Count > 0 ? columns.Classes : words.Order(StringComparer.Ordinal).ToArray();
        return (Array.ConvertAll(Indices(y, order), label => (double)label),
            Array.ConvertAll(Indices(f, order), label => (double)label), order);
    }

    private static bool IsNumber(string name) => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool Truths(IEnumerable<string> words) => words.All(word => s_truths.Contains(word, StringComparer.OrdinalIgnoreCase));

    // The words in the order of outputs.
    private IReadOnlyList<string> Order(IReadOnlyList<string> words, IReadOnlyList<string> known, int outputs)
    {
        if (columns.Classes.Count > 0 && columns.Classes.Count != outputs)
            throw new FtcException(Codes.Classes,
                $"{columns.Classes.Count} classes are named, and the model has {outputs} outputs; each output has one.", file);
        if (known.Count == outputs && (columns.Classes.Count > 0 || words.All(known.Contains))) return known;
        if (outputs == 2 && Truths(words)) return s_truths;
        if (words.Count == outputs) return [.. words.Order(StringComparer.Ordinal)];
        throw new FtcException(
            Codes.Classes, $"the labels are {words.Count} words ({Nearest.List("", [.. words], MostShown)}) and there are {outputs} outputs: which output is whose is not known. Name the classes in the order of outputs with -Classes ('classes' in YAML).", file);
    }

    private int[] Indices(ValueColumn values, IReadOnlyList<string> order)
    {
        var comparison = ReferenceEquals(order, s_truths) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var numbers = order.Select((word, number) => (word, number)).ToDictionary(pair => pair.word, pair => pair.number, comparison);
        var known = values.Words.Select(word => numbers.GetValueOrDefault(word, -1)).ToArray();
        var wrong = Enumerable.Range(0, values.Count).FirstOrDefault(i => known[values.Indices[i]] < 0, -1);
        if (wrong >= 0)
            throw Wrong(values, wrong, $"a class is one of {Nearest.List(values.Words[values.Indices[wrong]], [.. order], MostShown)}");
        return [.. values.Indices.Select(index => known[index])];
    }

    private FtcException Wrong(ValueColumn values, int row, string valid)
    {
        var (of, number, line) = place(row);
        return new(Codes.Classes, $"column '{values.Name}' holds {values.Show(row)}{(line > 0 ? "" : $" in row {number + 1}")}; {valid}.",
            of, line, Math.Min(line, 1));
    }
}
