using FtcTools.Networks;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>The model with the patch in its graph, as a file, and what became of it in ONNX Runtime.</summary>
/// <param name="File">The full path.</param>
/// <param name="ModelBytes">The size of the model's own file.</param>
/// <param name="Bytes">The size of this one.</param>
/// <param name="Trial">The trial on the samples; null where there are none.</param>
/// <param name="Regions">
/// In and around regions; null where there are none, or their requirements are not seen in what the model puts out.
/// </param>
public sealed record PatchedFile(string File, long ModelBytes, long Bytes, PatchTrial? Trial, RegionTrial? Regions = null)
{
    /// <summary>Proves, writes and tries the patched model.</summary>
    /// <exception cref="Diagnostics.FtcException">
    /// FTC0043, FTC0055, FTC0056: it is not proven; FTC0020: it cannot be written; FTC0044: ONNX Runtime does not start.
    /// </exception>
    internal static PatchedFile Write(string path, Network network, Cell cell, CellData data, CancellationToken cancellation)
    {
        // A model stays in its own arithmetic.
        var point = data.Point!;
        var terms = new ShippingTerms { Precision = PatchedModel.PrecisionOf(point), Tolerance = cell.Tolerance };
        if (data.RuledModel is { } ruled) OnnxExport.WritePatched(path, ruled, network, terms, data.Samples, cancellation: cancellation);
        else PatchedModel.Write(path, point, network, terms, data.Dataset, cancellation: cancellation);
        return new(path, new FileInfo(point.Model.File).Length, new FileInfo(path).Length, OnSamples(), OnRegions());

        PatchTrial? OnSamples()
        {
            if (data.Samples is not { } samples) return null;
            var allowed = Verifier.Allowed(samples, terms.Precision, cell.Tolerance);
            return PatchTrial.Run(point, path, samples, data.Inputs, allowed, network.Regions, cancellation);
        }

        RegionTrial? OnRegions() =>
            data.RuledModel is null ? null : RegionTrial.Run(data.RuledModel, path, network, cell.RegionOptions.Seed, cancellation);
    }
}
