using FtcTools.Data;
using FtcTools.Networks;

namespace FtcTools.Verification;

/// <summary>Decides whether a network gives z on all K samples.</summary>
public static class Verifier
{
    /// <summary>Default tolerance, relative to max |z|: 0 exact, 1e-6 for Float64, 1e-3 for Float32.</summary>
    public static double DefaultTolerance(Arithmetic arithmetic) => arithmetic switch
    {
        Arithmetic.Exact => 0,
        Arithmetic.Float64 => 1e-6,
        _ => 1e-3,
    };

    /// <summary>Verifies <paramref name="network"/> on <paramref name="dataset"/>.</summary>
    /// <param name="tolerance">Relative to max |z|; null for the default. Not used by <see cref="Arithmetic.Exact"/>.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="Diagnostics.FtcException">FTC0033: network and dataset do not fit; FTC0034: a negative or NaN tolerance.</exception>
    public static Report Verify(
        Network network, Dataset dataset, Arithmetic arithmetic, double? tolerance = null, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        throw new NotImplementedException();
}
