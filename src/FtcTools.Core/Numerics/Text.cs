using System.Globalization;

namespace FtcTools.Numerics;

/// <summary>Numbers as text: invariant, shortest form that reads back the same.</summary>
public static class Text
{
    public static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
