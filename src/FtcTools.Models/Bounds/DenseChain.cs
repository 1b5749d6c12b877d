using FtcTools.Numerics;
using FtcTools.Onnx.Steps;

namespace FtcTools.Models.Bounds;

/// <summary>A dense layer of a model, in float64 numbers that are the model's own.</summary>
/// <param name="Weights">Row by row, a row an output.</param>
/// <param name="Bias">One for each output.</param>
/// <param name="Relu">Whether max(., 0) follows.</param>
/// <param name="Operations">The most roundings that one of its outputs goes through where it has n inputs that are not 0: n + this.</param>
internal sealed record DenseStep(double[] Weights, double[] Bias, bool Relu, int Operations = 2)
{
    public int Outputs => Bias.Length;

    public int Inputs => Bias.Length == 0 ? 0 : Weights.Length / Bias.Length;
}

/// <summary>A model that is one chain of dense layers, the last of them linear, laid out for <see cref="BoxRelaxation"/>.</summary>
internal sealed class DenseChain
{
    public DenseChain(IReadOnlyList<DenseStep> steps)
    {
        Steps = [.. steps];
        Layers = [.. steps.Select(step => new Laid(step))];
        Widest = Layers.Max(layer => Math.Max(layer.InputStride, layer.OutputStride));
        MostErrors = steps.Where(step => step.Relu).Sum(step => step.Outputs);
    }

    /// <summary>The steps of a model as such a chain; null where they are none.</summary>
    /// <param name="inputs">The number of features, d.</param>
    public static DenseChain? Of(IReadOnlyList<Step> steps, int inputs)
    {
        var (chain, at, width) = (new List<DenseStep>(), 0, inputs);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Affine { Alpha: 1, Beta: 1 } affine when affine.Input == at:
                    chain.Add(new(affine.Weights, affine.Bias ?? new double[affine.Width], Relu: false));
                    break;
                case Shift shift when shift.Input == at && shift.Sign > 0 && chain is [.., { Relu: false, Operations: 2 } last]
                    && Array.TrueForAll(last.Bias, b => b == 0):
                    chain[^1] = last with { Bias = shift.Amount };
                    break;
                case Shift shift when shift.Input == at:
                    chain.Add(new(Diagonal(width, shift.Sign), shift.Amount, Relu: false, Operations: 1));
                    break;
                case Clamp { Low: 0, High: double.PositiveInfinity } clamp when clamp.Input == at:
                    if (chain.Count == 0) chain.Add(new(Diagonal(width, 1), new double[width], Relu: false, Operations: 1));
                    chain[^1] = chain[^1] with { Relu = true };
                    break;
                default:
                    return null;
            }
            (at, width) = (step.Output, step.Width);
        }
        if (chain.Count == 0) return null;
        // Bounds are read from a linear layer.
        if (chain[^1].Relu) chain.Add(new(Diagonal(width, 1), new double[width], Relu: false, Operations: 1));
        return new(chain);
    }

    private static double[] Diagonal(int width, double value)
    {
        var weights = new double[width * width];
        for (var j = 0; j < width; j++) weights[j * width + j] = value;
        return weights;
    }

    public IReadOnlyList<DenseStep> Steps { get; }

    /// <summary>The number of features, d.</summary>
    public int Inputs => Steps[0].Inputs;

    /// <summary>The number of outputs, p.</summary>
    public int Outputs => Steps[^1].Outputs;

    internal Laid[] Layers { get; }

    internal int Widest { get; }

    /// <summary>ReLUs.</summary>
    internal int MostErrors { get; }

    /// <summary>The p outputs at a point, in float64.</summary>
    public double[] Evaluate(ReadOnlySpan<double> x)
    {
        var h = x.ToArray();
        foreach (var step in Steps)
        {
            var next = new double[step.Outputs];
            for (var r = 0; r < next.Length; r++)
            {
                next[r] = step.Bias[r] + Sums.Dot(step.Weights.AsSpan(r * h.Length, h.Length), h);
                if (step.Relu) next[r] = Math.Max(next[r], 0);
            }
            h = next;
        }
        return h;
    }

    /// <summary>The weights both ways round, and their magnitudes; rows are padded with zeros.</summary>
    internal sealed class Laid
    {
        public Laid(DenseStep step)
        {
            (Inputs, Outputs, Relu, Operations) = (step.Inputs, step.Outputs, step.Relu, step.Operations);
            (InputStride, OutputStride) = (RowProducts.Padded(Inputs), RowProducts.Padded(Outputs));
            (ByInput, Sizes, ByOutput) =
                (new double[Inputs * OutputStride], new double[Inputs * OutputStride], new double[Outputs * InputStride]);
            (Bias, BiasSizes) = (new double[OutputStride], new double[OutputStride]);
            for (var r = 0; r < Outputs; r++)
            {
                var terms = 0;
                for (var c = 0; c < Inputs; c++)
                {
                    var w = step.Weights[r * Inputs + c];
                    (ByInput[c * OutputStride + r], Sizes[c * OutputStride + r], ByOutput[r * InputStride + c]) = (w, Math.Abs(w), w);
                    if (w != 0) terms++;
                }
                (Bias[r], BiasSizes[r]) = (step.Bias[r], Math.Abs(step.Bias[r]));
                Terms = Math.Max(Terms, terms);
            }
        }

        public int Inputs { get; }
        public int Outputs { get; }
        public int InputStride { get; }
        public int OutputStride { get; }
        public bool Relu { get; }

        /// <summary>The most weights of an output that are not 0.</summary>
        public int Terms { get; }

        public int Operations { get; }

        public double[] ByInput { get; }
        public double[] Sizes { get; }
        public double[] ByOutput { get; }
        public double[] Bias { get; }
        public double[] BiasSizes { get; }
    }
}
