using FtcTools.Diagnostics;
using FtcTools.Networks;

namespace FtcTools.Constructions;

/// <summary>
/// A statement that says how to write a side network down. A class of this assembly that derives from it and has a parameterless
/// constructor is a construction of the product: it is a `-Method`, and the common property tests check it.
/// </summary>
public abstract class Construction
{
    /// <summary>The name that `-Method` takes.</summary>
    public string Name => GetType().Name;

    /// <summary>Paper and number of the statement.</summary>
    public abstract string Source { get; }

    /// <summary>Layers of the network, the linear last one included.</summary>
    public abstract int Layers { get; }

    /// <summary>Hidden neurons, as a formula in the papers' letters.</summary>
    public abstract string Formula { get; }

    /// <summary>What must hold for the construction to apply, in the same letters; `none` where it always does.</summary>
    public virtual string Conditions => "none";

    /// <summary>The broken condition with its numbers put in; null where the construction applies.</summary>
    public virtual string? Refusal(Problem problem) => null;

    /// <summary>Whether degenerate data may cost more neurons than <see cref="Neurons"/> says.</summary>
    public virtual bool Regroups => false;

    /// <summary>The largest <see cref="Problem.Ease"/> that makes a difference.</summary>
    public virtual int MostEase => 0;

    /// <summary>Whether g is zero to the last bit at every untouched sample, in any arithmetic.</summary>
    public virtual bool LeavesUntouchedExact => false;

    /// <summary>Hidden neurons for the problem at hand: <see cref="Formula"/> with its numbers put in. Known before anything is built.</summary>
    public abstract int Neurons(Problem problem);

    /// <summary>The exact network: g(x_i) = z_i on every sample.</summary>
    /// <exception cref="FtcException">FTC0031: a condition does not hold; FTC0032: no direction separates the samples.</exception>
    public Network Build(Problem problem, CancellationToken cancellation = default)
    {
        if (Refusal(problem) is { } reason) throw new FtcException(Codes.Condition, $"{Name}: {reason}.");
        cancellation.ThrowIfCancellationRequested();
        var origin = new NetworkOrigin
        {
            Method = Name,
            Source = Source,
            K = problem.Dataset.K,
            N = problem.Dataset.N,
            Seed = problem.Seed,
            Maker = NetworkOrigin.ThisMaker,
        };
        return new Network(Create(problem, cancellation).Layers, origin, problem.Dataset);
    }

    protected abstract Network Create(Problem problem, CancellationToken cancellation);
}
