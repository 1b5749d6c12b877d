using FtcTools.Networks;

namespace FtcTools.Constructions.Bits;

/// <summary>
/// What the constructions after Vardi et al. 2022 share: discrete residuals, and plans by which the edited samples become a few long
/// numbers.
/// </summary>
public abstract class BitConstruction : Construction
{
    private protected BitConstruction()
    {
    }

    public override int Layers => 2;
    public override bool LayersFollow => true;
    public override string Conditions => LabelCode.Condition;

    protected internal override int LayersFor(Problem problem) => problem.N == 0 ? Layers : Plan(problem).Depth + 2;

    /// <summary>The samples cut into runs, a plan for each; all have as many layers.</summary>
    private protected sealed record Design(LabelCode Code, IReadOnlyList<FieldPlan> Plans, int Spare)
    {
        public int ReadingLayers { get; } = Plans.Max(plan => plan.ReadingLayers);

        /// <summary>Hidden layers up to the label.</summary>
        public int Depth => Plans[0].Depth - Plans[0].ReadingLayers + ReadingLayers + Spare;
    }

    private protected abstract Design Choose(Problem problem, LabelCode code, Fields fields);

    private protected Design Plan(Problem problem)
    {
        var code = LabelCode.Of(problem.Support)!;
        return Choose(problem, code, new Fields(problem.Support, code));
    }

    public override string? Refusal(Problem problem) => problem.N == 0 ? null : LabelCode.Refusal(problem.Support);

    public override int Neurons(Problem problem)
    {
        if (problem.N == 0) return 0;
        var design = Plan(problem);
        return design.Plans.Sum(plan => plan.Widths(design.ReadingLayers).Sum() + design.Spare) + design.Code.Neurons;
    }

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        if (problem.N == 0) return NetworkBuilder.Nothing(problem.Inputs, problem.Outputs, problem.Layers ?? Layers);
        var design = Plan(problem);
        var networks = design.Plans.Select(plan =>
        {
            cancellation.ThrowIfCancellationRequested();
            return FieldNetwork.Write(problem.Support.Direction, plan, design.Spare, design.ReadingLayers);
        }).ToList();
        return design.Code.Decode(Sum(networks));
    }

    // Half beside half: every weight is copied a logarithmic number of times.
    private static Network Sum(List<Network> networks) =>
        networks.Count == 1 ? networks[0] : Composition.Sum(Sum(networks[..(networks.Count / 2)]), Sum(networks[(networks.Count / 2)..]));
}
