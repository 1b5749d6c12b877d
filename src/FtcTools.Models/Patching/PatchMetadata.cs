using System.Globalization;
using System.Text.Json;
using FtcTools.Networks;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;

namespace FtcTools.Patching;

/// <summary>What the metadata of an ONNX file say of the patch in it.</summary>
internal static class PatchMetadata
{
    /// <summary>Writes the entries that begin with `ftc.`, in place of those that were there.</summary>
    /// <param name="modelHash">SHA-256 of the model's own file; null for a side network alone.</param>
    /// <param name="probabilities">What became of probabilities that are edited; null where nothing did.</param>
    public static void Write(Model model, Shipment shipment, string? modelHash, string? probabilities = null)
    {
        var (network, dataset) = (shipment.Network, shipment.Dataset);
        var entries = new (string Key, string? Value)[]
        {
            ("ftc.method", network.Origin.Method),
            ("ftc.source", network.Origin.Source),
            ("ftc.N", Number(dataset?.N ?? network.Origin.N)),
            ("ftc.K", Number(dataset?.K ?? network.Origin.K)),
            ("ftc.neurons", Number(network.Neurons)),
            ("ftc.precision", shipment.Terms.Precision.ToString()),
            ("ftc.proof", shipment.IsProven ? "every order of summation" : "none"),
            ("ftc.regions", shipment.Regions.Count == 0 ? null
                : string.Join("; ", shipment.Regions.Select(report => $"{report.Region}: {report.Requirement}"))),
            ("ftc.radius", shipment.Report?.Radius?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.reach", shipment.Report?.Radii is null ? null : network.Origin.Reach?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.radii", shipment.Report?.Radii is { } radii
                ? string.Join(',', dataset!.T.Select(sample => radii[sample - 1].ToString("R", CultureInfo.InvariantCulture))) : null),
            ("ftc.radius.class", shipment.Report?.ArgmaxRadius?.ToString("R", CultureInfo.InvariantCulture)),
            ("ftc.norm", shipment.Report?.Norm?.ToString()),
            ("ftc.until", network.Origin.Until?.ToString("O", CultureInfo.InvariantCulture)),
            ("ftc.classes", dataset?.ClassNames is { } names ? JsonSerializer.Serialize(names) : null),
            ("ftc.units", shipment.Terms.TouchedOutput is null || dataset is null ? null
                : string.Join(';', UnitEdits.Of(network, dataset).Select(edits => string.Join(' ', edits)))),
            ("ftc.data.sha256", shipment.DataHash),
            ("ftc.model.sha256", modelHash),
            ("ftc.probabilities", probabilities),
            ("ftc.maker", network.Origin.Maker),
        };
        foreach (var (key, value) in entries)
        {
            foreach (var old in model.MetadataProps.Where(property => property.Key == key).ToList()) model.MetadataProps.Remove(old);
            if (value is not null) model.MetadataProps.Add(new Property { Key = key, Value = value });
        }

        static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);
    }
}
