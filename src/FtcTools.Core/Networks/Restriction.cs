using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>A network along a line x = p + s q: for each output an exact piecewise linear function of s.</summary>
internal static class Restriction
{
    /// <summary>The network along the line through <paramref name="point"/> in <paramref name="direction"/>.</summary>
    public static PiecewiseLinear[] Of(Network network, Rational[] point, Rational[] direction, CancellationToken cancellation = default)
    {
        var first = network.Layers[0];
        var (along, at) = (new ExactRow(direction, 0), new ExactRow(point, 0));
        var slopes = new Rational[first.Neurons];
        var starts = new Rational[first.Neurons];
        for (var r = 0; r < first.Neurons; r++)
            (slopes[r], starts[r]) = (along.At(first.Weights(r)), at.At(first.Weights(r)) + first.Bias(r));
        return OfFirstLayer(network, slopes, starts, long.MaxValue, cancellation)!;
    }

    /// <summary>
    /// The network whose first layer sees slope_r s + start_r; null where its neurons have more pieces in all than
    /// <paramref name="mostPieces"/>.
    /// </summary>
    public static PiecewiseLinear[]? OfFirstLayer(Network network, Rational[] slopes, Rational[] starts, long mostPieces,
        CancellationToken cancellation)
    {
        var functions = slopes.Zip(starts, (slope, start) => Apply(network.Layers[0].Activation, PiecewiseLinear.Affine(slope, start)))
            .ToArray();
        var pieces = 0L;
        foreach (var layer in network.Layers.Skip(1))
        {
            var below = functions;
            functions = new PiecewiseLinear[layer.Neurons];
            PiecewiseLinear? sum = null;
            for (var r = 0; r < functions.Length; r++)
            {
                cancellation.ThrowIfCancellationRequested();
                // Neurons of one unit have one row.
                sum = sum is not null && layer.Weights(r).SequenceEqual(layer.Weights(r - 1)) ? sum.Plus(layer.Bias(r) - layer.Bias(r - 1))
                    : PiecewiseLinear.Combine(layer.Weights(r), below, layer.Bias(r));
                functions[r] = Apply(layer.Activation, sum);
                pieces += functions[r].Pieces;
                if (pieces > mostPieces) return null;
            }
        }
        return functions;
    }

    private static PiecewiseLinear Apply(Activation activation, PiecewiseLinear f) => activation switch
    {
        Activation.Relu => f.AtLeast(0),
        Activation.HardTanh => f.AtLeast(-1).Negate().AtLeast(-1).Negate(),
        _ => f,
    };
}
