using System.Collections.Concurrent;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>
/// Discrete residuals as whole numbers: 0 for no edit, 1, 2, ... for the values that occur, and the piecewise linear function that leads
/// from a number back to its residual, one ReLU for each turn and the same ones for all outputs. Either the values are numbered in order,
/// or, for one output, they are the multiples of a common unit, which turns nowhere but at 0 and at the first one.
/// </summary>
internal sealed class LabelCode
{
    /// <summary>log2 of the most multiples of a unit that count as discrete; residuals that are any floats have more.</summary>
    private const int MostBits = 32;

    // Width 12, as Vardi et al. 2022 have it, takes in so many ReLUs that lead back.
    private const int FewValues = 12;

    /// <summary>When residuals are discrete, in the papers' letters.</summary>
    public const string Condition = "z takes at most max{12, sqrt N} values, or (p = 1) whole multiples of a unit below 2^32 of it";

    private readonly Dictionary<IReadOnlyList<Rational>, int> _numbers;
    private readonly ConcurrentDictionary<object, int> _known =
        new(ReferenceEqualityComparer.Instance); // samples of one class share their residual
    private readonly (int Number, IReadOnlyList<Rational> Value)[] _points; // 0 first
    private readonly int[] _knots;
    private readonly Rational[][] _slopes; // one array a knot, one number an output

    private LabelCode(Dictionary<IReadOnlyList<Rational>, int> numbers, (int Number, IReadOnlyList<Rational> Value)[] points)
    {
        _numbers = numbers;
        _points = points;
        Largest = points[^1].Number;
        var (knots, slopes, slope) = (new List<int>(), new List<Rational[]>(), new Rational[points[0].Value.Count]);
        for (var i = 1; i < points.Length; i++)
        {
            var (from, to) = (points[i - 1], points[i]);
            var next = to.Value.Select((z, o) => (z - from.Value[o]) / (to.Number - from.Number)).ToArray();
            if (next.AsSpan().SequenceEqual(slope)) continue;
            knots.Add(from.Number);
            slopes.Add([.. next.Select((v, o) => v - slope[o])]);
            slope = next;
        }
        (_knots, _slopes) = ([.. knots], [.. slopes]);
    }

    /// <summary>The largest number.</summary>
    public int Largest { get; }

    /// <summary>Neurons of <see cref="Decode"/>.</summary>
    public int Neurons => _knots.Length;

    /// <summary>What stands for the residual of a point; 0 where it is not edited.</summary>
    public int Of(Line line, int at) => line.Z(at) is { } z ? _known.GetOrAdd(z, _ => _numbers[z]) : 0;

    /// <summary>
    /// The code with the fewest neurons, then the fewest bits; null where the residuals of the samples, some of which are edited, are not
    /// discrete.
    /// </summary>
    public static LabelCode? Of(Line samples) => Find(samples, numbered: false);

    /// <summary>The values numbered 1, 2, 3, ...; null where they are too many.</summary>
    public static LabelCode? Numbered(Line samples) => Find(samples, numbered: true);

    private static LabelCode? Find(Line samples, bool numbered)
    {
        var edited = samples.Edited();
        var values = Values(edited);
        var most = Most(edited.Count);
        var codes = new List<LabelCode>();
        if (values.Length <= most) codes.Add(Code(values.Select((value, i) => (i + 1, value))));
        if (!numbered && edited.Outputs == 1 && Multiples(values) is { } multiples) codes.Add(Code(multiples));
        return codes.OrderBy(code => code.Neurons).ThenBy(code => code.Largest).FirstOrDefault();

        LabelCode Code(IEnumerable<(int Number, IReadOnlyList<Rational> Value)> points)
        {
            var numbered = points.OrderBy(point => point.Number).ToArray();
            return new(numbered.ToDictionary(point => point.Value, point => point.Number, Same.Instance),
                [(0, new Rational[edited.Outputs]), .. numbered]);
        }
    }

    /// <summary>The broken condition with its numbers put in; null where the residuals are discrete.</summary>
    /// <param name="numbered">Whether multiples of a unit do not count.</param>
    public static string? Refusal(Line samples, bool numbered = false)
    {
        if (samples.EditedCount == 0 || Find(samples, numbered) is not null) return null;
        var edited = samples.Edited();
        return $"the residuals are not discrete: z takes {Values(edited).Length} values on N = {edited.Count} samples; valid are at most max{{12, sqrt N}} = {Most(edited.Count)} values{(numbered ? "" : ", or, for one output, whole multiples of a unit below 2^32 of it")}";
    }

