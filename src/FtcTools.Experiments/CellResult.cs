using FtcTools.Diagnostics;
using FtcTools.Networks;

namespace FtcTools.Experiments;

/// <summary>What became of one cell: from a run, or from the folder of an earlier one.</summary>
public sealed record CellResult : CellFindings
{
    private readonly Network? _network;

    public CellResult()
    {
    }

    internal CellResult(CellFindings findings)
        : base(findings)
    {
    }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The cell's name.</summary>
    public required string Name { get; init; }

    /// <summary>The cell's place in the grid, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The cell's values of the keys that hold lists, by path.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>
    /// Null where no construction served. Of an earlier run it is read from <see cref="NetworkFile"/> when it is asked for, and is tied to
    /// no samples.
    /// </summary>
    /// <exception cref="FtcException">FTC0010, FTC0021: the file is gone or broken.</exception>
    public Network? Network
    {
        get => _network ?? (NetworkFile is null ? null : Networks.NetworkFile.Read(NetworkFile));
        init => _network = value;
    }

    /// <summary>Why there is no result, and expectations that are broken; each with its place in the experiment file.</summary>
    public IReadOnlyList<FtcException> Diagnostics { get; init; } = [];

    /// <summary>Whether there is a result and every expectation holds.</summary>
    public bool Succeeded => Diagnostics.Count == 0;

    /// <summary>The same without the network itself, which may be large and is read again when it is asked for.</summary>
    internal CellResult Light => NetworkFile is null ? this : this with { Network = null };
}
