using System.Numerics.Tensors;
using FtcTools.Constructions.GeneralPosition;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Random;
using MathNet.Numerics.Statistics;

namespace FtcTools.Constructions.ThreeLayer;

/// <summary>
/// The strips of <see cref="TwoLayer.Strips"/> on d1 random ReLU features instead of the d inputs: more samples a strip, for d1 neurons
/// more. Neurons: min over d1 of d1 + 3 (ceil(N+ / d1) + ceil(N- / d1)), 4 for a mixed rest; about 3.46 sqrt N. Asks for data whose
/// features are in general position: more strips where a hyperplane through one meets another sample.
/// </summary>
public sealed class FeatureStrips : Construction
{
    private const int Attempts = 8;

    public override string Source => "strips on random features (sharpens Sohn et al. 2024, Theorem 5.1, for data off a line)";
    public override int Layers => 3;
    public override string Formula => "min d1 + 3 (ceil(N+ / d1) + ceil(N- / d1)), 4 for a mixed rest";
    public override string Conditions => "d >= 2, |x| <= 1e150 and d1 > r";
    public override bool AlongOneDirection => false;
    public override bool Regroups => true;

    public override string? Refusal(Problem problem)
    {
        if (problem.Dataset.Inputs < 2) return $"the condition d >= 2 does not hold for d = {problem.Dataset.Inputs}";
        // Random features are drawn in floats; their products must not overflow.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(problem.Dataset.Features));
        if (largest > 1e150) return $"the condition |x| <= 1e150 does not hold for a feature of {Text.Of(largest)}";
        var features = Features(problem);
        return features > problem.Cloud.Rank ? null
            : $"the condition d1 > r does not hold for the best d1 = {features} and the data's rank r = {problem.Cloud.Rank}: strips on the inputs hold as many samples and cost no features";
    }

    // About as many features as strips on them, which takes the fewest neurons.
    public override double Cost(Problem problem) => StripPlan.Products(problem, Math.Max(problem.Inputs, Math.Sqrt(3.0 * problem.N)));

    public override int Neurons(Problem problem)
    {
        var features = Features(problem);
        return features + problem.Strips.Cost(features);
    }

    // The best d1.
    private static int Features(Problem problem) =>
        Enumerable.Range(1, Math.Max(1, problem.Dataset.N)).MinBy(d1 => d1 + problem.Strips.Cost(d1));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        var count = Features(problem);
        var random = new Xoshiro256StarStar(problem.Seed);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (weights, bias) = Draw(data, count, random);
            var rows = new ExactRow[count];
            for (var u = 0; u < count; u++) rows[u] = new ExactRow(weights[u], bias[u]);
            var cloud = Cloud(data, weights, bias, rows);
            cancellation.ThrowIfCancellationRequested();
            if (cloud.Rank < count && attempt < Attempts - 1) continue;
            var groups = new StripPlan(data, cloud).Build(count, (m, mixed) => mixed ? m : 1 - m, problem.Seed, cancellation);
            return new NetworkBuilder(data.Inputs)
                .Units(weights.Select((row, u) => (row, bias[u], Shape.Relu)))
                .Units(groups.Select(group => (group.Strip.Weights, group.Strip.Bias, group.Mixed ? Shape.NarrowWindow : Shape.Hat)))
                .Outputs(Enumerable.Range(0, data.Outputs).Select(o => (groups.Select(group => group.Height[o]).ToArray(), Rational.Zero)));
        }
        throw new FtcException(Codes.NoDirection, $"{Attempts} draws of {count} features each leave samples of {data.Name} in one place.");
    }

    // Floats for all samples; exact features only of those that are asked for.
    private static PointCloud Cloud(Dataset data, Rational[][] weights, Rational[] bias, ExactRow[] rows)
    {
        var floats = weights.Select(row => Array.ConvertAll(row, v => v.ToDouble())).ToArray();
        var shift = Array.ConvertAll(bias, v => v.ToDouble());
        var largest = 0.0;
        var points = Matrix<double>.Build.Dense(data.K, rows.Length, (i, u) =>
        {
            var (t, magnitude) = (shift[u], Math.Abs(shift[u]));
            var x = data.Row(i);
            for (var j = 0; j < x.Length; j++)
            {
                t += floats[u][j] * x[j];
                magnitude += Math.Abs(floats[u][j] * x[j]);
            }
            largest = Math.Max(largest, magnitude);
            return Math.Max(t, 0);
        });
        return new(points, largest * (data.Inputs + 3) * Math.ScaleB(1, -53),
            i => Array.ConvertAll(rows, row => Rational.Max(row.At(data.Row(i)), Rational.Zero)));
    }

    // Directions of few bits, in units of each column's spread, each on at about half of the samples.
    private static (Rational[][] Weights, Rational[] Bias) Draw(Dataset data, int count, Xoshiro256StarStar random)
    {
        var spread = Enumerable.Range(0, data.Inputs)
            .Select(j => Enumerable.Range(0, data.K).Select(i => data.Row(i)[j]).StandardDeviation())
            .Select(s => s > 0 && double.IsFinite(s) ? Math.ScaleB(1, Math.ILogB(s)) : 1).ToArray();
        var (weights, bias) = (new Rational[count][], new Rational[count]);
        for (var u = 0; u < count; u++)
        {
            var w = spread.Select(s => Math.Round(16 * Normal.Sample(random, 0, 1)) / 16 / s).ToArray();
            // Each is on at a third to two thirds of the samples: a feature that is hardly ever on tells few apart.
            var t = Enumerable.Range(0, data.K).Select(i => Sums.Dot(w, data.Row(i))).Quantile(1.0 / 3 + random.NextDouble() / 3);
            weights[u] = Array.ConvertAll(w, Rational.Of);
            bias[u] = Rational.Of(-Math.Round(16 * t) / 16);
        }
        // The first feature is on at every sample, so that no two samples become one point.
        var first = new ExactRow(weights[0], 0);
        bias[0] = 1 - Enumerable.Range(0, data.K).Select(i => first.At(data.Row(i))).Aggregate(Rational.Min);
        return (weights, bias);
    }
}
