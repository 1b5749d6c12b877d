using System.Globalization;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Files;

namespace FtcTools.Models.Regions;

/// <summary>
/// Reads VNN-LIB files (Demarchi, Guidotti et al., the format of the verification competitions): inputs X_i, outputs Y_j, and assertions
/// that describe what must not happen. What must hold is their negation: a region for each set of inputs that the assertions name, and on
/// it a clause for each way in which the outputs may fail.
/// </summary>
public sealed class VnnLibFile
{
    // Assertions multiply: and-of-ors are written out.
    private const int MostCases = 100_000;
    private const long MostNumbers = 20_000_000;
    private const int MostVariables = 1_000_000;

    private readonly string _file;
    private readonly Dictionary<string, (bool IsOutput, int Number)> _variables = new(StringComparer.Ordinal);
    private int _inputs;
    private int _outputs;
    private long _atoms;

    private VnnLibFile(string file) => _file = file;

    // sum of Terms <= Bound, or < where it is strict.
    private sealed record Atom(bool IsOutput, SortedDictionary<int, double> Terms, double Bound, bool IsStrict, VnnLibExpression At);

    /// <summary>The regions of a file, in the order in which it names them.</summary>
    /// <exception cref="FtcException">
    /// FTC0010; FTC0081: no valid VNN-LIB, with line and column; FTC0080: a region without any input in it.
    /// </exception>
    public static IReadOnlyList<Region> Read(string path) => new VnnLibFile(path).Regions(InputFile.Read(path, File.ReadAllText));

    private List<Region> Regions(string text)
    {
        var cases = new List<List<Atom>> { new() };
        VnnLibExpression? last = null;
        foreach (var statement in VnnLibExpression.ReadAll(text, _file))
        {
            switch (statement.Head)
            {
                case "declare-const" or "declare-fun": Declare(statement); break;
                case "assert":
                    last = statement;
                    cases = Both(cases, Cases(Argument(statement, 1, 2), negated: false), statement);
                    break;
                case "set-logic" or "set-info" or "set-option" or "check-sat" or "get-model" or "exit": break;
                default: throw Fail(statement, $"'{Show(statement)}' is no statement; valid are declare-const and assert");
            }
        }
        if (last is null)
            throw new FtcException(Codes.RegionFile,
                "nothing is asserted; valid are assertions about inputs X_0, X_1, ... and outputs Y_0, Y_1, ...", _file, 1, 1);
        if (_inputs == 0 || _outputs == 0)
            throw Fail(last, $"{_inputs} inputs and {_outputs} outputs are declared; valid is at least one of either, such as (declare-const X_0 Real)");
        return Group(cases, last);
    }

