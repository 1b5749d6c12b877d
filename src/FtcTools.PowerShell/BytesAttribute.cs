using System.Globalization;
using System.Management.Automation;

namespace FtcTools.PowerShell;

/// <summary>
/// An amount of memory: a number of bytes, such as PowerShell's own 1GB, or the same in a text, with KB, MB, GB or TB of 1024 each.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BytesAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is string text) return Data.ByteCount.TryParse(text, out var bytes) ? bytes : throw Wrong();
        if (value is null) throw Wrong();
        try
        {
            return Convert.ToInt64(value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
        {
            throw Wrong();
        }

        ArgumentTransformationMetadataException Wrong() => new($"'{value}' is no amount of memory: write bytes, or 512MB or 1.5GB.");
    }
}
