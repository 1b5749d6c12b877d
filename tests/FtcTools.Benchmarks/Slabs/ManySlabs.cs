using System.Diagnostics;
using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;

namespace FtcTools.Benchmarks.Slabs;

/// <summary>
/// Slabs on very many small instances of all shapes, proven in every arithmetic; and random perturbations within the radius of three data
/// sets, evaluated in float32: none may be lost or moved.
/// </summary>
internal static class ManySlabs
{
    private const string Usage = "usage: slabs [instances [perturbations of each data set]]";

    // The digits' inputs and classes, and those of two made sets.
    private static readonly (int K, int N, int Inputs, double Radius)[] s_balls = [(1000, 60, 40, 0.01), (3000, 100, 100, 0.01)];

    /// <returns>The exit code: 1 where anything was wrong.</returns>
    public static int Run(string[] args)
    {
        var numbers = args.Select(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray();
        if (numbers.Length > 2 || numbers.Contains(-1))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }
        var wrong = Instances(numbers.ElementAtOrDefault(0) is var count and > 0 ? count : 10_000);
        var each = numbers.Length > 1 ? numbers[1] : 1_000_000;
        wrong += Perturbed("digits", DigitsPatch.Data(), 0.05, each);
        foreach (var (k, n, d, radius) in s_balls) wrong += Perturbed("made", Made(k, n, d, 1, new Random(d)), radius, each);
        return wrong > 0 ? 1 : 0;
    }

    // Instances that are not proven in some arithmetic, or for which there is no network though all samples are different.
    private static int Instances(int count)
    {
        var (clock, wrong, near, refused) = (Stopwatch.StartNew(), 0, 0, 0);
        Parallel.For(0, count, Cores.All(), seed =>
        {
            var random = new Random(seed);
            var k = random.Next(3, 120);
            var data = Made(k, random.Next(0, k + 1), random.Next(1, 12), random.Next(1, 5), random);
            try
            {
                var network = Catalogue.Find("Slabs").Build(new Problem(data, seed + 1));
                foreach (var arithmetic in Enum.GetValues<Arithmetic>())
                {
                    if (Verifier.Verify(network, data, arithmetic) is { Passed: true, Touched: 0 }) continue;
                    // Samples on a line may be nearer to each other than float32 can tell in a sum.
                    if (arithmetic == Arithmetic.Float32) Interlocked.Increment(ref near);
                    else Interlocked.Increment(ref wrong);
                    Say($"seed {seed}: K = {data.K}, N = {data.N}, d = {data.Inputs} is not proven in {arithmetic}");
                }
            }
            catch (FtcException e)
            {
                Interlocked.Increment(ref refused);
                Say($"seed {seed}: {e.Message}");
            }
        });
        Say($"{count} instances: {wrong} mismatches, {near} not proven in float32, {refused} without a network, {clock.Elapsed.TotalSeconds:0} s");
        return wrong + refused;
    }

    // Columns of several kinds: real numbers, small integers, a constant, one twice, of mixed scales; no two rows are equal.
    private static Dataset Made(int k, int n, int inputs, int values, Random random)
    {
        var kinds = Enumerable.Range(0, inputs).Select(j => j == 0 ? 0 : random.Next(5)).ToArray();
        var scale = Math.ScaleB(1, random.Next(-30, 30));
        var builder = new DatasetBuilder(inputs, 1);
        for (var i = 0; i < k; i++)
        {
            var row = new double[inputs];
            for (var j = 0; j < inputs; j++)
            {
                row[j] = kinds[j] switch
                {
                    0 => (float)(random.NextDouble() - 0.5),
                    1 => random.Next(4),
                    2 => 7,
                    3 => row[j - 1],
                    _ => (float)(scale * (random.NextDouble() - 0.5)),
                };
            }
            builder.Add(row, [i < n ? 1 + i % values : 0]);
        }
        return builder.Build("made");
    }

    // Points in the balls, most of them at corners, that are not answered as the sample is: edits lost, and others moved.
    private static int Perturbed(string name, Dataset data, double radius, int count)
    {
        var clock = Stopwatch.StartNew();
        var network = Design.Build(data, new DesignOptions { Method = "Slabs", Radius = radius, Untouched = Untouched.Exact,
            Precision = Arithmetic.Float32 }).Network;
        var rounded = new RoundedNetwork<float>(network);
        var (lost, moved, edits) = (0, 0, data.Edited);
        Parallel.For(0, Environment.ProcessorCount, part =>
        {
            var random = new Random(part);
            var (x, at, g) = (new double[data.Inputs], new float[data.Outputs], new float[data.Outputs]);
            var scratch = new float[2 * rounded.Widest];
            for (var n = part; n < count; n += Environment.ProcessorCount)
            {
                // Every other one around an edit.
                var i = n % 2 == 0 ? edits[random.Next(edits.Length)] : random.Next(data.K);
                data.Row(i).CopyTo(x);
                var far = random.Next(4) > 0;
                for (var j = 0; j < x.Length; j++)
                    x[j] = Inside(x[j], far ? radius * (2 * random.Next(2) - 1) : radius * (2 * random.NextDouble() - 1));
                rounded.Evaluate(x, g, scratch);
                rounded.Evaluate(data.Row(i), at, scratch);
                if (g.AsSpan().SequenceEqual(at)) continue;
                Interlocked.Increment(ref data.Residual(i) is null ? ref moved : ref lost);
            }
        });
        Say($"{name}: K = {data.K}, N = {data.N}, d = {data.Inputs}, {network.Neurons} neurons, r = {radius}: {count} perturbations, {lost} lost, {moved} moved, {clock.Elapsed.TotalSeconds:0} s");
        return lost + moved;

        // A float32 that is not farther off than the step, as what comes in is.
        static double Inside(double x, double step)
        {
            var moved = (float)(x + step);
            while (Math.Abs(moved - x) > Math.Abs(step)) moved = moved > x ? MathF.BitDecrement(moved) : MathF.BitIncrement(moved);
            return moved;
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
