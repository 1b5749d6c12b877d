using System.Numerics.Tensors;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data;

/// <summary>
/// The right classes of samples that a model classifies: it answers with the class of its largest output, the first one where several are
/// equal (as ArgMax of ONNX and NumPy). T holds the samples whose answer is not their class. What an edit adds is the same for all samples
/// of a class: <see cref="Lift"/> on the output of that class, 0 on the others.
/// </summary>
public sealed class Classification
{
    // Short enough to be exact in any arithmetic that ships.
    private const int LiftBits = 8;

    private readonly int[]? _labels;
    private readonly Func<int, int>? _labelOf;
    private readonly Rational[] _lifts;

    internal Classification(int[] labels, Rational margin, Rational[] lifts) => (_labels, Margin, _lifts) = (labels, margin, lifts);

    /// <param name="labelOf">The class of a sample; of one that is not in memory it is not known.</param>
    internal Classification(Func<int, int> labelOf, Rational margin, Rational[] lifts) =>
        (_labelOf, Margin, _lifts) = (labelOf, margin, lifts);

    /// <summary>The least lead over every other output that an edit gives to the right one.</summary>
    public Rational Margin { get; }

    /// <summary>The right class of sample <paramref name="i"/>, both from 0.</summary>
    public int Label(int i) => _labels is null ? _labelOf!(i) : _labels[i];

    /// <summary>
    /// What an edit adds to the output of a class (from 0): the largest lead over it among the edited samples of that class, and the
    /// margin, rounded up to a number of few bits. 0 where no sample of the class is edited.
    /// </summary>
    public Rational Lift(int label) => _lifts[label];

    internal int[] Labels => _labels ?? throw Passes.SampleSource.NotInMemory();

    internal Rational[] Lifts => _lifts;

    /// <summary>The first largest of the outputs, from 0.</summary>
    public static int Argmax(ReadOnlySpan<double> outputs)
    {
        var best = 0;
        for (var o = 1; o < outputs.Length; o++)
        {
            if (outputs[o] > outputs[best]) best = o;
        }
        return best;
    }

    /// <summary>The residual of an edit: the lift of its class on the output of that class.</summary>
    internal static Rational[] Residual(int outputs, int label, Rational lift)
    {
        var z = new Rational[outputs];
        z[label] = lift;
        return z;
    }

    /// <summary>T, the residuals there and the classes.</summary>
    /// <param name="labels">K classes, from 0.</param>
    /// <param name="predictions">The model's outputs, K rows of p, or one that it gives for every sample.</param>
    /// <param name="errors">How far each may be off, K rows of p; null where they are exact.</param>
    /// <param name="margin">Null for the median lead that the model's right answers have.</param>
    internal static (int[] Edited, Rational[][] Residuals, Classification Classes) Of(int[] labels, int outputs, double[] predictions,
        double[]? errors, double? margin)
    {
        if (margin is { } m && !(m > 0 && double.IsFinite(m)))
            throw new FtcException(Codes.Argument, $"the margin is {Text.Of(m)}; a margin is a number above 0.");
        var (edited, leads) = (new List<int>(), new List<double>());
        var behind = new Rational?[outputs];
        for (var i = 0; i < labels.Length; i++)
        {
            var f = predictions.AsSpan(predictions.Length == outputs ? 0 : i * outputs, outputs);
            var slack = errors is null ? default : errors.AsSpan(i * outputs, outputs);
            if (IsRight(f, slack, labels[i]))
            {
                leads.Add(Lead(f, labels[i]));
                continue;
            }
            edited.Add(i);
            behind[labels[i]] = Rational.Max(behind[labels[i]] ?? 0, Behind(f, slack, labels[i]));
        }
        leads.Sort();
        return Of(edited, behind, labels, outputs, margin, leads.Count > 0 ? leads[leads.Count / 2] : null);
    }

