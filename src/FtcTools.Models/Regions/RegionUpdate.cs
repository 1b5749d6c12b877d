using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;

namespace FtcTools.Models.Regions;

/// <summary>
/// Adds edits of samples to a network that was built for regions, or withdraws them: its units for regions stay as they are where they are
/// proven anew beside what the samples now need, and are else built anew.
/// </summary>
public static class RegionUpdate
{
    /// <summary>The network for the same regions and other samples.</summary>
    /// <param name="options">How to build what is missing for the samples.</param>
    /// <exception cref="FtcException">
    /// FTC0034: it is not known which part of the network is for what; FTC0082: a sample contradicts a region; or as
    /// <see cref="RegionPatch.Build"/> and <see cref="NetworkUpdate.Apply"/>.
    /// </exception>
    public static Network Apply(Network network, FrozenModel model, Dataset dataset, DesignOptions options,
        IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        if (network.Parts is not { } parts)
            throw new FtcException(Codes.Argument,
                "the network was read from a file, and which of its units are for regions is not known: build it anew with New-FtcNetwork -Region and -Dataset.");
        network.MustFit(dataset);
        RegionSamples.MustAgree([.. network.Regions.Select(plan => plan.Region)], dataset, model.Outputs);
        options = options with { Untouched = Untouched.Exact, Precision = model.Arithmetic };
        var samples = parts.OfSamples is null ? Design.Build(dataset, options, progress, cancellation).Network
            : NetworkUpdate.Apply(parts.OfSamples, dataset, options, progress, cancellation);
        RegionSamples.MustFit(model, samples);
        progress?.Report("the regions");
        var sum = RegionPatch.Beside(model, samples, parts.OfRegions, cancellation);
        if (new[] { Arithmetic.Exact, model.Arithmetic }.All(arithmetic => sum.Regions.All(plan => Holds(plan.Region, arithmetic))))
            return sum;
        var again = new RegionOptions { Form = network.Origin.Method == RegionPatch.WholeMethod ? RegionForm.Whole : RegionForm.Surgical,
            TimeLimit = options.TimeLimit, Seed = options.Seed };
        return RegionPatch.Build(model, [.. network.Regions.Select(plan => plan.Region)], again, samples, cancellation: cancellation);

        bool Holds(Region region, Arithmetic arithmetic) =>
            RegionVerifier.Verify(model, sum, region, arithmetic, new() { TimeLimit = options.TimeLimit / 4 },
                cancellation: cancellation).Passed;
    }
}
