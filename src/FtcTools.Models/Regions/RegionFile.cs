using FtcTools.Data.Regions;
using FtcTools.Diagnostics;

namespace FtcTools.Models.Regions;

/// <summary>Files of regions, by their ending.</summary>
public static class RegionFile
{
    /// <summary>Reads a VNN-LIB file (.vnnlib) or a CSV file of boxes (.csv).</summary>
    /// <exception cref="FtcException">
    /// FTC0034: another ending; and those of <see cref="VnnLibFile.Read"/> and <see cref="RegionCsv.Read"/>.
    /// </exception>
    public static IReadOnlyList<Region> Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".vnnlib" => VnnLibFile.Read(path),
        ".csv" => RegionCsv.Read(path),
        _ => throw new FtcException(Codes.Argument,
            $"'{path}' is neither .vnnlib nor .csv; valid are VNN-LIB files and CSV files of boxes.", path),
    };
}
