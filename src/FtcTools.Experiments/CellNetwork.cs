using FtcTools.Constructions;
using FtcTools.CrossValidation;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;

namespace FtcTools.Experiments;

/// <summary>The side network of a cell: for its samples, for its rules, or for both.</summary>
/// <param name="Attempts">Constructions that were considered for the samples.</param>
/// <param name="Curve">How its reach was chosen; none where it was not.</param>
internal sealed record CellNetwork(Network Network, IReadOnlyList<Attempt> Attempts, IReadOnlyList<ReachPoint> Curve)
{
    /// <summary>Builds it. Samples are mended first; the rules are then those of the model with that network.</summary>
    /// <exception cref="Diagnostics.FtcException">
    /// As <see cref="Constructions.Design.Build(Data.Dataset, DesignOptions, IProgress{string}?, CancellationToken)"/> and <see
    /// cref="RegionPatch.Build"/>.
    /// </exception>
    public static CellNetwork Build(Cell cell, CellData data, DesignOptions options, Action<string> say, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        var built = BuildAnew(cell, data, options, say, progress, cancellation);
        return cell.Until is { } day ? built with { Network = built.Network.Expiring(day) } : built;
    }

    private static CellNetwork BuildAnew(Cell cell, CellData data, DesignOptions options, Action<string> say, IProgress<string>? progress,
        CancellationToken cancellation)
    {
        if (data.Rules.Count == 0) return Of(data.Build(cell, options, progress, cancellation));
        var model = data.RuledModel!;
        Region[] regions = [.. data.Rules.Select(rule => rule.Region)];
        RegionPatch.Check(model, regions, cell.RegionOptions, data.Samples);
        var beside = data.Samples is null ? null
            : Of(data.Build(cell, options with { Precision = model.Arithmetic }, progress, cancellation));
        say("bisecting regions");
        return new(RegionPatch.Build(model, regions, cell.RegionOptions, beside?.Network, null, cancellation), beside?.Attempts ?? [],
            beside?.Curve ?? []);
    }

    /// <summary>Builds it for samples alone, without a reach to choose.</summary>
    public static CellNetwork Of(DesignResult built) => new(built.Network, built.Attempts, []);

    private static CellNetwork Of(ReachResult built) => new(built.Design.Network, built.Design.Attempts, built.Curve);
}
