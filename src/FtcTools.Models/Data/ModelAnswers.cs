using FtcTools.Diagnostics;
using FtcTools.Onnx;

namespace FtcTools.Data;

/// <summary>What the frozen model itself answers on the samples of a data file.</summary>
internal sealed class ModelAnswers
{
    private readonly FrozenModel _model;
    private readonly string _file;
    private readonly bool _classification;
    private readonly bool _largest;

    /// <param name="features">The number of features of a sample; null where that is not known yet.</param>
    /// <param name="labels">Columns that hold them.</param>
    /// <exception cref="FtcException">
    /// FTC0033: the model takes another number of features; FTC0034: labels that are not compared with the model's outputs.
    /// </exception>
    public ModelAnswers(FrozenModel model, DataColumns columns, int? features, int labels, string file)
    {
        (_model, _file, _classification) = (model, file, columns.Classification);
        if (features is { } count) CheckInputs(count);
        _largest = !_classification && (model.Ending == Ending.ArgMax || (labels == 1 && model.Outputs > 1));
        if (!_classification && !_largest && model.Ending == Ending.Softmax)
            throw new FtcException(Codes.Argument,
                $"'{Path.GetFileName(model.File)}' ends in Softmax; give one label, the right class, with or without a classification.",
                file, 1, 1);
    }

    /// <summary>p of the dataset.</summary>
    public int Outputs => _largest ? 1 : _model.Outputs;

    /// <summary>How many classes the model tells apart.</summary>
    public int Classes => _model.Outputs;

    /// <exception cref="FtcException">FTC0033.</exception>
    public void CheckInputs(int features)
    {
        if (features != _model.Inputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"{features} feature columns are given; '{Path.GetFileName(_model.File)}' takes {_model.Inputs}.", _file, 1, 1);
    }

    /// <summary>K rows of p answers, and how far each may be off; null where they are exact.</summary>
    /// <param name="features">K rows of d.</param>
    /// <exception cref="FtcException">FTC0015: an answer that may overflow.</exception>
    public (double[] Predictions, double[]? Errors) Predict(double[] features, CancellationToken cancellation)
    {
        var (outputs, errors) = _model.Predict(features, _model.Arithmetic, cancellation);
        var wrong = Array.FindIndex(outputs, value => !double.IsFinite(value));
        if (wrong < 0) wrong = Array.FindIndex(errors, value => !double.IsFinite(value));
        if (wrong >= 0)
            throw new FtcException(Codes.NotFinite,
                $"'{Path.GetFileName(_model.File)}' may overflow in its arithmetic at sample {wrong / _model.Outputs + 1}, depending on the order of summation.", _file);
        if (_largest)
            return ([.. Enumerable.Range(0, outputs.Length / _model.Outputs)
                .Select(i => (double)Classification.Argmax(outputs.AsSpan(i * _model.Outputs, _model.Outputs)))], null);
        return (outputs, _classification && Array.Exists(errors, error => error != 0) ? errors : null);
    }
}
