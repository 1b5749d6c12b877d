using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Models.Regions;

/// <summary>How far inputs range: it closes the open ends of regions. What is required is then proven within it.</summary>
/// <param name="Source">Where it comes from, for messages.</param>
/// <param name="Low">d lower ends; negative infinity where there is none.</param>
/// <param name="High">d upper ends; infinity where there is none.</param>
public sealed record RegionRange(string Source, IReadOnlyList<double> Low, IReadOnlyList<double> High)
{
    /// <summary>That of samples.</summary>
    public static RegionRange Of(Dataset data)
    {
        var (low, high) = (data.Row(0).ToArray(), data.Row(0).ToArray());
        for (var i = 1; i < data.K; i++)
        {
            var row = data.Row(i);
            for (var j = 0; j < low.Length; j++) (low[j], high[j]) = (Math.Min(low[j], row[j]), Math.Max(high[j], row[j]));
        }
        return new(data.Name, low, high);
    }

    /// <summary>The region with ends from samples where it has none.</summary>
    /// <param name="data">Null for none.</param>
    /// <exception cref="FtcException">As <see cref="Close"/>.</exception>
    public static Region Closed(Region region, Dataset? data) => region.IsBounded || data is null ? region : Of(data).Close(region);

    /// <summary>The region with ends from here where it has none.</summary>
    /// <exception cref="FtcException">FTC0033: it has other inputs; FTC0080: nothing is left.</exception>
    public Region Close(Region region)
    {
        if (region.Inputs != Low.Count)
            throw region.Fail(Codes.ShapeMismatch, $"{region.Name} is about {region.Inputs} inputs; {Source} has {Low.Count} features");
        var (low, high) = (region.Low.ToArray(), region.High.ToArray());
        for (var j = 0; j < low.Length; j++)
        {
            if (double.IsNegativeInfinity(low[j])) low[j] = Low[j];
            if (double.IsPositiveInfinity(high[j])) high[j] = High[j];
            if (low[j] <= high[j]) continue;
            throw region.Fail(Codes.Region,
                $"{region.Name} lets input {j} range from {Text.Of(region.Low[j])} to {Text.Of(region.High[j])}, and its open end is closed by {Source}, which ranges from {Text.Of(Low[j])} to {Text.Of(High[j])}: nothing is left; give both ends");
        }
        return region.Within(low, high);
    }
}
