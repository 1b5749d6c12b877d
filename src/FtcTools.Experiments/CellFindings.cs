using System.Text.Json.Serialization;
using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Training;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>What a region requires.</summary>
/// <param name="Region">Its name.</param>
/// <param name="Words">A sentence for people.</param>
public sealed record RegionRule(string Region, string Words);

/// <summary>What was found in one cell: the part of its result that is kept on disk as it is.</summary>
public abstract record CellFindings
{
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

    /// <summary>The seconds of building or training, without verification.</summary>
    public double BuildSeconds { get; init; }

    /// <summary>The network's file; null where none was written.</summary>
    public string? NetworkFile { get; init; }

    /// <summary>What a report shows beside these numbers, as a file; null where none was written.</summary>
    public string? DetailsFile { get; init; }

    /// <summary>The model with this patch in its graph; null where it is not asked for.</summary>
    public PatchedFile? Patched { get; init; }

    /// <summary>FtcTools version, runtime and machine architecture that made it.</summary>
    [JsonRequired]
    public string Maker { get; init; } = NetworkOrigin.ThisMaker;
}
