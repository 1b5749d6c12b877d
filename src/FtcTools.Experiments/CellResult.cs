using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Diagnostics;
using FtcTools.Training;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>What a region requires.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Words">A sentence for people.</param>
public sealed record RegionRule(string Region, string Words);

/// <summary>What became of one cell: from a run, or from the folder of an earlier one.</summary>
public sealed record CellResult
{
    private readonly Network? _network;

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

    /// <summary>How the network came about; null without one.</summary>
    public NetworkOrigin? Origin { get; init; }

    /// <summary>One for each arithmetic; none without a network that was built.</summary>
    public IReadOnlyList<Report> Reports { get; init; } = [];

    /// <summary>One for each region and arithmetic; none without regions.</summary>
    public IReadOnlyList<RegionReport> Regions { get; init; } = [];

    /// <summary>What each region requires, in words, by its name.</summary>
    public IReadOnlyList<RegionRule> Rules { get; init; } = [];

    /// <summary>Constructions that were considered.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>What it does to samples held out, and to the first of those that it touches one by one; null where none were.</summary>
    public HeldOutMeasurement? HeldOut { get; init; }

    /// <summary>How its reach was chosen; none where it was not.</summary>
    public IReadOnlyList<ReachPoint> ReachCurve { get; init; } = [];

    /// <summary>What training gave; null where the network was built.</summary>
    public TrainingReport? Training { get; init; }

    /// <summary>Why there is no result, and expectations that are broken; each with its place in the experiment file.</summary>
    public IReadOnlyList<FtcException> Diagnostics { get; init; } = [];

    /// <summary>The seconds of building or training, without verification.</summary>
    public double BuildSeconds { get; init; }

    /// <summary>The network's file; null where none was written.</summary>
    public string? NetworkFile { get; init; }

    /// <summary>What a report shows beside these numbers, as a file; null where none was written.</summary>
    public string? DetailsFile { get; init; }

    /// <summary>The model with this patch in its graph; null where it is not asked for.</summary>
    public PatchedFile? Patched { get; init; }

    /// <summary>FtcTools version, runtime and machine architecture that made it.</summary>
    public string Maker { get; init; } = NetworkOrigin.ThisMaker;

    /// <summary>Whether there is a result and every expectation holds.</summary>
    public bool Succeeded => Diagnostics.Count == 0;

    /// <summary>The same without the network itself, which may be large and is read again when it is asked for.</summary>
    internal CellResult Light => NetworkFile is null ? this : this with { Network = null };
}
