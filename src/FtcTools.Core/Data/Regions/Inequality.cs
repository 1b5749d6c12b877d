using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Regions;

/// <summary>A linear inequality c . v >= e, or > where it is strict.</summary>
public sealed record Inequality
{
    /// <param name="coefficients">c, one number for each variable.</param>
    /// <exception cref="FtcException">FTC0034: a number that is not finite, or no coefficient but 0.</exception>
    public Inequality(IReadOnlyList<double> coefficients, double bound, bool isStrict = false)
    {
        (Coefficients, Bound, IsStrict) = ([.. coefficients], bound, isStrict);
        if (!double.IsFinite(bound) || !Coefficients.All(double.IsFinite) || Coefficients.All(c => c == 0))
            throw new FtcException(Codes.Argument,
                $"the inequality {this} is none; valid are finite numbers, and a coefficient that is not 0.");
    }

    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>e.</summary>
    public double Bound { get; }

    public bool IsStrict { get; }

    /// <summary>The same of more variables, whose coefficients are 0.</summary>
    /// <exception cref="FtcException">FTC0033: it is about more.</exception>
    public Inequality Over(int variables) => Coefficients.Count == variables ? this
        : Coefficients.Count < variables ? new([.. Coefficients, .. new double[variables - Coefficients.Count]], Bound, IsStrict)
        : throw new FtcException(Codes.ShapeMismatch,
            $"'{this}' is about variable {Coefficients.Count - 1}; there are {variables}, from 0.");

    /// <summary>c . v - e, exactly.</summary>
    public Rational At(IReadOnlyList<Rational> values)
    {
        var sum = -Rational.Of(Bound);
        for (var j = 0; j < Coefficients.Count; j++)
        {
            if (Coefficients[j] != 0) sum += Rational.Of(Coefficients[j]) * values[j];
        }
        return sum;
    }

    /// <summary>Whether it holds for these values, exactly.</summary>
    public bool Holds(IReadOnlyList<Rational> values) => At(values) is var lead && (IsStrict ? lead.Sign > 0 : lead.Sign >= 0);

    public bool Equals(Inequality? other) =>
        other is not null && Bound.Equals(other.Bound) && IsStrict == other.IsStrict && Coefficients.SequenceEqual(other.Coefficients);

    public override int GetHashCode() => Coefficients.Aggregate(Bound.GetHashCode(), HashCode.Combine);

    /// <summary>`y1 - y0 > 0`: its variables are named with <paramref name="letter"/> and their number from 0.</summary>
    public string ToString(char letter) =>
        $"{(Sum(Coefficients, j => $"{letter}{j}") is { Length: > 0 } sum ? sum : "0")} {(IsStrict ? ">" : ">=")} {Text.Of(Bound)}";

    /// <summary>The same for people, without signs where that can be: `debt is at least 2 income + 10`.</summary>
    /// <param name="name">The name of variable j, from 0.</param>
    public string ToWords(Func<int, string> name)
    {
        var (more, less) = (Sum(Coefficients.Select(c => Math.Max(c, 0)), name), Sum(Coefficients.Select(c => Math.Max(-c, 0)), name));
        if (more.Length == 0) return $"{less} is {(IsStrict ? "below" : "at most")} {Text.Of(0 - Bound)}";
        var right = less.Length == 0 ? Text.Of(Bound) : Bound == 0 ? less : $"{less} {(Bound < 0 ? "-" : "+")} {Text.Of(Math.Abs(Bound))}";
        return $"{more} is {(IsStrict ? "above" : "at least")} {right}";
    }

    private static string Sum(IEnumerable<double> coefficients, Func<int, string> name)
    {
        var terms = coefficients.Select((c, j) => (c, j)).Where(term => term.c != 0).Select(term =>
            $"{(term.c < 0 ? "- " : "+ ")}{(Math.Abs(term.c) == 1 ? "" : $"{Text.Of(Math.Abs(term.c))} ")}{name(term.j)}");
        var sum = string.Join(' ', terms);
        return sum.StartsWith("+ ", StringComparison.Ordinal) ? sum[2..] : sum;
    }

    public override string ToString() => ToString('v');
}
