using System.Numerics;
using System.Security.Cryptography;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Onnx.Messages;
using FtcTools.Onnx.Reading;
using FtcTools.Onnx.Steps;
using FtcTools.Verification;

namespace FtcTools.Onnx;

/// <summary>
/// f: a feed-forward model from an ONNX file, as it answers before any Softmax or ArgMax at its end. Evaluated in its own arithmetic, in
/// float64 and exactly; enclosed for any order of summation, at points and over boxes. Immutable, and safe for several threads.
/// </summary>
public sealed class FrozenModel : IFrozenModel
{
    private const int Chunk = 64;

    private readonly IReadOnlyList<Step> _steps;
    private readonly IReadOnlyList<int> _widths;
    private readonly int _output;
    private readonly HashSet<string> _names;

    private FrozenModel(GraphReader reader, Model model, string file, string hash, bool isOneFile, bool isShaped)
    {
        (_steps, _widths, _output) = (reader.Steps, reader.Widths, reader.Output);
        (Model, File, Hash, IsOneFile) = (model, file, hash, isOneFile);
        (InputName, OutputName, Ending) = (reader.Input.Name, reader.Logits, reader.Ending);
        _names = [.. reader.Flows.Where(pair => pair.Value.Tensor == reader.Output).Select(pair => pair.Key)];
        IsBatched = reader.IsBatched;
        // A fixed batch of several samples is one sample to whoever runs the model (see ModelValue).
        IsPlain = !isShaped && IsBatched && reader.FixedBatch is null or 1 && reader.Flows[reader.Logits].Shape.Length == 1;
        Arithmetic = reader.IsDouble ? Arithmetic.Float64 : Arithmetic.Float32;
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="FtcException">
    /// FTC0010: the file cannot be read; FTC0041: it is no model, or contradicts itself; FTC0042: it does what is not read, with its node.
    /// </exception>
    public static FrozenModel Read(string path)
    {
        var (model, bytes) = OnnxFile.Read(path);
        return Of(model, path, Convert.ToHexStringLower(SHA256.HashData(bytes)),
            !TensorsOf(model).Any(tensor => tensor.DataLocation == Tensor.Types.Location.External));
    }

    private static IEnumerable<Tensor> TensorsOf(Model model) =>
        model.Graph.Initializer.Concat(model.Graph.Node.SelectMany(node => node.Attribute).Select(a => a.T).OfType<Tensor>());

    /// <param name="isShaped">Whether dimensions of the input that the file leaves open are fixed here; they stay open when the file is
    /// written.</param>
    internal static FrozenModel Of(Model model, string file, string hash, bool isOneFile = true, bool isShaped = false)
    {
        var reader = new GraphReader(model, file);
        reader.Read();
        return new(reader, model, file, hash, isOneFile, isShaped);
    }

    /// <summary>The file it was read from.</summary>
    public string File { get; }

    /// <inheritdoc />
    public string Name => Path.GetFileName(File);

    /// <summary>SHA-256 of the file.</summary>
    public string Hash { get; }

    /// <summary>Whether <see cref="Hash"/> is of all its weights: none lies in a file beside it.</summary>
    public bool IsOneFile { get; }

    /// <summary>The number of features, d.</summary>
    public int Inputs => _widths[0];

    /// <summary>The number of outputs, p.</summary>
    public int Outputs => _widths[_output];

    public string InputName { get; }

    /// <summary>The name of the p outputs, before <see cref="Ending"/>.</summary>
    public string OutputName { get; }

    public Ending Ending { get; }

    /// <summary>The arithmetic in which the model computes: Float32 or Float64.</summary>
    public Arithmetic Arithmetic { get; }

    /// <summary>Whether the model is evaluated here about as fast as by a runtime, which holds for a few dense layers.</summary>
    public bool IsSmall => Multiplications <= 1e7 && _steps.All(step => step is Affine or Shift or Sum or Clamp);

    /// <summary>Whether its tensors have a first dimension for the samples of a batch.</summary>
    internal bool IsBatched { get; }

    /// <summary>Whether its tensors have the batch as first dimension, and nothing comes behind its outputs.</summary>
    internal bool IsPlain { get; }

    /// <summary>Whether some tensor of the graph holds the outputs, in any shape.</summary>
    internal bool Gives(string tensor) => _names.Contains(tensor);

    /// <summary>The reason why the outputs are not rational numbers; null where they are.</summary>
    public string? NotRational => _steps.Select(step => step.NotRational).FirstOrDefault(reason => reason is not null);

    /// <summary>The approximate number of multiplications that one sample takes.</summary>
    internal double Multiplications => _steps.Sum(step => step.Multiplications);

    /// <summary>Whether this many samples can be enclosed in a minute or two.</summary>
    internal bool Encloses(int samples) => Multiplications * samples <= 3e10;

    internal Model Model { get; }

    internal IReadOnlyList<Step> Steps => _steps;

    /// <summary>The p outputs at one sample, in the model's own arithmetic; in float32 the features are rounded first.</summary>
    /// <exception cref="FtcException">FTC0033: not d features.</exception>
    public double[] Evaluate(ReadOnlySpan<double> features) => Evaluate(features, Arithmetic);

    /// <summary>The p outputs of K samples, row by row, in the model's own arithmetic.</summary>
    /// <param name="features">K rows of d.</param>
    public double[] Evaluate(ReadOnlyMemory<double> features, CancellationToken cancellation = default)
    {
        var outputs = new double[Rows(features.Length) * Outputs];
        if (Arithmetic == Arithmetic.Float32)
            Batch<float>(features, (i, y) => Widen(y, outputs.AsSpan(i * Outputs, Outputs)), cancellation);
        else Batch<double>(features, (i, y) => Widen(y, outputs.AsSpan(i * Outputs, Outputs)), cancellation);
        return outputs;
    }

    private static void Widen<T>(T[] from, Span<double> to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var o = 0; o < to.Length; o++) to[o] = double.CreateTruncating(from[o]);
    }

