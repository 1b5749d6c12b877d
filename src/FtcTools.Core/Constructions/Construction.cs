using FtcTools.Constructions.Deep;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>
/// A statement that says how to write a side network down. A class of this assembly that derives from it and has a parameterless
/// constructor is a construction of the product: it is a `-Method`, and the common property tests check it.
/// </summary>
public abstract class Construction
{
    /// <summary>The name that `-Method` takes.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>Paper and number of the statement.</summary>
    public abstract string Source { get; }

    /// <summary>The most layers that can be asked for.</summary>
    public const int Deepest = 1000;

    /// <summary>The fewest layers of the network, the linear last one included.</summary>
    public abstract int Layers { get; }

    /// <summary>The most layers of the network, before any is added that only hands a number on.</summary>
    public virtual int MostLayers => Layers;

    /// <summary>
    /// Whether `Auto` passes over it: it is made for another count than that of neurons, or for other neurons than ReLUs.
    /// </summary>
    public virtual bool ByNameOnly => LayersFollow;

    /// <summary>Whether the number of layers follows from the samples.</summary>
    public virtual bool LayersFollow => false;

    /// <summary>Whether it takes <see cref="Problem.Widths"/>.</summary>
    public virtual bool TakesWidths => false;

    /// <summary>Whether it takes <see cref="Problem.Bits"/>.</summary>
    public virtual bool TakesBits => false;

    /// <summary>`3`, or `4 to 1000`, or `its own number of`.</summary>
    public string LayerRange => OwnDepth ? "its own number of" : MostLayers == Layers ? $"{Layers}" : $"{Layers} to {MostLayers}";

    private bool OwnDepth => LayersFollow && MostLayers == Layers;

    public bool Builds(int layers) => !OwnDepth && Layers <= layers && layers <= MostLayers;

    /// <summary>Layers of the network for the problem at hand: those it asks for, or the fewest.</summary>
    protected internal virtual int LayersFor(Problem problem) => problem.Layers ?? Layers;

    /// <summary>Hidden neurons, as a formula in the papers' letters.</summary>
    public abstract string Formula { get; }

    /// <summary>What must hold for the construction to apply, in the same letters; `none` where it always does.</summary>
    public virtual string Conditions => "none";

    /// <summary>The broken condition with its numbers put in; null where the construction applies.</summary>
    public virtual string? Refusal(Problem problem) => null;

    /// <summary>Whether degenerate data may cost more neurons than <see cref="Neurons"/> says.</summary>
    public virtual bool Regroups => false;

    /// <summary>The largest <see cref="Problem.SmallerWeights"/> of any construction.</summary>
    public const int MostSmallerWeights = 12;

    /// <summary>The largest <see cref="Problem.SmallerWeights"/> that makes a difference; 0 where there is no choice.</summary>
    public virtual int SmallerWeightsTaken => 0;

    /// <summary>Whether g is zero to the last bit at every untouched sample, in any arithmetic.</summary>
    public virtual bool LeavesUntouchedExact(Problem problem) => false;

    /// <summary>Whether `Auto` considers it: not where <see cref="Neurons"/> says too little to try it in its turn.</summary>
    public virtual bool Competes(Problem problem) => true;

    /// <summary>Whether `Auto` turns to it only where nothing else verifies.</summary>
    internal virtual bool IsLastResort => false;

    /// <summary>Whether it meets z in floating point, within rounding, and not as rational numbers.</summary>
    public virtual bool MeetsWithinRounding => false;

    /// <summary>
    /// About how many products of numbers it takes to build, from K, N, d and the values of z alone: known at once, for `Auto` to begin
    /// with what is cheap.
    /// </summary>
    public virtual double Cost(Problem problem) => 60.0 * problem.K * problem.Inputs;

    /// <summary>Whether its edits hold, and nothing else moves, within <see cref="Problem.Ball"/> of every sample.</summary>
    public virtual bool CertifiesRadius => false;

    /// <summary>Whether that ball may have another radius around each sample.</summary>
    public virtual bool CertifiesReach => false;

    /// <summary>Whether the network sees a sample through its projection on one direction only.</summary>
    public virtual bool AlongOneDirection => true;

    /// <summary>Whether <see cref="Neurons"/> depends on the direction on which the samples are projected.</summary>
    public virtual bool DependsOnDirection => false;

    /// <summary>
    /// Hidden neurons for the problem at hand: <see cref="Formula"/> with its numbers put in. Known before anything is built.
    /// </summary>
    public abstract int Neurons(Problem problem);