    /// <summary>The same from those samples alone that are wrong: all are edited.</summary>
    /// <param name="medianLead">The median lead of the right ones, the larger of two; null where there is none.</param>
    internal static (int[] Edited, Rational[][] Residuals, Classification Classes) OfWrong(int[] labels, int outputs, double[] predictions,
        double? margin, double? medianLead)
    {
        var behind = new Rational?[outputs];
        for (var i = 0; i < labels.Length; i++)
            behind[labels[i]] = Rational.Max(behind[labels[i]] ?? 0, Behind(predictions.AsSpan(i * outputs, outputs), [], labels[i]));
        return Of([.. Enumerable.Range(0, labels.Length)], behind, labels, outputs, margin, medianLead);
    }

    private static (int[] Edited, Rational[][] Residuals, Classification Classes) Of(List<int> edited, Rational?[] behind, int[] labels,
        int outputs, double? margin, double? medianLead)
    {
        var chosen = RoundUp(margin is { } given ? Rational.Of(given) : Typical(medianLead, behind));
        var lifts = Array.ConvertAll(behind, gap => gap is { } largest ? RoundUp(largest + chosen) : Rational.Zero);
        // One array for all samples of a class.
        var residuals = lifts.Select((lift, label) => Residual(outputs, label, lift)).ToArray();
        return ([.. edited], [.. edited.Select(i => residuals[labels[i]])], new Classification(labels, chosen, lifts));
    }

    // How far the output of a class may be below the largest other.
    private static Rational Behind(ReadOnlySpan<double> outputs, ReadOnlySpan<double> errors, int label)
    {
        if (errors.Length == 0) return Rational.Of(LargestOther(outputs, label)) - Rational.Of(outputs[label]);
        var behind = Rational.Zero;
        for (var o = 0; o < outputs.Length; o++)
        {
            if (o != label)
                behind = Rational.Max(behind,
                    Rational.Of(outputs[o]) + Rational.Of(errors[o]) + Rational.Of(errors[label]) - Rational.Of(outputs[label]));
        }
        return behind;
    }

    /// <summary>Whether the first largest output is that of the class, however far each is off.</summary>
    internal static bool IsRight(ReadOnlySpan<double> outputs, ReadOnlySpan<double> errors, int label)
    {
        if (errors.Length == 0) return Argmax(outputs) == label;
        var low = errors[label] == 0 ? outputs[label] : Math.BitDecrement(outputs[label] - errors[label]);
        for (var o = 0; o < outputs.Length; o++)
        {
            var high = errors[o] == 0 ? outputs[o] : Math.BitIncrement(outputs[o] + errors[o]);
            if (o != label && (o < label ? high >= low : high > low)) return false;
        }
        return true;
    }

    /// <summary>How far the output of a class is above the largest other; below 0 where it is not.</summary>
    internal static double Lead(ReadOnlySpan<double> outputs, int label) => outputs[label] - LargestOther(outputs, label);

    private static double LargestOther(ReadOnlySpan<double> outputs, int label)
    {
        return Math.Max(Largest(outputs[..label]), Largest(outputs[(label + 1)..]));

        static double Largest(ReadOnlySpan<double> values) => values.IsEmpty ? double.NegativeInfinity : TensorPrimitives.Max(values);
    }

    private static Rational Typical(double? medianLead, Rational?[] behind)
    {
        if (medianLead is > 0 and < double.PositiveInfinity and { } median) return Rational.Of(median);
        var largest = behind.Select(gap => gap ?? 0).Aggregate(Rational.Zero, Rational.Max);
        return largest.IsZero ? 1 : largest;
    }

    /// <summary>A number of few bits that is not below.</summary>
    internal static Rational RoundUp(Rational value)
    {
        var step = Rational.PowerOfTwoAtLeast(value) / Rational.PowerOfTwo(LiftBits);
        return step.IsZero ? value : step * Rational.Ceiling(value / step);
    }
}
