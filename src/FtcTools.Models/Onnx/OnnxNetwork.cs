using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx.Steps;

namespace FtcTools.Onnx;

/// <summary>
/// Reads a plain network, such as g, back from an ONNX file: layers one after the other, with ReLU, hard-tanh or no activation.
/// </summary>
public static class OnnxNetwork
{
    /// <exception cref="FtcException">
    /// FTC0010, FTC0041, FTC0042: see <see cref="FrozenModel.Read"/>; FTC0042: the model is more than layers one after the other.
    /// </exception>
    public static Network Read(string path) => Of(FrozenModel.Read(path));

    /// <summary>Reads the network of a model that was read before.</summary>
    /// <exception cref="FtcException">FTC0042: the model is more than layers one after the other.</exception>
    internal static Network Of(FrozenModel model)
    {
        var layers = new List<Layer>();
        var (tensor, width) = (0, model.Inputs);
        foreach (var step in model.Steps)
        {
            switch (step)
            {
                case Affine affine when affine.Input == tensor:
                    layers.Add(new Layer(
                        Activation.Identity, width,
                        [.. affine.Weights.Chunk(width)
                            .Select(row => Array.ConvertAll(row, w => Rational.Of(affine.Alpha) * Rational.Of(w)))],
                        [.. Enumerable.Range(0, affine.Width)
                            .Select(r => affine.Bias is null ? 0 : Rational.Of(affine.Beta) * Rational.Of(affine.Bias[r]))]));
                    break;
                case Shift { Sign: 1 } shift when shift.Input == tensor:
                    OpenLayer();
                    layers[^1] = With(layers[^1], Activation.Identity, r => layers[^1].Bias(r) + Rational.Of(shift.Amount[r]));
                    break;
                case Clamp clamp when clamp.Input == tensor && clamp is { Low: 0, High: double.PositiveInfinity } or { Low: -1, High: 1 }:
                    OpenLayer();
                    layers[^1] = With(layers[^1], clamp.Low == 0 ? Activation.Relu : Activation.HardTanh, layers[^1].Bias);
                    break;
                default:
                    throw new FtcException(Codes.OnnxUnsupported,
                        "the model is no plain network: valid are layers one after the other, of Gemm or MatMul and Add, with Relu or Clip to [-1, 1] between them. A patched model is not read back; keep the side network's own file.", model.File);
            }
            (tensor, width) = (step.Output, step.Width);
        }
        if (layers.Count == 0 || layers[^1].Activation != Activation.Identity) layers.Add(Identity(width));
        string? Entry(string key) => model.Model.MetadataProps.FirstOrDefault(property => property.Key == key)?.Value;
        return new Network(layers, new NetworkOrigin
        {
            Method = Entry("ftc.method"),
            Source = Entry("ftc.source"),
            N = Number("ftc.N"),
            K = Number("ftc.K"),
            Radius = double.TryParse(Entry("ftc.radius"), NumberStyles.Float, CultureInfo.InvariantCulture, out var radius) && radius >= 0
                && double.IsFinite(radius) ? radius : null,
            Reach = double.TryParse(Entry("ftc.reach"), NumberStyles.Float, CultureInfo.InvariantCulture, out var reach)
                && reach is >= 0 and < 1 ? reach : null,
            Radii = Entry("ftc.radii")?.Split(',')
                .Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var own) && own >= 0 ? own : 0)
                .ToArray(),
            Norm = Enum.TryParse<Norm>(Entry("ftc.norm"), out var norm) && Enum.IsDefined(norm) ? norm : null,
            Precision = model.Arithmetic,
            Maker = Entry("ftc.maker"),
        });

        int? Number(string key) => int.TryParse(Entry(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

        // Makes sure that the last layer can still take a bias or an activation.
        void OpenLayer()
        {
            if (layers.Count == 0 || layers[^1].Activation != Activation.Identity) layers.Add(Identity(width));
        }
    }

    private static Layer Identity(int width) => new(Activation.Identity, width,
        [.. Enumerable.Range(0, width).Select(r => Enumerable.Range(0, width).Select(c => (Rational)(c == r ? 1 : 0)).ToArray())],
        new Rational[width]);

    private static Layer With(Layer layer, Activation activation, Func<int, Rational> bias) => new(activation, layer.Inputs,
        [.. Enumerable.Range(0, layer.Neurons).Select(r => layer.Weights(r).ToArray())],
        [.. Enumerable.Range(0, layer.Neurons).Select(bias)]);
}
