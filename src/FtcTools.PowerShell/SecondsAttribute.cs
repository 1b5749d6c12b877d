using System.Globalization;
using System.Management.Automation;

namespace FtcTools.PowerShell;

/// <summary>A number given for a time is seconds; the engine would take it for ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return TimeOf(value) is { } time && time >= TimeSpan.Zero ? time : throw new ArgumentTransformationMetadataException(
            $"'{value}' is not a time: write seconds, such as 30, or hours:minutes:seconds, such as 00:05:00.");
    }

    private static TimeSpan? TimeOf(object? value)
    {
        if (value is null or TimeSpan) return (TimeSpan?)value;
        if (value is string text && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var parsed)
            && text.Contains(':', StringComparison.Ordinal)) return parsed;
        try
        {
            return TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
