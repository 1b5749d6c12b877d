using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Regions;

/// <summary>Where something stands in a file.</summary>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">From 1; 0 for the whole line.</param>
public sealed record FilePlace(string File, int Line, int Column = 0);

/// <summary>
/// Inputs, a box or the part of it in which linear inequalities hold, and what a model must answer on all of them. Immutable.
/// </summary>
public sealed class Region
{
    /// <param name="low">d lower ends; negative infinity where there is none.</param>
    /// <param name="high">d upper ends; infinity where there is none.</param>
    /// <param name="inside">Inequalities of the inputs that hold in the region, beside the box.</param>
    /// <exception cref="FtcException">FTC0033: lengths that do not fit; FTC0044: an end that is NaN, or above the other one.</exception>
    public Region(string name, IReadOnlyList<double> low, IReadOnlyList<double> high, Requirement requirement,
        IEnumerable<Inequality>? inside = null, FilePlace? place = null)
    {
        (Name, Low, High, Requirement, Inside, Place) = (name, [.. low], [.. high], requirement, [.. inside ?? []], place);
        if (Low.Count == 0 || Low.Count != High.Count || Inside.Any(inequality => inequality.Coefficients.Count != Low.Count))
            throw Fail(Codes.ShapeMismatch,
                $"{name} has {Low.Count} lower ends and {High.Count} upper ends; each input has one of either, and a coefficient in every inequality");
        for (var j = 0; j < Low.Count; j++)
        {
            if (!(Low[j] <= High[j]) || double.IsPositiveInfinity(Low[j]) || double.IsNegativeInfinity(High[j]))
                throw Fail(Codes.Region,
                    $"{name} is empty: input {j} ranges from {Text.Of(Low[j])} to {Text.Of(High[j])}; the lower end is not above the upper one");
        }
        foreach (var inequality in Inside)
        {
            if (!Reaches(inequality)) throw Fail(Codes.Region, $"{name} is empty: {inequality.ToString('x')} holds nowhere in its box");
        }
    }

    /// <summary>The region as people read it.</summary>
    public string Name { get; }

    /// <summary>d lower ends, by input.</summary>
    public IReadOnlyList<double> Low { get; }

    /// <summary>d upper ends, by input.</summary>
    public IReadOnlyList<double> High { get; }

    /// <summary>Inequalities of the inputs that hold in the region, beside the box.</summary>
    public IReadOnlyList<Inequality> Inside { get; }

    /// <summary>What the outputs must satisfy.</summary>
    public Requirement Requirement { get; }

    /// <summary>Where it was read; null where it was not.</summary>
    public FilePlace? Place { get; }

    /// <summary>The number of features, d.</summary>
    public int Inputs => Low.Count;

    /// <summary>Whether every input has two finite ends.</summary>
    public bool IsBounded => Low.All(double.IsFinite) && High.All(double.IsFinite);

    /// <summary>Whether an input lies in it, exactly.</summary>
    public bool Contains(ReadOnlySpan<double> input)
    {
        for (var j = 0; j < input.Length; j++)
        {
            if (!(Low[j] <= input[j] && input[j] <= High[j])) return false;
        }
        if (Inside.Count == 0) return true;
        var exact = Array.ConvertAll(input.ToArray(), Rational.Of);
        return Inside.All(inequality => inequality.Holds(exact));
    }

    /// <summary>Whether the boxes of two regions have an input in common; inequalities beside them are not looked at.</summary>
    public bool Meets(Region other) => Enumerable.Range(0, Inputs).All(j => Low[j] <= other.High[j] && other.Low[j] <= High[j]);

    /// <summary>Whether it is the same set of inputs with the same requirement, whatever its name.</summary>
    public bool IsSame(Region other) => ReferenceEquals(this, other)
        || (Low.SequenceEqual(other.Low) && High.SequenceEqual(other.High) && Inside.SequenceEqual(other.Inside)
            && Requirement.ToString() == other.Requirement.ToString());

    /// <summary>The same within a box.</summary>
    /// <exception cref="FtcException">FTC0044: nothing is left.</exception>
    public Region Within(IReadOnlyList<double> low, IReadOnlyList<double> high) =>
        new(Name, [.. Low.Select((v, j) => Math.Max(v, low[j]))], [.. High.Select((v, j) => Math.Min(v, high[j]))], Requirement,
            Inside, Place);

    /// <summary>A complaint about it, with the place it was read at.</summary>
    public FtcException Fail(string code, string what) => new(code, $"{what}.", Place?.File, Place?.Line ?? 0, Place?.Column ?? 0);

    public override string ToString() => $"{Name}: {Requirement}";

    private bool Reaches(Inequality inequality)
    {
        var most = Rational.Zero;
        for (var j = 0; j < Inputs; j++)
        {
            var c = inequality.Coefficients[j];
            if (c == 0) continue;
            var end = c > 0 ? High[j] : Low[j];
            if (double.IsInfinity(end)) return true;
            most += Rational.Of(c) * Rational.Of(end);
        }
        return inequality.IsStrict ? most > Rational.Of(inequality.Bound) : most >= Rational.Of(inequality.Bound);
    }
}
