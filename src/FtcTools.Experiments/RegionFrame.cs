using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Schema;
using FtcTools.Models.Regions;
using FtcTools.Onnx;

namespace FtcTools.Experiments;

/// <summary>What the regions of an experiment have in common: names, and how far inputs range.</summary>
/// <param name="Inputs">Names of the inputs; null for none.</param>
/// <param name="Classes">Words for classes; null for none.</param>
internal sealed record RegionFrame(IReadOnlyList<string>? Inputs, IReadOnlyList<string>? Classes, RegionRange? Domain, Dataset? Data)
{
    /// <exception cref="FtcException">FTC0033: a list that does not fit the model.</exception>
    public static RegionFrame Of(Settings settings, FrozenModel model, Dataset? data)
    {
        var (low, high) = (List("domain.low", model.Inputs, "inputs"), List("domain.high", model.Inputs, "inputs"));
        return new(
            Words("inputs", model.Inputs, "inputs") ?? data?.FeatureNames,
            Words("classes", model.Outputs, "outputs") ?? (data?.Classes is null ? null : data.ClassNames),
            low is null && high is null ? null
                : new("'domain'", Ends(low, double.NegativeInfinity), Ends(high, double.PositiveInfinity)), data);

        IReadOnlyList<string>? Words(string path, int count, string of) =>
            List(path, count, of)?.Select(setting => (string)setting.Value).ToList();

        IReadOnlyList<double> Ends(IReadOnlyList<Setting>? ends, double open) =>
            [.. Enumerable.Range(0, model.Inputs).Select(j => ends is null ? open : (double)ends[j].Value)];

        IReadOnlyList<Setting>? List(string path, int count, string of) =>
            settings[path] is not { } values ? null : values.Count == count ? values
            : throw values[0].Place.Fail(Codes.ShapeMismatch,
                $"'{path}' has {values.Count} values; '{Path.GetFileName(model.File)}' has {count} {of}, each with one.");
    }

    /// <summary>The region with ends where it has none.</summary>
    public Region Close(Region region) => RegionRange.Closed(Domain?.Close(region) ?? region, Data);
}
