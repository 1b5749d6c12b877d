using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>g at any sample, exactly: as a function of one number where the network looks along one direction, neuron by neuron where not.</summary>
internal sealed class ExactFunction(Network network, CancellationToken cancellation = default)
{
    private readonly LineFunction? _line = LineFunction.Of(network, cancellation);
    private readonly Lazy<ExactEvaluator> _evaluator = new(() => new ExactEvaluator(network));

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
        var evaluator = _evaluator.Value;
        var work = evaluator.NewWorkspace();
        return features => evaluator.Evaluate(features, work);
    }
}
