using System.Globalization;

namespace FtcTools.Data;

/// <summary>Amounts of memory as people write them: `512MB`, `1.5 GB`, or bytes; of 1024 each, as PowerShell has them.</summary>
public static class ByteCount
{
    private static readonly string[] s_units = ["KB", "MB", "GB", "TB"];

    public static bool TryParse(string text, out long bytes)
    {
        text = text.Trim();
        var unit = Array.FindIndex(s_units, end => text.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        var number = unit < 0 ? text : text[..^2];
        bytes = 0;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
            out var value)) return false;
        var all = value * Math.Pow(1024, unit + 1);
        if (!(all < long.MaxValue)) return false;
        bytes = (long)all;
        return true;
    }
}
