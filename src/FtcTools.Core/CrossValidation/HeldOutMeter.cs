using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.CrossValidation;

/// <summary>Measures what a network does to samples that it was not built for.</summary>
public static class HeldOutMeter
{
    /// <param name="known">
    /// The samples that it was built for; null where a network was read from a file and they are not at hand: edits are then not counted,
    /// and those that the network touches are near one.
    /// </param>
    /// <exception cref="FtcException">FTC0033: network, known samples and held-out ones do not fit each other.</exception>
    public static HeldOutMeasurement Measure(Network network, Dataset? known, Dataset heldOut, CancellationToken cancellation = default)
    {
        network.MustFit(heldOut);
        if (known is not null)
        {
            network.MustFit(known);
            MustMatch(known, heldOut);
        }
        var tally = new HeldOutTally(heldOut, network.Origin.Norm ?? Norm.Infinity);
        tally.Add(new Patched(network, Patched.PrecisionOf(network, heldOut)), known, null, [.. Enumerable.Range(0, heldOut.K)], null,
            cancellation);
        return (tally.Measurement() with { At = network.Origin.At, IsReachChosen = network.Origin.ReachCurve is not null }).Advised();
    }

    // Classes are compared by their numbers, so both must mean the same by them.
    private static void MustMatch(Dataset known, Dataset heldOut)
    {
        if (known.Classes is null != heldOut.Classes is null)
            throw new FtcException(Codes.ShapeMismatch,
                $"one of {known.Name} and {heldOut.Name}, which is held out, has classes and the other has not; valid are held-out samples that are read as those of the network were.");
        if (known.Classes is not null && !(known.ClassNames ?? []).SequenceEqual(heldOut.ClassNames ?? []))
        {
            throw new FtcException(Codes.ShapeMismatch,
                $"{heldOut.Name}, which is held out, has the classes {Dataset.Listed(heldOut.ClassNames)}, {known.Name} has {Dataset.Listed(known.ClassNames)}; both have the same in the same order (Import-FtcDataset -Classes states it).");
        }
    }
}