    /// <summary>
    /// About how many it ends with, as far as K, N, d and the values of z tell: where <see cref="Neurons"/> says the least that there can
    /// be, and hardly ever is.
    /// </summary>
    internal virtual int Expected(Problem problem, int neurons) => neurons;

    /// <summary>The exact network: g(x_i) = z_i on every sample.</summary>
    /// <exception cref="FtcException">
    /// FTC0031: a condition does not hold, or the layers asked for are not among its own; FTC0032: no direction separates the samples;
    /// FTC0070: widths, bits or smaller weights that it does not take.
    /// </exception>
    public Network Build(Problem problem, CancellationToken cancellation = default)
    {
        if (problem.Widths is not null && !TakesWidths) throw NotTaken("Widths", construction => construction.TakesWidths);
        if (problem.Bits is not null && !TakesBits) throw NotTaken("Bits", construction => construction.TakesBits);
        if (problem.SmallerWeights > 0 && SmallerWeightsTaken == 0)
            throw NotTaken("SmallerWeights", construction => construction.SmallerWeightsTaken > 0);
        if (!LayersFollow && !Builds(LayersFor(problem))) throw WrongLayers([LayersFor(problem)]);
        if (Refusal(problem) is { } reason) throw new FtcException(Codes.Condition, $"{Name}: {reason}.");
        cancellation.ThrowIfCancellationRequested();
        var origin = new NetworkOrigin
        {
            Method = Name,
            Source = Source,
            K = problem.K,
            N = problem.N,
            Seed = problem.Seed,
            Radius = CertifiesRadius ? problem.Ball.Radius : null,
            Reach = CertifiesReach ? problem.Ball.Share : null,
            Radii = CertifiesReach && problem.Ball.Share is not null ? [.. problem.Dataset.Edited.Select(problem.Ball.At)] : null,
            Norm = CertifiesRadius ? problem.Ball.Norm : null,
            Maker = NetworkOrigin.ThisMaker,
        };
        return Create(problem, cancellation).With(origin, problem.HasSamples ? problem.Dataset : null);
    }

    /// <summary>
    /// The problem along each of its directions, those that take fewer neurons first, equal ones in the order of the directions. The order
    /// does not depend on the number of threads.
    /// </summary>
    /// <exception cref="FtcException">FTC0032: no direction separates the samples.</exception>
    public IReadOnlyList<(Problem Problem, int Neurons)> ByNeurons(Problem problem, CancellationToken cancellation = default)
    {
        if (!DependsOnDirection || problem.Directions.Count == 1) return [(problem, Neurons(problem))];
        var neurons = new int?[problem.Directions.Count];
        Parallel.For(0, neurons.Length, Cores.All(cancellation), i =>
        {
            try
            {
                neurons[i] = Neurons(problem.Directions[i]);
            }
            catch (FtcException e) when (e.Code == Codes.NoDirection)
            {
                // Another direction may do.
                neurons[i] = null;
            }
        });
        var ranked = problem.Directions.Zip(neurons).Where(pair => pair.Second is not null).OrderBy(pair => pair.Second)
            .Select(pair => (pair.First, pair.Second!.Value)).ToArray();
        return ranked.Length > 0 ? ranked : [(problem, Neurons(problem))];
    }

    /// <summary>
    /// The construction for each number of layers asked for that is among its own; for want of any, carried through to the fewest that is
    /// more, unless <see cref="ByNameOnly"/>. Fewest layers first; empty where there is none.
    /// </summary>
    internal IReadOnlyList<(Construction Construction, int Layers)> For(IReadOnlyList<int> asked)
    {
        var own = asked.Where(Builds).Distinct().Order().Select(layers => (this, layers)).ToArray();
        if (own.Length > 0 || ByNameOnly) return own;
        int[] more = [.. asked.Where(layers => layers > MostLayers && layers <= Deepest)];
        return more.Length == 0 ? [] : [(new Carried(this, more.Min()), more.Min())];
    }

    internal FtcException WrongLayers(IEnumerable<int> asked) =>
        new(Codes.Condition, $"{Name} builds {(ByNameOnly ? LayerRange : $"{Layers} to {Deepest}")} layers; the layers asked for are {string.Join(", ", asked)}.");

    private FtcException NotTaken(string option, Func<Construction, bool> takes) =>
        new(Codes.OptionNotTaken,
            $"{Name} takes no -{option}; those that do are {string.Join(", ", Catalogue.All.Where(takes).Select(c => c.Name))}.");

    protected abstract Network Create(Problem problem, CancellationToken cancellation);
}