    private static int Most(int edited) => Math.Max(FewValues, (int)Math.Sqrt(edited));

    private static IReadOnlyList<Rational>[] Values(Line edited) =>
        [.. Enumerable.Range(0, edited.Count).Select(i => edited.Z(i)!).Distinct(ReferenceEqualityComparer.Instance)
            .Cast<IReadOnlyList<Rational>>().Distinct(Same.Instance).Order(Same.Instance)];

    // z = q m with whole m: m itself where all have one sign (that of q), else m + |least m| + 1.
    private static IEnumerable<(int, IReadOnlyList<Rational>)>? Multiples(IReadOnlyList<Rational>[] values)
    {
        var unit = values.Select(value => Rational.Abs(value[0])).Aggregate(Divisor);
        if (values[0][0].Sign < 0 && values[^1][0].Sign < 0) unit = -unit;
        var multiples = Array.ConvertAll(values, value => (value[0] / unit).Numerator);
        var (least, largest) = (multiples.Min(), multiples.Max());
        var shift = least.Sign > 0 ? 0 : 1 - least;
        return (largest + shift).GetBitLength() >= MostBits ? null : values.Select((value, i) => ((int)(multiples[i] + shift), value));
    }

    private static Rational Divisor(Rational a, Rational b)
    {
        var denominator = a.Denominator * b.Denominator;
        return Rational.Of(System.Numerics.BigInteger.GreatestCommonDivisor(a.Numerator * b.Denominator, b.Numerator * a.Denominator),
            denominator);
    }

    /// <summary>Puts the last hidden layer and the outputs behind a network whose one output is the number.</summary>
    public Network Decode(Network network)
    {
        var number = network.Layers[^1];
        var knots = new Layer(Activation.Relu, number.Inputs, Array.ConvertAll(_knots, _ => number.Weights(0).ToArray()),
            Array.ConvertAll(_knots, knot => number.Bias(0) - knot));
        var outputs = Enumerable.Range(0, _slopes[0].Length).Select(o => Array.ConvertAll(_slopes, slope => slope[o])).ToArray();
        return new Network([.. network.Layers.SkipLast(1), knots,
            new Layer(Activation.Identity, _knots.Length, outputs, new Rational[outputs.Length])]);
    }

    /// <summary>
    /// As <see cref="Decode"/>, for a network whose output is within 1/4 of a number: one hard-tanh a value makes a step from 3/4 to 1/4
    /// below it, and the residual is exact.
    /// </summary>
    /// <param name="numbers">What the network gives for number v of this code, each of 0 to <see cref="Largest"/> once.</param>
    public Network Plateaus(Network network, int[] numbers)
    {
        var values = _points.OrderBy(point => numbers[point.Number]).Select(point => point.Value).ToArray();
        var number = network.Layers[^1];
        var row = Array.ConvertAll(number.Weights(0).ToArray(), w => 4 * w);
        var steps = new Layer(Activation.HardTanh, number.Inputs, [.. Enumerable.Repeat(row, Largest)],
            [.. Enumerable.Range(1, Largest).Select(i => 4 * (number.Bias(0) - i) + 2)]);
        // Half of each rise on either side of the step.
        var outputs = Enumerable.Range(0, values[0].Count)
            .Select(o => Enumerable.Range(1, Largest).Select(i => (values[i][o] - values[i - 1][o]) / 2).ToArray()).ToArray();
        return new Network([.. network.Layers.SkipLast(1), steps,
            new Layer(Activation.Identity, Largest, outputs,
                [.. outputs.Select((rises, o) => rises.Aggregate(values[0][o], (sum, rise) => sum + rise))])]);
    }

    // Residuals of all outputs, compared number by number.
    private sealed class Same : IEqualityComparer<IReadOnlyList<Rational>>, IComparer<IReadOnlyList<Rational>>
    {
        public static Same Instance { get; } = new();

        public bool Equals(IReadOnlyList<Rational>? a, IReadOnlyList<Rational>? b) => a!.SequenceEqual(b!);

        public int GetHashCode(IReadOnlyList<Rational> value)
        {
            var hash = default(HashCode);
            foreach (var z in value) hash.Add(z);
            return hash.ToHashCode();
        }

        public int Compare(IReadOnlyList<Rational>? a, IReadOnlyList<Rational>? b) =>
            a!.Zip(b!, (x, y) => x.CompareTo(y)).FirstOrDefault(c => c != 0);
    }
}
