using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// A network that sees its input only through one projection c = a . x, as an exact piecewise linear function of c for each output.
/// A sample is placed among the knots in floating point where an error bound allows it, exactly where it does not.
/// </summary>
internal sealed class LineFunction
{
    private readonly double[] _direction;
    private readonly ExactRow _exact;
    private readonly PiecewiseLinear[] _outputs;
    private readonly double[][] _knots;

    private LineFunction(Rational[] direction, PiecewiseLinear[] outputs)
    {
        Direction = direction;
        _direction = Array.ConvertAll(direction, v => v.ToDouble());
        _exact = new ExactRow(direction, 0);
        _outputs = outputs;
        _knots = Array.ConvertAll(outputs, f => Array.ConvertAll(f.Knots.ToArray(), v => v.ToDouble()));
    }

    /// <summary>a.</summary>
    public Rational[] Direction { get; }

    public IReadOnlyList<PiecewiseLinear> Outputs => _outputs;

    /// <summary>
    /// The network as functions of c; null where its first layer looks along more than one direction, or where it has more pieces along its
    /// direction than are worth their number: those of a deep network that reads bits double with each.
    /// </summary>
    public static LineFunction? Of(Network network, CancellationToken cancellation = default)
    {
        if (network.Factor() is not var (direction, multipliers)) return null;
        var starts = Enumerable.Range(0, multipliers.Length).Select(network.Layers[0].Bias).ToArray();
        return Restriction.OfFirstLayer(network, multipliers, starts, MostPieces(network), cancellation) is { } outputs
            ? new LineFunction(direction, outputs) : null;
    }

    // Networks that put one piece after another have as many as their layers have pairs of neurons, in each neuron of the last.
    private static long MostPieces(Network network)
    {
        const int Enough = 1 << 18;
        var widest = network.Layers.Max(layer => (long)layer.Neurons) + 1;
        return Math.Min(Enough, Math.Max(1000, network.Layers.Count * widest * widest * widest));
    }

    /// <summary>The exact outputs at one sample.</summary>
    public void Evaluate(ReadOnlySpan<double> features, Span<Rational> outputs)
    {
        var (c, magnitude) = (0.0, 0.0);
        for (var j = 0; j < features.Length; j++)
        {
            var term = _direction[j] * features[j];
            c += term;
            magnitude += Math.Abs(term);
        }
        // Rounded entries, products and sums.
        var error = 1.01 * (features.Length + 3) * (magnitude * Math.ScaleB(1, -53) + double.Epsilon);
        Rational? exact = null;
        for (var o = 0; o < outputs.Length; o++)
        {
            var f = _outputs[o];
            var piece = Locate(_knots[o], c, error);
            if (piece >= 0 && f.IsZero(piece))
            {
                outputs[o] = 0;
                continue;
            }
            exact ??= _exact.At(features);
            if (piece < 0) piece = f.PieceAt(exact.Value);
            outputs[o] = f.At(piece, exact.Value);
        }
    }

    // Number of knots below c; -1 where the error leaves it open.
    private static int Locate(double[] knots, double c, double error)
    {
        if (!(error < double.PositiveInfinity)) return -1;
        var at = Array.BinarySearch(knots, c);
        if (at >= 0) return -1;
        at = ~at;
        return (at == 0 || knots[at - 1] + Slack(knots[at - 1]) < c - error)
            && (at == knots.Length || c + error < knots[at] - Slack(knots[at])) ? at : -1;
    }

    // A rounded knot is off by half a unit in the last place; the sums above by one more.
    private static double Slack(double knot) => 4 * (Math.Abs(knot) * Math.ScaleB(1, -53) + double.Epsilon);
}
