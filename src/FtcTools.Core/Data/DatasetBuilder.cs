using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>Collects samples one by one and closes with a <see cref="Dataset"/>.</summary>
public sealed class DatasetBuilder
{
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly FeatureCollector _features;
    private readonly GrowingArray<double> _predictions;
    private readonly List<int> _classes = [];
    private GrowingArray<double>? _errors; // null where all are 0
    private readonly List<int> _edited = [];
    private readonly List<Rational[]> _residuals = [];
    private int _count;
    private bool _hasPredictions = true;

    /// <param name="inputs">d, at least 1.</param>
    /// <param name="outputs">p, at least 1.</param>
    /// <param name="expected">
    /// How many samples will come, where that is known: room is then made for them once. With exactly as many the dataset takes it over;
    /// otherwise their numbers are copied, and need twice the room while they are.
    /// </param>
    /// <exception cref="FtcException">FTC0034: a number that is not valid.</exception>
    public DatasetBuilder(int inputs, int outputs, int expected = 0)
    {
        if (inputs < 1) throw new FtcException(Codes.Argument, $"a sample has {inputs} features; at least 1 is needed.");
        if (outputs < 1) throw new FtcException(Codes.Argument, $"a sample has {outputs} outputs; at least 1 is needed.");
        if (expected < 0)
            throw new FtcException(Codes.Argument,
                $"{expected} samples are expected; valid are numbers from 0 on, with 0 for a number that is not known.");
        _inputs = inputs;
        _outputs = outputs;
        _features = new(inputs, expected);
        _predictions = new(Room(outputs));

        int Room(int columns) => (int)Math.Min((long)expected * columns, Array.MaxLength);
    }

    public int Count => _count;

    /// <summary>Adds a sample by its labels and the frozen model's predictions; z is their exact difference.</summary>
    /// <exception cref="FtcException">FTC0033 wrong length; FTC0015 not finite.</exception>
    public void Add(ReadOnlySpan<double> features, ReadOnlySpan<double> labels, ReadOnlySpan<double> predictions)
    {
        Check("label", labels);
        Check("prediction", predictions);
        Rational[]? z = null;
        for (var o = 0; o < _outputs; o++)
        {
            if (labels[o] == predictions[o]) continue;
            z ??= new Rational[_outputs];
            z[o] = Rational.Of(labels[o]) - Rational.Of(predictions[o]);
        }
        AddRow(features, z);
        _predictions.AddRange(predictions);
    }

    /// <summary>Adds a sample by its residuals.</summary>
    /// <exception cref="FtcException">FTC0033 wrong length; FTC0015 not finite.</exception>
    public void Add(ReadOnlySpan<double> features, ReadOnlySpan<Rational> residuals)
    {
        if (residuals.Length != _outputs) throw Length("residual", residuals.Length, _outputs);
        _hasPredictions = false;
        AddRow(features, residuals.ContainsAnyExcept(Rational.Zero) ? residuals.ToArray() : null);
    }

    /// <summary>
    /// Adds a sample by its right class and the frozen model's outputs, the largest of which is its answer; all samples of a classification
    /// are added so.
    /// </summary>
    /// <param name="label">The label, counted from 0.</param>
    /// <exception cref="FtcException">FTC0033 wrong length; FTC0015 not finite; FTC0040 no such class.</exception>
    public void Add(ReadOnlySpan<double> features, int label, ReadOnlySpan<double> predictions) => Add(features, label, predictions, []);

    /// <param name="errors">How far each prediction may be off.</param>
    internal void Add(ReadOnlySpan<double> features, int label, ReadOnlySpan<double> predictions, ReadOnlySpan<double> errors)
    {
        if (_outputs < 2)
            throw new FtcException(Codes.Classes,
                $"a classification has {_outputs} output; it needs one for each of at least two classes.");
        if (label < 0 || label >= _outputs)
            throw new FtcException(Codes.Classes,
                $"sample {_count + 1} has the class {label}; a class is an integer from 0 to {_outputs - 1}.");
        Check("prediction", predictions);
        if (errors.ContainsAnyExceptInRange(0, double.MaxValue))
            throw new FtcException(Codes.NotFinite,
                $"sample {_count + 1} has a prediction that may overflow in the model's arithmetic, depending on the order of summation.");
        AddRow(features, null);
        _predictions.AddRange(predictions);
        if (_errors is null && errors.ContainsAnyExcept(0))
        {
            _errors = new();
            _errors.AddRange(new double[_classes.Count * _outputs]);
        }
        _errors?.AddRange(errors.IsEmpty ? new double[_outputs] : errors);
        _classes.Add(label);
    }

    /// <summary>The dataset of all samples added.</summary>
    /// <param name="name">Says where the samples came from.</param>
    /// <param name="place">File and line of a sample (from 0), for error messages.</param>
    /// <param name="margin">
    /// Of a classification: see <see cref="Classification.Margin"/>; null for the median lead that the model's right answers have.
    /// </param>
    /// <exception cref="FtcException">
    /// See <see cref="Dataset"/>: FTC0015, FTC0016, FTC0017; FTC0034: samples with and without a class, or a margin that is not above 0.
    /// </exception>
    public Dataset Build(string name, Func<int, (string? File, int Line)>? place = null, double? margin = null)
    {
        if (_classes.Count == 0)
            return Dataset.Create(name, _outputs, _features.ToTable(), _hasPredictions ? _predictions.ToArray() : null, _edited.ToArray(),
                _residuals.ToArray(), place: place);
        if (_classes.Count < _count)
            throw new FtcException(Codes.Argument, $"{_classes.Count} of {_count} samples have a class; in a classification each has one.");
        return Dataset.Classify(name, _outputs, _features.ToTable(), _predictions.ToArray(), _errors?.ToArray(), _classes.ToArray(), margin,
            place: place);
    }

    private void AddRow(ReadOnlySpan<double> features, Rational[]? z)
    {
        if (features.Length != _inputs) throw Length("feature", features.Length, _inputs);
        _features.Add(features);
        if (z is not null)
        {
            _edited.Add(_count);
            _residuals.Add(z);
        }
        _count++;
    }

    private void Check(string what, ReadOnlySpan<double> values)
    {
        if (values.Length != _outputs) throw Length(what, values.Length, _outputs);
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                throw new FtcException(Codes.NotFinite,
                    $"sample {_count + 1} has the {what} {Text.Of(value)}; a {what} is a finite number.");
        }
    }

    private FtcException Length(string what, int actual, int expected) =>
        new(Codes.ShapeMismatch, $"sample {_count + 1} has {actual} {what}(s) where the dataset has {expected}.");
}
