using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using MathNet.Numerics.Random;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Theorem 4.1: a residual network for N of K samples whose residuals take few values, in general position. A
/// hat over a hyperplane through up to d samples of one value is 0 at all others; where it is 1 its block moves the sample along one
/// direction u, by the number of the value times a step so long that the sample is beyond all other hats from then on. A last hidden layer
/// reads the number off the position along u, by a staircase of two ReLUs a value whose steps lie between the numbers. Blocks may hold any
/// number of hats.
/// <para>
/// ReLUs: 3 for each group of up to r samples of one value (r the rank of the data, d in general position) and 2q for q values; printed
/// 4N/d + 4q and 2q. As a dense network it has 2d more a block, for s(h) and s(-h). </para>
/// </summary>
public sealed class ResidualHats : Construction
{
    public override string Source => "Yun, Sra and Jadbabaie 2019, Theorem 4.1";
    public override int Layers => 3;
    public override int MostLayers => Deepest;
    public override bool ByNameOnly => true;
    public override bool AlongOneDirection => false;
    public override string Formula => "3 (ceil(N_1 / r) + .. + ceil(N_q / r)) + 2 q, + 2 d (L - 2) for s(h), s(-h) as dense layers";
    public override string Conditions => LabelCode.Condition;
    public override bool Regroups => true;

