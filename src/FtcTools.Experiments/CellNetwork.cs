using FtcTools.Constructions;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;

namespace FtcTools.Experiments;

/// <summary>The side network of a cell: for its samples, for its rules, or for both.</summary>
/// <param name="Attempts">Constructions that were considered for the samples.</param>
internal sealed record CellNetwork(Network Network, IReadOnlyList<Attempt> Attempts)
{
    /// <summary>Builds it. Samples are mended first; the rules are then those of the model with that network.</summary>
    /// <exception cref="Diagnostics.FtcException">As <see cref="Constructions.Design.Build"/> and <see cref="RegionPatch.Build"/>.</exception>
    public static CellNetwork Build(Cell cell, CellData data, DesignOptions options, Action<string> say, IProgress<string>? progress, CancellationToken cancellation)
    {
        if (data.Rules.Count == 0) return Of(Design.Build(data.Dataset, data.Design(options), progress, cancellation));
        var model = data.RuledModel!;
        Region[] regions = [.. data.Rules.Select(rule => rule.Region)];
        RegionPatch.Check(model, regions, cell.RegionOptions, data.Samples);
        var beside = data.Samples is null ? null : Of(Design.Build(data.Samples, data.Design(options with { Precision = model.Arithmetic }), progress, cancellation));
        say("bisecting regions");
        return new(RegionPatch.Build(model, regions, cell.RegionOptions, beside?.Network, null, cancellation), beside?.Attempts ?? []);
    }

    private static CellNetwork Of(DesignResult design) => new(design.Network, design.Attempts);
}
