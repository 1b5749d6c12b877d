using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>The format of a network file, known by its ending.</summary>
internal static class NetworkFormats
{
    public static void Check(string file)
    {
        var ending = System.IO.Path.GetExtension(file);
        if (!ending.Equals(".json", StringComparison.OrdinalIgnoreCase))
            throw new FtcException(Codes.Argument, $"'{file}' ends in '{ending}'; the ending tells the format, and valid is .json.", file);
    }
}
