using System.Globalization;
using FtcTools.Bounds.GeneralPosition;
using FtcTools.Bounds.Paper;
using FtcTools.Bounds.Parameters;
using FtcTools.Bounds.Sharp;
using FtcTools.Bounds.Yun;
using FtcTools.Diagnostics;

namespace FtcTools.Bounds;

/// <summary>Neurons for samples, and samples for neurons.</summary>
public static class BoundTable
{
    /// <summary>The largest K: up to here every whole bound is exact as a double.</summary>
    public const long MostSamples = 1_000_000_000_000_000;

    private static readonly NothingToEdit Nothing = new();
    private static readonly Theorem41 TwoLayers = new();
    private static readonly Theorem51 ThreeLayers = new();
    private static readonly Corollary42 TwoLayerCapacity = new();
    private static readonly Corollary52 ThreeLayerCapacity = new();

    // Where two statements say the same, the first is quoted.
    private static readonly NeuronStatement[] ForNeurons =
    [
        TwoLayers, new Theorem44(), ThreeLayers, new TwoLayerCount(),
        new HatAnEdit(), new SawtoothOverT(), new OneReluALevel(), new OneWindowOverT(),
        new NotMonotone(), new PiecesOnALine(), new SignsOfKinks(), new ScaleFreeParameters(), new PiecesOfDepth(),
        new ParameterCount(), new OneAffineMap(), new HyperplaneHats(), new FeatureHats(),
    ];

    /// <summary>Everything that the rows rest on, the paper's statements first.</summary>
    public static IReadOnlyList<Statement> Statements { get; } =
    [
        TwoLayers, TwoLayerCapacity, new Theorem44(), ThreeLayers, ThreeLayerCapacity, new Proposition61(), Nothing,
        .. ForNeurons.Where(statement => statement is not (Theorem41 or Theorem44 or Theorem51)),
        new YunTheorem31(), new YunProposition32(), new YunTheorem33(), new PiecesOfActivation(), new YunProposition34(),
        new YunCorollary42(),
        new VardiTheorem31(), new VardiTheorem51(), new VardiTheorem62(), new BitCount(), new VcDimension(),
    ];

    /// <summary>The bounds for N of K samples and a number of layers; with a dimension, for data in general position.</summary>
    /// <exception cref="FtcException">
    /// FTC0017 K &lt; 3; FTC0018 N outside 0..K; FTC0034 layers &lt; 2, dimension &lt; 1 or K above <see cref="MostSamples"/>.
    /// </exception>
    public static Bound Row(long n, long k, int layers, int? dimension = null)
    {
        CheckShape(k, layers);
        if (n < 0 || n > k)
            throw new FtcException(Codes.SampleOutOfRange, Invariant($"N = {n} edits of K = {k} samples: valid are 0 to {k}."));
        if (dimension < 1) throw new FtcException(Codes.Argument, Invariant($"a dimension of {dimension}: valid is 1 or more."));

        var at = new Case(n, k, layers, dimension);
        var (lower, lowerSource) = SharpestLower(at);
        var (upper, upperSource) = SharpestUpper(at);
        NeuronStatement? paper = layers switch { 2 => TwoLayers, 3 => ThreeLayers, _ => null };
        return new Bound
        {
            N = n,
            K = k,
            Dimension = dimension,
            Layers = layers,
            Lower = lower,
            Upper = upper,
            // The paper's hard data lie on a line: its lower bound says nothing about general position.
            PaperLower = dimension is null ? paper?.Lower(at) : null,
            PaperUpper = paper?.Upper(at),
            LowerSource = lowerSource.Source,
            UpperSource = upperSource.UpperSource(layers),
            Width = layers >= 4 ? Proposition61.Width(n, k, layers) : null,
        };
    }

    /// <summary>The other way round: how many of K samples m neurons in that many layers can edit.</summary>
    /// <exception cref="FtcException">FTC0017 K &lt; 3; FTC0034 m &lt; 0, layers &lt; 2 or K above <see cref="MostSamples"/>.</exception>
    public static Capacity Capacity(long m, long k, int layers)
    {
        CheckShape(k, layers);
        if (m < 0) throw new FtcException(Codes.Argument, Invariant($"m = {m} neurons: valid is 0 or more."));

        // Both sides of m* grow with N.
        var lower = Largest(k, n => SharpestUpper(new(n, k, layers)).Neurons <= m);
        var upper = Largest(k, n => SharpestLower(new(n, k, layers)).Neurons <= m);
        CapacityStatement? paper = layers switch { 2 => TwoLayerCapacity, 3 => ThreeLayerCapacity, _ => null };
        var printed = paper?.Samples(m, k);
        return new Capacity
        {
            M = m,
            K = k,
            Layers = layers,
            Lower = lower,
            Upper = upper,
            PaperLower = printed?.Lower,
            PaperUpper = printed?.Upper,
            LowerSource = SharpestUpper(new(lower, k, layers)).Statement.UpperSource(layers),
            UpperSource = upper == k ? "all K samples" : SharpestLower(new(upper + 1, k, layers)).Statement.Source,
        };
    }

    private static (double Neurons, NeuronStatement Statement) SharpestLower(in Case at)
    {
        (double Neurons, NeuronStatement Statement) best = (0, Nothing);
        if (at.N == 0) return best;
        foreach (var statement in ForNeurons)
        {
            if (!statement.Covers(at.Layers) || statement.GeneralPosition != at.Dimension.HasValue) continue;
            var neurons = statement.Lower(at);
            if (neurons > best.Neurons) best = (neurons, statement);
        }
        return best;
    }

    private static (double Neurons, NeuronStatement Statement) SharpestUpper(in Case at)
    {
        if (at.N == 0) return (0, Nothing);
        (double Neurons, NeuronStatement Statement) best = (double.PositiveInfinity, Nothing);
        foreach (var statement in ForNeurons)
        {
            if (!statement.Covers(at.Layers) || (statement.GeneralPosition && at.Dimension is null)) continue;
            var neurons = statement.Upper(at);
            if (neurons < best.Neurons) best = (neurons, statement);
        }
        return best;
    }

    /// <summary>The largest n in 0..K of a condition that holds at 0 and, once broken, stays so.</summary>
    private static long Largest(long k, Func<long, bool> holds)
    {
        var (yes, no) = (0L, k + 1);
        while (no - yes > 1)
        {
            var middle = yes + (no - yes) / 2;
            if (holds(middle)) yes = middle;
            else no = middle;
        }
        return yes;
    }

    private static void CheckShape(long k, int layers)
    {
        if (k < 3) throw new FtcException(Codes.TooFewSamples, Invariant($"K = {k} samples: valid is 3 or more."));
        if (k > MostSamples) throw new FtcException(Codes.Argument, Invariant($"K = {k} samples: valid is at most {MostSamples}."));
        if (layers < 2)
            throw new FtcException(Codes.Argument, Invariant($"{layers} layers: valid is 2 or more, the linear last one included."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
