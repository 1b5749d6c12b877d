using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Data.Regions;

/// <summary>
/// What the outputs of a model must satisfy: a class, which must be the first largest of them, or clauses of linear inequalities, of each
/// of which one must hold.
/// </summary>
public sealed class Requirement
{
    private readonly IReadOnlyList<IReadOnlyList<Inequality>>? _clauses;

    private Requirement(int? @class, IReadOnlyList<IReadOnlyList<Inequality>>? clauses, int? outputs) =>
        (Class, _clauses, Outputs) = (@class, clauses, outputs);

    /// <summary>The class that must be answered, from 0; null where inequalities must hold.</summary>
    public int? Class { get; }

    /// <summary>The clauses as they were stated; none where it is a class.</summary>
    internal IReadOnlyList<IReadOnlyList<Inequality>> Stated => _clauses ?? [];

    /// <summary>p, where it was declared.</summary>
    public int? Outputs { get; }

    /// <exception cref="FtcException">FTC0034: a negative class.</exception>
    public static Requirement OfClass(int number) => number >= 0 ? new(number, null, null)
        : throw new FtcException(Codes.Argument, $"the class is {number}; classes are numbered from 0.");

    /// <summary>All of these must hold.</summary>
    /// <exception cref="FtcException">FTC0034: there is none.</exception>
    public static Requirement OfAll(IEnumerable<Inequality> inequalities) =>
        OfClauses(inequalities.Select(inequality => (IReadOnlyList<Inequality>)[inequality]));

    /// <summary>One of each clause must hold.</summary>
    /// <param name="outputs">p, where it is known; else coefficients that are not given are 0.</param>
    /// <exception cref="FtcException">FTC0034: there is none, or one is empty.</exception>
    public static Requirement OfClauses(IEnumerable<IReadOnlyList<Inequality>> clauses, int? outputs = null)
    {
        IReadOnlyList<Inequality>[] all = [.. clauses];
        return all.Length > 0 && all.All(clause => clause.Count > 0) ? new(null, all, outputs)
            : throw new FtcException(Codes.Argument, "nothing is required of the outputs; valid are a class or linear constraints.");
    }

    /// <summary>The inequalities of which one in each clause must hold.</summary>
    /// <param name="outputs">The number of outputs, p.</param>
    /// <exception cref="FtcException">FTC0033: the class or an inequality is about outputs that there are not.</exception>
    public IReadOnlyList<IReadOnlyList<Inequality>> Clauses(int outputs)
    {
        if (Class is { } right)
        {
            if (right >= outputs || outputs < 2)
                throw new FtcException(Codes.ShapeMismatch,
                    $"the class {right} is required of a model with {outputs} output{(outputs == 1 ? "" : "s")}; valid are classes from 0 to {outputs - 1} of at least two.");
            return [.. Enumerable.Range(0, outputs).Where(other => other != right)
                .Select(other => (IReadOnlyList<Inequality>)[Ahead(right, other, outputs)])];
        }
        if (Outputs is { } declared && declared != outputs)
            throw new FtcException(Codes.ShapeMismatch, $"{declared} outputs are declared; the model has {outputs}.");
        return [.. _clauses!.Select(clause => (IReadOnlyList<Inequality>)[.. clause.Select(inequality => inequality.Over(outputs))])];
    }

    /// <summary>Whether it holds for p outputs, exactly; never for one that is not finite.</summary>
    public bool Holds(IReadOnlyList<double> outputs) => outputs.All(double.IsFinite) && Holds((Rational[])[.. outputs.Select(Rational.Of)]);

    /// <summary>Whether it holds for p outputs.</summary>
    public bool Holds(IReadOnlyList<Rational> outputs) =>
        Clauses(outputs.Count).All(clause => clause.Any(inequality => inequality.Holds(outputs)));

    // The first of equal ones is answered.
    private static Inequality Ahead(int right, int other, int outputs)
    {
        var coefficients = new double[outputs];
        (coefficients[right], coefficients[other]) = (1, -1);
        return new(coefficients, 0, isStrict: other < right);
    }

    /// <summary>The same for people.</summary>
    /// <param name="output">The name of output j, from 0.</param>
    /// <param name="classes">Words for classes; null where they have numbers.</param>
    public string ToWords(Func<int, string> output, IReadOnlyList<string>? classes = null) => Class is { } right
        ? classes is not null && right < classes.Count ? $"the answer is {classes[right]} (class {right})" : $"the answer is class {right}"
        : string.Join(" and ", _clauses!.Select(clause => clause.Count == 1 ? clause[0].ToWords(output)
            : $"({string.Join(" or ", clause.Select(i => i.ToWords(output)))})"));

    public override string ToString() => Class is { } right ? $"class {right}"
        : string.Join(" and ", _clauses!.Select(clause => clause.Count == 1 ? clause[0].ToString('y')
            : $"({string.Join(" or ", clause.Select(i => i.ToString('y')))})"));
}