    /// <summary>The p outputs at one sample: float64 numbers in Float32 and Float64, the nearest ones in Exact.</summary>
    /// <exception cref="FtcException">
    /// FTC0033: not d features; FTC0034: float32 of a float64 model, whose weights it does not hold; FTC0042: see <see cref="Exact"/>.
    /// </exception>
    public double[] Evaluate(ReadOnlySpan<double> features, Arithmetic arithmetic)
    {
        if (arithmetic == Arithmetic.Exact) return Array.ConvertAll(Exact(features), v => v.ToDouble());
        Check(features.Length);
        Check(arithmetic);
        var outputs = new double[Outputs];
        if (arithmetic == Arithmetic.Float32) Widen(Run(features, Tensors<float>()), outputs);
        else Widen(Run(features, Tensors<double>()), outputs);
        return outputs;
    }

    /// <summary>The p outputs at one sample, exactly.</summary>
    /// <exception cref="FtcException">FTC0033: not d features; FTC0042: outputs that are no rational numbers.</exception>
    public Rational[] Exact(ReadOnlySpan<double> features)
    {
        Check(features.Length);
        if (NotRational is { } reason)
            throw new FtcException(Codes.OnnxUnsupported,
                $"'{Name}' is not evaluated exactly: {reason}; it is evaluated, and bounded, in Float32 and Float64.", File);
        var tensors = Tensors<Rational>();
        for (var j = 0; j < features.Length; j++) tensors[0][j] = Rational.Of(features[j]);
        foreach (var step in _steps) step.Exact(tensors);
        return tensors[_output];
    }

    /// <summary>
    /// Bounds of the p outputs where the features are anywhere in a box: no order of summation gives a number outside, in the arithmetic
    /// asked for; in Exact, no real number is outside. Outputs that may overflow are unbounded.
    /// </summary>
    /// <param name="low">The d lower ends of the box.</param>
    /// <param name="high">The d upper ends of the box.</param>
    /// <exception cref="FtcException">
    /// FTC0033: not d features; FTC0034: an end that is not finite or above the other, or float32 of a float64 model.
    /// </exception>
    public (double[] Low, double[] High) Bounds(ReadOnlySpan<double> low, ReadOnlySpan<double> high, Arithmetic arithmetic) =>
        Bounds(low, high, null, arithmetic);

