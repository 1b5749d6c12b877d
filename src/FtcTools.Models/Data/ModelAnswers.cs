using FtcTools.Diagnostics;
using FtcTools.Onnx;

namespace FtcTools.Data;

/// <summary>Samples on their way into a dataset whose predictions come from the model itself, many at a time.</summary>
internal sealed class ModelAnswers
{
    private readonly FrozenModel _model;
    private readonly bool _classification;
    private readonly bool _largest;
    private readonly int _labelCount;
    private readonly List<double> _features = [];
    private readonly List<double> _labels = [];

    /// <param name="features">Columns that hold them.</param>
    /// <param name="labels">Columns that hold them.</param>
    /// <exception cref="FtcException">FTC0033: the model takes another number of features; FTC0034: labels that are not compared with the model's outputs.</exception>
    public ModelAnswers(FrozenModel model, CsvColumns columns, int features, int labels, string path)
    {
        (_model, _classification, _labelCount) = (model, columns.Classification, labels);
        if (features != model.Inputs)
            throw new FtcException(Codes.ShapeMismatch, $"{features} feature columns are given; '{Path.GetFileName(model.File)}' takes {model.Inputs}.", path, 1, 1);
        _largest = !_classification && (model.Ending == Ending.ArgMax || (labels == 1 && model.Outputs > 1));
        if (!_classification && !_largest && model.Ending == Ending.Softmax)
            throw new FtcException(Codes.Argument, $"'{Path.GetFileName(model.File)}' ends in Softmax; give one label, the right class, with or without a classification.", path, 1, 1);
    }

    /// <summary>p of the dataset.</summary>
    public int Outputs => _largest ? 1 : _model.Outputs;

    public void Add(ReadOnlySpan<double> features, ReadOnlySpan<double> labels)
    {
        _features.AddRange(features);
        _labels.AddRange(labels);
    }

    public void MoveTo(DatasetBuilder builder, CancellationToken cancellation)
    {
        var (features, labels) = (_features.ToArray(), _labels.ToArray());
        var (outputs, errors) = _model.Predict(features, _model.Arithmetic, cancellation);
        for (var i = 0; i < features.Length / _model.Inputs; i++)
        {
            var x = features.AsSpan(i * _model.Inputs, _model.Inputs);
            var y = labels.AsSpan(i * _labelCount, _labelCount);
            var f = outputs.AsSpan(i * _model.Outputs, _model.Outputs);
            if (_classification) builder.Add(x, (int)y[0], f, errors.AsSpan(i * _model.Outputs, _model.Outputs));
            else if (_largest) builder.Add(x, y, [Classification.Argmax(f)]);
            else builder.Add(x, y, f);
        }
        _features.Clear();
        _labels.Clear();
    }
}