    public override string? Refusal(Problem problem) => problem.N == 0 ? null : LabelCode.Refusal(problem.Support);

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var values = Values(problem.Dataset);
        return values.Sum(value => 3 * Integers.CeilingOfQuotient(value.Samples.Length, problem.Cloud.Rank)) + 2 * values.Length
            + 2 * problem.Inputs * (LayersFor(problem) - 2);
    }

    // A residual and the samples that have it; of samples with the same features, one.
    private sealed record Value(IReadOnlyList<Rational> Z, int[] Samples);

    private static Value[] Values(Dataset data) =>
    [
        .. data.EditedByResidual.Select(group => new Value(data.Residual(group[0])!, [.. group.DistinctBy(i => Key(data, i))])),
    ];

    private static string Key(Dataset data, int i) => string.Join(' ', data.Row(i).ToArray().Select(BitConverter.DoubleToInt64Bits));

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        if (data.N == 0) return NetworkBuilder.Nothing(data.Inputs, data.Outputs, LayersFor(problem));
        var values = Values(data);
        var hats = values.SelectMany((value, v) => Hats(problem, value.Samples, cancellation)
            .Select(strip => (Strip: strip, Number: v + 1))).ToArray();
        var reach = Enumerable.Range(0, data.Inputs)
            .Select(j => Rational.Of(Enumerable.Range(0, data.K).Max(i => Math.Abs(data.Row(i)[j])))).ToArray();
        var (u, step) = Step(hats.Select(hat => hat.Strip).ToArray(), reach, problem.Seed);

        var blocks = LayersFor(problem) - 2;
        return new Network(new ResidualNetwork(
            [.. Enumerable.Range(0, blocks)
                .Select(b => Block(hats[(int)((long)hats.Length * b / blocks)..(int)((long)hats.Length * (b + 1) / blocks)]))],
            [Staircase(), Outputs()]));

        ResidualBlock Block((Strip Strip, int Number)[] part)
        {
            var inner = new Layer(Activation.Relu, data.Inputs, [.. part.SelectMany(hat => Enumerable.Repeat(hat.Strip.Weights, 3))],
                [.. part.SelectMany(hat => (Rational[])[hat.Strip.Bias + 1, hat.Strip.Bias, hat.Strip.Bias - 1])]);
            var outer = u.Select(entry => part.SelectMany(hat => ((int[])[1, -2, 1]).Select(height => height * hat.Number * step * entry))
                .ToArray());
            return new(inner, new Layer(Activation.Identity, inner.Neurons, [.. outer], new Rational[data.Inputs]));
        }

        // The position along u in steps is within 1/4 of the number; step v rises from v - 3/4 to v - 1/4.
        Layer Staircase()
        {
            var along = Array.ConvertAll(u, entry => 2 * entry / (step * Dot(u, u)));
            return new Layer(
                Activation.Relu, data.Inputs, [.. Enumerable.Repeat(along, 2 * values.Length)],
                [.. Enumerable.Range(1, values.Length)
                    .SelectMany(v => (Rational[])[Rational.Of(3, 2) - 2 * v, Rational.Of(1, 2) - 2 * v])]);
        }

        Layer Outputs() => new(
            Activation.Identity, 2 * values.Length,
            [.. Enumerable.Range(0, data.Outputs)
                .Select(o => values.SelectMany((value, v) => value.Z[o] - (v > 0 ? values[v - 1].Z[o] : 0) is var rise
                    ? (Rational[])[rise, -rise] : []).ToArray())],
            new Rational[data.Outputs]);
    }

    // A hyperplane through each group, all other samples at 1 or more from it; groups that cannot be had are halved.
    private static List<Strip> Hats(Problem problem, int[] samples, CancellationToken cancellation)
    {
        var data = problem.Dataset;
        var solver = new StripSolver(problem.Cloud);
        var random = new Xoshiro256StarStar(problem.Seed);
        var strips = new List<Strip>();
        Serve(samples, problem.Cloud.Rank);
        return strips;

        void Serve(int[] members, int capacity)
        {
            var groups = Integers.CeilingOfQuotient(members.Length, capacity);
            for (var g = 0; g < groups; g++)
            {
                cancellation.ThrowIfCancellationRequested();
                var group = members[(int)((long)members.Length * g / groups)..(int)((long)members.Length * (g + 1) / groups)];
                if (Solve(group) is { } strip) strips.Add(strip);
                else Serve([.. group.OrderBy(_ => random.NextDouble())], Integers.CeilingOfQuotient(group.Length, 2));
            }
        }

        Strip? Solve(int[] group)
        {
            var inside = group.Select(i => Key(data, i)).ToHashSet();
            var others = Enumerable.Range(0, data.K).Where(i => !inside.Contains(Key(data, i))).ToArray();
            return data.Inputs == 1 ? OnALine(group[0], others)
                : solver.Solve(group, new Rational[group.Length], others, random.Next(), cancellation);
        }

        Strip OnALine(int sample, int[] others)
        {
            var c = Rational.Of(data.Row(sample)[0]);
            var nearest = others.Select(o => Rational.Abs(Rational.Of(data.Row(o)[0]) - c)).DefaultIfEmpty(1).Aggregate(Rational.Min);
            var slope = Rational.PowerOfTwoAtLeast(1 / nearest);
            return new([slope], -slope * c);
        }
    }

    // A direction along which every hat changes, and how far a sample must move to be beyond them all, and beyond the reach of the samples.
    private static (Rational[] Direction, Rational Step) Step(Strip[] strips, Rational[] reach, int seed)
    {
        const int Attempts = 64;
        var random = new Xoshiro256StarStar(seed);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var u = Array.ConvertAll(reach, _ => (Rational)random.Next(1, 1 << 12));
            var slopes = Array.ConvertAll(strips, strip => Rational.Abs(Dot(strip.Weights, u)));
            if (slopes.Any(slope => slope.IsZero)) continue;
            var beyond = strips.Select((strip, s) =>
                (1 + Rational.Abs(strip.Bias) + Dot(Array.ConvertAll(strip.Weights, Rational.Abs), reach)) / slopes[s])
                    .Aggregate(Rational.Max);
            return (u, Rational.PowerOfTwoAtLeast(Rational.Max(beyond, 4 * Dot(u, reach) / Dot(u, u))));
        }
        throw new FtcException(Codes.NoDirection, $"{Attempts} random directions lie in one of {strips.Length} hyperplanes.");
    }

    private static Rational Dot(Rational[] a, Rational[] b)
    {
        var sum = Rational.Zero;
        for (var c = 0; c < a.Length; c++) sum += a[c] * b[c];
        return sum;
    }
}