    /// <summary>
    /// Bounds of the p outputs, as <see cref="Bounds(ReadOnlySpan{double}, ReadOnlySpan{double}, Arithmetic)"/> gives them for a box, for
    /// features anywhere in a ball. In the 2-norm, what the model computes directly from its features changes by at most the radius times
    /// the 2-norm of the weights, and by no more than in the box around the ball; from there on the bounds are those of boxes.
    /// </summary>
    /// <param name="features">The features of the sample in the middle of the ball.</param>
    /// <exception cref="FtcException">FTC0033: not d features; FTC0034: float32 of a float64 model.</exception>
    public (double[] Low, double[] High) Bounds(ReadOnlySpan<double> features, Ball ball, Arithmetic arithmetic)
    {
        var (low, high) = (features.ToArray(), features.ToArray());
        for (var j = 0; j < low.Length && ball.Radius > 0; j++)
            (low[j], high[j]) = (Math.BitDecrement(low[j] - ball.Radius), Math.BitIncrement(high[j] + ball.Radius));
        if (Array.TrueForAll(low, double.IsFinite) && Array.TrueForAll(high, double.IsFinite))
            return Bounds(low, high, ball.Norm == Norm.Two && ball.Radius > 0 ? (features.ToArray(), ball.Radius) : null, arithmetic);
        return ([.. Enumerable.Repeat(double.NegativeInfinity, Outputs)], [.. Enumerable.Repeat(double.PositiveInfinity, Outputs)]);
    }

    private (double[] Low, double[] High) Bounds(ReadOnlySpan<double> low, ReadOnlySpan<double> high,
        (double[] Centre, double Radius)? disc, Arithmetic arithmetic)
    {
        Check(low.Length);
        Check(high.Length);
        Check(arithmetic);
        var tensors = NewRanges();
        for (var j = 0; j < low.Length; j++)
        {
            if (!(low[j] <= high[j]) || !double.IsFinite(low[j]) || !double.IsFinite(high[j]))
                throw new FtcException(Codes.Argument,
                    $"feature {j + 1} ranges from {Text.Of(low[j])} to {Text.Of(high[j])}; valid are two finite numbers, the lower one first.");
            var (below, above) = arithmetic == Arithmetic.Float32 ? (Math.Min(low[j], (float)low[j]), Math.Max(high[j], (float)high[j]))
                : (low[j], high[j]);
            var middle = below + (above - below) / 2;
            tensors[0].Middles[j] = middle;
            tensors[0].Radii[j] = below == above ? 0 : Math.BitIncrement(Math.Max(above - middle, middle - below));
        }
        if (disc is ({ } centre, var radius))
            tensors[0] = tensors[0] with { Disc = new(radius, SlackOf(centre, radius, tensors[0].Middles, arithmetic)) };
        Enclose(tensors, Rounding.Of(arithmetic));
        var (middles, radii) = tensors[_output];
        var (lows, highs) = (new double[Outputs], new double[Outputs]);
        for (var o = 0; o < lows.Length; o++)
        {
            (lows[o], highs[o]) = radii[o] == 0 ? (middles[o], middles[o])
                : (Math.BitDecrement(middles[o] - radii[o]), Math.BitIncrement(middles[o] + radii[o]));
        }
        return (lows, highs);
    }

    // How far the middles are from the sample, and what rounding to float32 makes of features near it.
    private static double[] SlackOf(double[] centre, double radius, double[] middles, Arithmetic arithmetic)
    {
        var rounding = arithmetic == Arithmetic.Float32 ? Rounding.Float32 : Rounding.None;
        return [.. centre.Select((x, j) => (Math.Abs(x - middles[j]) + (Math.Abs(x) + radius) * rounding.Unit + rounding.Tiny) * (1 + 1e-15)
            + double.Epsilon)];
    }

