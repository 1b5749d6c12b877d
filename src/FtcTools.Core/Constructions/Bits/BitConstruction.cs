using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Constructions.Bits;

/// <summary>What the constructions after Vardi et al. 2022 share: discrete residuals, and plans by which the edited samples become a few long numbers.</summary>
public abstract class BitConstruction : Construction
{
    // Width 12, as the theorem says, takes in this many ReLUs of the last hidden layer.
    private const int FewValues = 12;

    private protected BitConstruction()
    {
    }

    public override int Layers => 2;
    public override bool LayersFollow => true;
    public override string Conditions => "z takes at most max{12, sqrt N} values, or (p = 1) whole multiples of a unit below 2^32 of it";

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
        var code = Code(problem.Support)!;
        return Choose(problem, code, new Fields(problem.Support, code));
    }

    private static LabelCode? Code(Line samples)
    {
        var edited = samples.Edited();
        return LabelCode.Find(edited, Math.Max(FewValues, (int)Math.Sqrt(edited.Count)));
    }

    public override string? Refusal(Problem problem)
    {
        if (problem.N == 0 || Code(problem.Support) is not null) return null;
        var edited = problem.Support.Edited();
        var values = Enumerable.Range(0, edited.Count).Select(i => string.Join(' ', Enumerable.Range(0, edited.Outputs).Select(o => edited.Z(i, o)))).Distinct().Count();
        return $"the residuals are not discrete: z takes {values} values on N = {problem.N} samples; valid are at most max{{12, sqrt N}} = {Math.Max(FewValues, (int)Math.Sqrt(problem.N))} values, or, for one output, whole multiples of a unit below 2^32 of it";
    }

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
