using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>What became of one cell.</summary>
public sealed record CellResult
{
    public required Experiment Experiment { get; init; }

    public required Cell Cell { get; init; }

    /// <summary>The cell's name.</summary>
    public string Name => Cell.Name;

    /// <summary>The cell's values of the keys that hold lists, by path.</summary>
    public IReadOnlyDictionary<string, object> Parameters => Cell.Parameters;

    /// <summary>Null where no construction served.</summary>
    public Network? Network { get; init; }

    /// <summary>One for each arithmetic; none without a network.</summary>
    public IReadOnlyList<Report> Reports { get; init; } = [];

    /// <summary>Constructions that were considered.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Why there is no network, and expectations that are broken; each with its place in the experiment file.</summary>
    public IReadOnlyList<FtcException> Diagnostics { get; init; } = [];

    /// <summary>Of building, without verification.</summary>
    public double BuildSeconds { get; init; }

    /// <summary>The network's file; null where none was written.</summary>
    public string? NetworkFile { get; init; }

    /// <summary>Whether there is a network and every expectation holds.</summary>
    public bool Succeeded => Diagnostics.Count == 0;
}
