using FtcTools.Networks;
using FtcTools.Patching;
using FtcTools.Shipping;
using FtcTools.Verification;

namespace FtcTools.Experiments;

/// <summary>The model with the patch in its graph, as a file, and what became of it in ONNX Runtime.</summary>
/// <param name="File">The full path.</param>
/// <param name="ModelBytes">The size of the model's own file.</param>
/// <param name="Bytes">The size of this one.</param>
public sealed record PatchedFile(string File, long ModelBytes, long Bytes, PatchTrial Trial)
{
    /// <summary>Proves, writes and tries the patched model.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0043, FTC0055, FTC0056: it is not proven; FTC0020: it cannot be written; FTC0044: ONNX Runtime does not start.</exception>
    internal static PatchedFile Write(string path, Network network, Cell cell, CellData data, CancellationToken cancellation)
    {
        // A model stays in its own arithmetic.
        var (point, dataset) = (data.Point!, data.Dataset);
        var terms = new ShippingTerms { Precision = PatchedModel.PrecisionOf(point), Tolerance = cell.Tolerance };
        PatchedModel.Write(path, point, network, terms, dataset, cancellation: cancellation);
        var allowed = (cell.Tolerance ?? Verifier.DefaultTolerance(terms.Precision)) * dataset.MaxResidual.ToDouble();
        return new(path, new FileInfo(point.Model.File).Length, new FileInfo(path).Length, PatchTrial.Run(point, path, dataset, data.Inputs, allowed, cancellation));
    }
}
