using FtcTools.Constructions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Shipping;

namespace FtcTools.Experiments;

/// <summary>
/// An experiment file that says which one network ships: built, proven in <c>network.precision</c> and, where the file does not say otherwise,
/// zero to the last bit at the samples that are not edited.
/// </summary>
public static class Patch
{
    /// <summary>Builds and proves the network of an experiment.</summary>
    /// <exception cref="FtcException">
    /// With its place in the file: FTC0058 it makes several networks; FTC0004 the precision is exact; FTC0007 an expectation is broken; FTC0030,
    /// FTC0031, FTC0036 nothing can be built; FTC0055, FTC0056 it is not proven. FTC0010 to FTC0019, FTC0022: the samples are at fault.
    /// </exception>
    public static Shipment Build(Experiment experiment, CancellationToken cancellation = default)
    {
        var cell = experiment.OnlyCell();
        var options = cell.PatchOptions;
        var data = cell.ReadData(null, cancellation);
        try
        {
            var network = Design.Build(data.Dataset, data.Design(options), null, cancellation).Network;
            var shipment = Shipment.Of(
                network, new ShippingTerms { Precision = options.Precision, Tolerance = cell.Tolerance, Untouched = options.Untouched }, data.Dataset, data.Classifier(options.Precision), null, cancellation);
            foreach (var arithmetic in experiment.Arithmetics)
            {
                var report = arithmetic == options.Precision
                    ? shipment.Report!
                    : data.Verify(network, arithmetic, arithmetic == Arithmetic.Exact ? null : cell.Tolerance, cancellation);
                if (experiment.Expectations.Select(expectation => expectation.Check(cell.Name, report)).FirstOrDefault(broken => broken is not null) is { } complaint) throw complaint;
            }
            return shipment;
        }
        catch (FtcException e)
        {
            throw cell.Located(e);
        }
    }
}
