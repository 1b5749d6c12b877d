using System.Diagnostics;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.Constructions;

/// <summary>What to build.</summary>
public sealed record DesignOptions
{
    /// <summary>Numbers of layers allowed.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [2, 3];

    /// <summary>A construction's name, or `Auto`: the fewest neurons that verify in <see cref="Precision"/>.</summary>
    public string Method { get; init; } = Design.Auto;

    /// <summary>The arithmetic in which `Auto` must verify.</summary>
    public Arithmetic Precision { get; init; } = Arithmetic.Float64;

    /// <summary>`Auto` starts no further construction after this.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of random directions.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>One construction that was considered, and what became of it.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Layers">Of its networks.</param>
/// <param name="Neurons">For the samples at hand; null where it does not apply.</param>
/// <param name="Outcome">Chosen, or why not.</param>
public sealed record Attempt(string Method, int Layers, int? Neurons, string Outcome);

/// <summary>A network and how it was chosen.</summary>
public sealed record DesignResult(Network Network, IReadOnlyList<Attempt> Attempts);

/// <summary>Chooses a construction and builds it.</summary>
public static class Design
{
    public const string Auto = "Auto";

    /// <summary>Builds a side network for a dataset.</summary>
    /// <param name="progress">Gets the name of each construction that is tried.</param>
    /// <exception cref="FtcException">
    /// FTC0030 unknown method; FTC0031 its condition does not hold, or its number of layers is not among those allowed; FTC0036 nothing verifies.
    /// </exception>
    public static DesignResult Build(Dataset dataset, DesignOptions options, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var problem = new Problem(dataset, options.Seed);
        if (options.Method.Equals(Auto, StringComparison.OrdinalIgnoreCase)) return Fewest(problem, options, progress, cancellation);

        var construction = Catalogue.Find(options.Method);
        if (!options.Layers.Contains(construction.Layers))
        {
            throw new FtcException(Codes.Condition,
                $"{construction.Name} builds {construction.Layers} layers; the layers asked for are {string.Join(", ", options.Layers)}.");
        }
        progress?.Report(construction.Name);
        var network = construction.Build(problem, cancellation);
        return new(network, [new(construction.Name, construction.Layers, network.Neurons, "chosen by name")]);
    }

    private static DesignResult Fewest(Problem problem, DesignOptions options, IProgress<string>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var attempts = new List<Attempt>();
        var candidates = new List<(Construction Construction, int Neurons)>();
        foreach (var construction in Catalogue.All.Where(c => options.Layers.Contains(c.Layers)))
        {
            if (construction.Refusal(problem) is { } reason) attempts.Add(new(construction.Name, construction.Layers, null, reason));
            else candidates.Add((construction, construction.Neurons(problem)));
        }
        Network? chosen = null;
        foreach (var (construction, neurons) in candidates.OrderBy(c => c.Neurons))
        {
            attempts.Add(new(construction.Name, construction.Layers, neurons, chosen is not null ? "more neurons" : Try(construction)));
        }
        return chosen is not null
            ? new(chosen, attempts)
            : throw new FtcException(Codes.NothingVerifies, attempts.Count == 0
                ? $"no construction builds {string.Join(", ", options.Layers)} layers; valid are {string.Join(", ", Catalogue.All.Select(c => c.Layers).Distinct())}."
                : $"no construction verifies in {options.Precision}: {string.Join("; ", attempts.Select(a => $"{a.Method} ({a.Outcome})"))}. Try -Precision Exact, or another -Seed.");

        string Try(Construction construction)
        {
            if (clock.Elapsed > options.TimeLimit) return "the time limit was reached";
            progress?.Report(construction.Name);
            var network = construction.Build(problem, cancellation);
            var report = Verifier.Verify(network, problem.Dataset, options.Precision, null, null, cancellation);
            if (!report.Passed) return $"{report.Mismatches} of {report.K} samples are not proven in {options.Precision}";
            chosen = network;
            return "chosen: fewest neurons that verify";
        }
    }
}
