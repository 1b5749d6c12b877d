using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// g at any sample, exactly: as a function of one number where the network looks along one direction and has few enough pieces there,
/// neuron by neuron where not.
/// </summary>
internal sealed class ExactFunction(Network network, CancellationToken cancellation = default)
{
    private readonly LineFunction? _line = LineFunction.Of(network, cancellation);
    private readonly Lazy<Func<Function>> _pointwise = new(() => Pointwise(network));

    /// <summary>The p outputs at d features; valid until the next call.</summary>
    public delegate ReadOnlySpan<Rational> Function(ReadOnlySpan<double> features);

    /// <summary>The function, for one thread.</summary>
    public Function NewWorker()
    {
        if (_line is { } line)
        {
            var outputs = new Rational[network.Outputs];
            return features =>
            {
                line.Evaluate(features, outputs);
                return outputs;
            };
        }
        return _pointwise.Value();
    }

    /// <summary>Makes a worker for each thread that evaluates neuron by neuron.</summary>
    public static Func<Function> Pointwise(Network network)
    {
        // The enclosure looks backwards from the outputs, one call inside the other: not through many layers.
        const int Shallow = 32;
        if (network.Layers.Count > Shallow)
        {
            var forward = new ForwardEvaluator(network);
            return () =>
            {
                var buffers = forward.NewBuffers();
                return features => forward.Evaluate(features, buffers);
            };
        }
        var evaluator = new ExactEvaluator(network);
        return () =>
        {
            var work = evaluator.NewWorkspace();
            return features => evaluator.Evaluate(features, work);
        };
    }
}
