using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>A format of network files.</summary>
internal enum NetworkFormat
{
    /// <summary>Exact: ftc-network/1.</summary>
    Json,

    /// <summary>A C# class.</summary>
    CSharp,

    /// <summary>An ONNX model.</summary>
    Onnx,
}

/// <summary>The format of a network file, known by its ending.</summary>
internal static class NetworkFormats
{
    private static readonly Dictionary<string, NetworkFormat> s_endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".json"] = NetworkFormat.Json,
        [".cs"] = NetworkFormat.CSharp,
        [".onnx"] = NetworkFormat.Onnx,
    };

    public static string EndingOf(NetworkFormat format) => s_endings.First(pair => pair.Value == format).Key;

    /// <summary>The format of a file, among those that are valid where it is asked for.</summary>
    public static NetworkFormat Of(string file, params NetworkFormat[] valid)
    {
        var ending = System.IO.Path.GetExtension(file);
        if (s_endings.TryGetValue(ending, out var format) && valid.Contains(format)) return format;
        var endings = s_endings.Where(pair => valid.Contains(pair.Value)).Select(pair => pair.Key);
        throw new FtcException(Codes.Argument,
            $"'{file}' ends in '{ending}'; the ending tells the format, and valid is {string.Join(" or ", endings)}.", file);
    }
}
