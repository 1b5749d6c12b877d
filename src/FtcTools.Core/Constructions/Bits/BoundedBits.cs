namespace FtcTools.Constructions.Bits;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 6.2: <see cref="BitExtraction"/> with numbers of at most B bits, in about N / B parameters. The
/// theorem stacks N / B^2 blocks of B^2 samples, with one neuron more to carry what they have found; that is not needed: shorter numbers in
/// one block take fewer layers, and width 12.
/// </summary>
public sealed class BoundedBits : BitConstruction
{
    // A machine word.
    private const int Word = 64;

    public override string Source => "Vardi, Yehudai and Shamir 2022, Theorem 6.2";
    public override bool TakesBits => true;
    public override string Formula =>
        "2m + 3 ceil(m / 4) - 1 + (7k - 1) c + 5 (k - 1) r + k + q, m groups of k edits with k c + (k - 1) r <= B bits";
    public override string Conditions => base.Conditions + "; B >= c";

    public override string? Refusal(Problem problem)
    {
        if (base.Refusal(problem) is { } reason) return reason;
        if (problem.N == 0 || problem.Bits is not { } bits) return null;
        var plan = Plan(problem).Plans[0];
        return plan.Bits <= bits ? null
            : $"the condition B >= c does not hold: B = {bits} bits are fewer than c = {plan.Bits} of one label";
    }

    private protected override Design Choose(Problem problem, LabelCode code, Fields fields) =>
        new(code, FieldPlan.Cheapest(fields, 1, plans => plans[0].Parameters, problem.Bits ?? Word), 0);
}