    /// <summary>
    /// The p outputs of K samples in an arithmetic, and how far each may be off: real numbers and floats of that precision or more, in any
    /// order of summation, are all within the error.
    /// </summary>
    /// <param name="features">K rows of d.</param>
    /// <exception cref="FtcException">FTC0034: float32 of a float64 model.</exception>
    public (double[] Outputs, double[] Errors) Predict(ReadOnlyMemory<double> features, Arithmetic arithmetic,
        CancellationToken cancellation = default)
    {
        Check(arithmetic);
        var (outputs, errors) = (new double[Rows(features.Length) * Outputs], new double[Rows(features.Length) * Outputs]);
        if (arithmetic == Arithmetic.Float32)
            Batch<float>(features, (i, y) => Widen(y, outputs.AsSpan(i * Outputs, Outputs)), cancellation);
        else Batch<double>(features, (i, y) => Widen(y, outputs.AsSpan(i * Outputs, Outputs)), cancellation);
        var rounding = Rounding.Of(arithmetic);
        // A checker that computes in float64 adds in another order. That is negligible beside the roundings of float32, but as much as
        // those of float64.
        var slack = arithmetic == Arithmetic.Float32 ? 1 + 1e-6 : 2;
        Parallel.For(0, Integers.CeilingOfQuotient(outputs.Length / Outputs, Chunk), Cores.All(cancellation), NewRanges,
            (chunk, _, tensors) =>
        {
            for (var i = chunk * Chunk; i < Math.Min(outputs.Length / Outputs, (chunk + 1) * Chunk); i++)
            {
                var x = features.Span.Slice(i * Inputs, Inputs);
                for (var j = 0; j < x.Length; j++)
                {
                    tensors[0].Middles[j] = x[j];
                    tensors[0].Radii[j] = arithmetic == Arithmetic.Float32 ? Math.Abs(x[j] - (float)x[j]) : 0;
                }
                Enclose(tensors, rounding);
                var (middles, radii) = tensors[_output];
                for (var o = 0; o < Outputs; o++)
                {
                    var error = (Math.Abs(outputs[i * Outputs + o] - middles[o]) + radii[o]) * slack;
                    errors[i * Outputs + o] = double.IsFinite(error) ? error : double.PositiveInfinity;
                }
            }
            return tensors;
        }, _ => { });
        return (outputs, errors);
    }

    private void Enclose(Ranges[] tensors, Rounding rounding)
    {
        foreach (var step in _steps) step.Enclose(tensors, rounding);
    }

    // outputs(i, y) gets the outputs of sample i; y holds them until the next call of the same thread.
    private void Batch<T>(ReadOnlyMemory<double> features, Action<int, T[]> outputs, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Rows(features.Length);
        Parallel.For(0, Integers.CeilingOfQuotient(count, Chunk), Cores.All(cancellation), Tensors<T>, (chunk, _, tensors) =>
        {
            for (var i = chunk * Chunk; i < Math.Min(count, (chunk + 1) * Chunk); i++)
                outputs(i, Run(features.Span.Slice(i * Inputs, Inputs), tensors));
            return tensors;
        }, _ => { });
    }

    private T[] Run<T>(ReadOnlySpan<double> features, T[][] tensors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var j = 0; j < features.Length; j++) tensors[0][j] = T.CreateSaturating(features[j]);
        foreach (var step in _steps) step.Run(tensors);
        return tensors[_output];
    }

    private T[][] Tensors<T>() => [.. _widths.Select(width => new T[width])];

    private Ranges[] NewRanges() => [.. _widths.Select(width => new Ranges(width))];

    private int Rows(int length) => length % Inputs == 0 ? length / Inputs
        : throw new FtcException(Codes.ShapeMismatch, $"{length} features are given; rows of the model's {Inputs} are needed.");

    private void Check(int features)
    {
        if (features != Inputs) throw new FtcException(Codes.ShapeMismatch, $"a sample has {features} features; the model takes {Inputs}.");
    }

    private void Check(Arithmetic arithmetic)
    {
        if (arithmetic == Arithmetic.Float32 && Arithmetic == Arithmetic.Float64)
            throw new FtcException(Codes.Argument,
                $"'{Path.GetFileName(File)}' computes in float64; in float32 it would be another model.");
    }
}
