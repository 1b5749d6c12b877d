using FtcTools.Numerics;

namespace FtcTools.Constructions.Bits;

/// <summary>
/// Vardi, Yehudai and Shamir 2022, Theorem 5.1: <see cref="BitExtraction"/> with as many layers as one allows. N / L^2 networks stand
/// beside each other, each for L^2 edited samples and 0 at all others: about N / L nonzero parameters in about L layers. With a number of
/// layers asked for, as few networks as will do; else for about sqrt N samples each.
/// </summary>
public sealed class BoundedDepth : BitConstruction
{
    public override string Source => "Vardi, Yehudai and Shamir 2022, Theorem 5.1";
    public override int MostLayers => Deepest;
    public override string Formula => "2m + 3 ceil(m / 4) - 1 + (7k - 1) c + 5 (k - 1) r + k for each of about N / L^2 networks, + q";
    public override string Conditions => base.Conditions + "; L layers suffice for one edit a part";

    public override string? Refusal(Problem problem)
    {
        if (base.Refusal(problem) is { } reason) return reason;
        if (problem.N == 0 || problem.Layers is not { } layers) return null;
        var depth = Plan(problem).Depth + 2;
        return depth <= layers ? null
            : $"the condition on the number of layers does not hold: these samples take at least {depth}, and {layers} are asked for";
    }

    private protected override Design Choose(Problem problem, LabelCode code, Fields fields)
    {
        var count = fields.Items.Length;
        if (problem.Layers is not { } layers) return Parts(Integers.CeilingOfQuotient(count, Integers.CeilingOfRoot(count)));
        // The fewest parts that are shallow enough; one sample a part is the shallowest.
        var (no, yes) = (0, count);
        while (yes - no > 1)
        {
            var middle = (no + yes) / 2;
            if (Parts(middle).Depth + 2 <= layers) yes = middle;
            else no = middle;
        }
        var design = Parts(yes);
        return design with { Spare = Math.Max(0, layers - design.Depth - 2) };

        Design Parts(int parts) => new(code, FieldPlan.Cheapest(fields, parts, plans => new Design(code, plans, 0).Depth), 0);
    }
}
