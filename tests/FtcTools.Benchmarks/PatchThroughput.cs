using BenchmarkDotNet.Attributes;
using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Benchmarks;

/// <summary>
/// The patch of 98 digits at all 1,797 samples, one at a time in float64: as the class that a build compiles in, and as dense loops over
/// its file's layers.
/// </summary>
public class PatchThroughput
{
    private double[][] _rows = null!;
    private (double[][] Weights, double[] Bias, bool Relu)[] _layers = null!;
    private double[][] _values = null!;
    private Evaluator _evaluator = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var data = DigitsPatch.Data();
        var network = Constructions.Design.Build(data, new() { Untouched = Constructions.Untouched.Exact }).Network;
        _rows = [.. Enumerable.Range(0, data.K).Select(i => data.Row(i).ToArray())];
        _layers =
        [
            .. network.Layers.Select(layer => (
                Enumerable.Range(0, layer.Neurons).Select(r => Array.ConvertAll(layer.Weights(r).ToArray(), w => w.ToDouble())).ToArray(),
                Enumerable.Range(0, layer.Neurons).Select(r => layer.Bias(r).ToDouble()).ToArray(),
                layer.Activation == Activation.Relu)),
        ];
        _values = [.. _layers.Select(layer => new double[layer.Bias.Length])];
        _evaluator = new Evaluator(network, Numerics.Arithmetic.Float64);
        // The runtime optimises what has run often, a moment later.
        foreach (var run in (Func<double>[])[DenseLoops, GeneratedClass, InvokeNetwork]) WarmUp(run);
    }

    internal static void WarmUp(Func<double> run)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(2);) run();
    }

    [Benchmark(Baseline = true)]
    public double DenseLoops()
    {
        var sum = 0.0;
        foreach (var row in _rows)
        {
            var inputs = row;
            for (var l = 0; l < _layers.Length; l++)
            {
                var (weights, bias, relu) = _layers[l];
                for (var r = 0; r < bias.Length; r++)
                {
                    var t = bias[r];
                    for (var c = 0; c < inputs.Length; c++) t += weights[r][c] * inputs[c];
                    _values[l][r] = relu ? Math.Max(t, 0) : t;
                }
                inputs = _values[l];
            }
            sum += inputs[0];
        }
        return sum;
    }

    [Benchmark]
    public double GeneratedClass()
    {
        var sum = 0.0;
        foreach (var row in _rows) sum += DigitsClass.Evaluate(row);
        return sum;
    }

    /// <summary>What Invoke-FtcNetwork does, without the pipeline.</summary>
    [Benchmark]
    public double InvokeNetwork()
    {
        var sum = 0.0;
        for (var i = 0; i < _rows.Length; i++) sum += _evaluator.At(i + 1, _rows[i])[0].Value;
        return sum;
    }
}