    private void Declare(VnnLibExpression statement)
    {
        var name = Argument(statement, 1, statement.Head == "declare-fun" ? 4 : 3);
        if (!Argument(statement, statement.Items.Count - 1, statement.Items.Count).Is("Real"))
            throw Fail(statement, "a variable is declared that is not Real; valid is Real");
        var kind = name.Word?.Length > 2 ? name.Word[..2] : "";
        if (kind is not ("X_" or "Y_")
            || !int.TryParse(name.Word.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number >= MostVariables)
            throw Fail(name, $"'{Show(name)}' is declared; valid are inputs X_0, X_1, ... and outputs Y_0, Y_1, ...");
        if (!_variables.TryAdd(name.Word!, (kind == "Y_", number))) throw Fail(name, $"'{Show(name)}' is declared twice");
        ref var count = ref kind == "X_" ? ref _inputs : ref _outputs;
        if (number != count) throw Fail(name, $"'{Show(name)}' is declared where {kind}{count} would come next");
        count++;
    }

    // A formula as cases of which one holds, each of atoms that hold together.
    private List<List<Atom>> Cases(VnnLibExpression formula, bool negated)
    {
        switch (formula.Head)
        {
            case "not": return Cases(Argument(formula, 1, 2), !negated);
            case "and" or "or" when formula.Items.Count > 1:
                var together = formula.Head == "and" != negated;
                var parts = formula.Items.Skip(1).Select(part => Cases(part, negated)).ToList();
                if (together) return parts.Aggregate((a, b) => Both(a, b, formula));
                return Limited([.. parts.SelectMany(part => part)], formula);
            case "=>": 
                var (premise, conclusion) = (Cases(Argument(formula, 1, 3), !negated), Cases(Argument(formula, 2, 3), negated));
                return negated ? Both(premise, conclusion, formula) : Limited([.. premise, .. conclusion], formula);
            case "=" when !negated:
                return [[Compare(formula, "<="), Compare(formula, ">=")]];
            case "=":
                return [[Compare(formula, "<")], [Compare(formula, ">")]];
            case "<=" or ">=" or "<" or ">":
                return [[Compare(formula,
                    !negated ? formula.Head : formula.Head switch { "<=" => ">", ">=" => "<", "<" => ">=", _ => "<=" })]];
            default:
                throw Fail(formula, $"'{Show(formula)}' is no assertion; valid are <=, >=, <, >, =, and, or, not and =>");
        }
    }

    private List<List<Atom>> Both(List<List<Atom>> a, List<List<Atom>> b, VnnLibExpression at)
    {
        if ((long)a.Count * b.Count > MostCases) throw Fail(at, $"the assertions make more than {MostCases} cases");
        _atoms = Math.Max(_atoms, a.Sum(atoms => (long)atoms.Count) * b.Count + b.Sum(atoms => (long)atoms.Count) * a.Count);
        if (_atoms > MostNumbers) throw Fail(at, $"the assertions make cases of more than {MostNumbers} constraints in all");
        if (b.Count == 1)
        {
            // The lists are nobody else's: one after the other they are not copied again and again.
            foreach (var atoms in a) atoms.AddRange(b[0]);
            return a;
        }
        return [.. from left in a from right in b select (List<Atom>)[.. left, .. right]];
    }

    private List<List<Atom>> Limited(List<List<Atom>> cases, VnnLibExpression at) =>
        cases.Count <= MostCases ? cases : throw Fail(at, $"the assertions make more than {MostCases} cases");

    private Atom Compare(VnnLibExpression formula, string sign)
    {
        var (left, right) = (Linear(Argument(formula, 1, 3)), Linear(Argument(formula, 2, 3)));
        // What is greater goes to the other side.
        if (sign[0] == '>') (left, right) = (right, left);
        var (inputs, outputs) = (new SortedDictionary<int, double>(), new SortedDictionary<int, double>());
        foreach (var ((isOutput, number), weight) in left.Terms.Select(t => (t.Key, t.Value))
            .Concat(right.Terms.Select(t => (t.Key, -t.Value))))
        {
            var terms = isOutput ? outputs : inputs;
            terms[number] = terms.GetValueOrDefault(number) + weight;
        }
        foreach (var terms in new[] { inputs, outputs })
        {
            foreach (var zero in terms.Where(t => t.Value == 0).Select(t => t.Key).ToList()) terms.Remove(zero);
        }
        var bound = right.Constant - left.Constant;
        if (!double.IsFinite(bound) || !inputs.Values.Concat(outputs.Values).All(double.IsFinite))
            throw Fail(formula, $"'{Show(formula)}' has a number that is beyond float64");
        if (inputs.Count > 0 && outputs.Count > 0)
            throw Fail(formula, $"'{Show(formula)}' mixes inputs and outputs; valid are linear constraints on either");
        if (inputs.Count + outputs.Count == 0) throw Fail(formula, $"'{Show(formula)}' has no variable in it");
        return new(outputs.Count > 0, outputs.Count > 0 ? outputs : inputs, bound, sign.Length == 1, formula);
    }

    private sealed record LinearTerm(Dictionary<(bool IsOutput, int Number), double> Terms, double Constant);

    private LinearTerm Linear(VnnLibExpression term)
    {
        if (term.Word is { } word)
        {
            if (_variables.TryGetValue(word, out var variable)) return new(new() { [variable] = 1 }, 0);
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                return new([], number);
            throw Fail(term, word is ['X' or 'Y', '_', ..] ? $"'{Show(term)}' is not declared"
                : $"'{Show(term)}' is no number and no variable");
        }
        var parts = term.Items.Skip(1).Select(Linear).ToList();
        if (parts.Count == 0) throw Fail(term, $"'{Show(term)}' is no linear term; valid are +, -, * and / of numbers and variables");
        switch (term.Head)
        {
            case "+": return parts.Aggregate((a, b) => Sum(a, b, 1));
            case "-": return parts.Count == 1 ? Scaled(parts[0], -1) : parts.Aggregate((a, b) => Sum(a, b, -1));
            case "*":
                return parts.Aggregate((a, b) => a.Terms.Count == 0 ? Scaled(b, a.Constant) : b.Terms.Count == 0 ? Scaled(a, b.Constant)
                    : throw Fail(term, $"'{Show(term)}' multiplies variables; valid are linear terms"));
            case "/" when parts.Count == 2 && parts[1] is { Terms.Count: 0, Constant: not 0 }:
                return new(parts[0].Terms.ToDictionary(t => t.Key, t => t.Value / parts[1].Constant), parts[0].Constant
                    / parts[1].Constant);
            default: throw Fail(term, $"'{Show(term)}' is no linear term; valid are +, -, * and / of numbers and variables");
        }

        static LinearTerm Scaled(LinearTerm a, double factor) =>
            new(a.Terms.ToDictionary(t => t.Key, t => t.Value * factor), a.Constant * factor);

        static LinearTerm Sum(LinearTerm a, LinearTerm b, int sign)
        {
            var terms = new Dictionary<(bool, int), double>(a.Terms);
            foreach (var (variable, weight) in b.Terms) terms[variable] = terms.GetValueOrDefault(variable) + sign * weight;
            return new(terms, a.Constant + sign * b.Constant);
        }
    }

    // A region for each set of inputs, with a clause for each case of outputs there.
    private List<Region> Group(List<List<Atom>> cases, VnnLibExpression last)
    {
        if (cases.Count * (long)(_inputs + _outputs) > MostNumbers)
            throw Fail(last, $"{cases.Count} cases of {_inputs} inputs and {_outputs} outputs are more than {MostNumbers} numbers");
        var groups = new Dictionary<string, (Inputs Inputs, List<List<Atom>> Outputs)>(StringComparer.Ordinal);
        foreach (var atoms in cases)
        {
            var inputs = new Inputs(_inputs, atoms.Where(a => !a.IsOutput));
            var outputs = atoms.Where(a => a.IsOutput).ToList();
            if (outputs.Count == 0)
                throw Fail(atoms.Count > 0 ? atoms[^1].At : last,
                    "a case says nothing of the outputs, so no model satisfies it; valid is what outputs must not be");
            if (groups.TryGetValue(inputs.Key, out var group)) group.Outputs.Add(outputs);
            else groups[inputs.Key] = (inputs, [outputs]);
        }
        var (name, number) = (Path.GetFileName(_file), 0);
        return [.. groups.Values.Select(group => new Region(
            groups.Count == 1 ? name : $"{name} {++number}", group.Inputs.Low, group.Inputs.High,
            Requirement.OfClauses(group.Outputs.Select(outputs => (IReadOnlyList<Inequality>)[.. outputs.Select(Denied)]), _outputs),
            group.Inputs.Inside, new FilePlace(_file, group.Inputs.Line(last.Line), group.Inputs.Column(last.Column))))];

        // not (c . y <= e): c . y > e
        Inequality Denied(Atom atom) =>
            new([.. Enumerable.Range(0, _outputs).Select(j => atom.Terms.GetValueOrDefault(j))], atom.Bound, !atom.IsStrict);
    }

    // A box, and what is no bound of one input.
    private sealed class Inputs
    {
        private readonly VnnLibExpression? _at;

        public Inputs(int count, IEnumerable<Atom> atoms)
        {
            Low = [.. Enumerable.Repeat(double.NegativeInfinity, count)];
            High = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
            Inside = [];
            foreach (var atom in atoms)
            {
                _at ??= atom.At;
                if (atom.Terms.Count > 1)
                {
                    // sum <= e: -sum >= -e. A strict one is taken with its border.
                    Inside.Add(new([.. Enumerable.Range(0, count).Select(j => -atom.Terms.GetValueOrDefault(j))], -atom.Bound));
                    continue;
                }
                var (input, weight) = atom.Terms.First();
                // A quotient is rounded: outwards, so that no input is left out.
                var end = atom.Bound / weight;
                if (Math.Abs(weight) != 1) end = weight > 0 ? Math.BitIncrement(end) : Math.BitDecrement(end);
                if (weight > 0) High[input] = Math.Min(High[input], end);
                else Low[input] = Math.Max(Low[input], end);
                if (Low[input] > High[input]) _at = atom.At;
            }
            Key = string.Join(' ', Low.Concat(High).Select(v => v.ToString("R", CultureInfo.InvariantCulture))
                .Concat(Inside.Select(i => i.ToString('x'))));
        }

        public double[] Low { get; }
        public double[] High { get; }
        public List<Inequality> Inside { get; }
        public string Key { get; }

        public int Line(int otherwise) => _at?.Line ?? otherwise;

        public int Column(int otherwise) => _at?.Column ?? otherwise;
    }

    private VnnLibExpression Argument(VnnLibExpression list, int at, int count) =>
        list.Items.Count == count ? list.Items[at]
            : throw Fail(list, $"'{Show(list)}' has {Math.Max(0, list.Items.Count - 1)} arguments; {count - 1} are needed");

    private static string Show(VnnLibExpression expression)
    {
        var text = expression.Word
            ?? $"({string.Join(' ', expression.Items.Take(4).Select(Show))}{(expression.Items.Count > 4 ? " ..." : "")})";
        return text.Length > 60 ? text[..60] + "..." : text;
    }

    private FtcException Fail(VnnLibExpression at, string what) => new(Codes.RegionFile, $"{what}.", _file, at.Line, at.Column);
}
