using System.Collections;
using System.Globalization;
using System.Management.Automation;
using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>
/// Numbers out of pipeline objects by the names of their properties; ranges such as `x0..x63` are written out at the first object.
/// </summary>
internal sealed class ObjectColumns(IReadOnlyList<string> wanted)
{
    private string[]? _names;

    public double[] Read(PSObject row, int sample)
    {
        _names ??= [.. Resolve(row, sample)];
        return Array.ConvertAll(_names, name => Number(Value(row, sample, name), $"sample {sample}, property '{name}'"));
    }

    // A range may be longer than any object has properties: the first name that is missing ends it.
    private IEnumerable<string> Resolve(PSObject row, int sample)
    {
        foreach (var name in wanted.SelectMany(ColumnRange.Expand))
        {
            Value(row, sample, name);
            yield return name;
        }
    }

    /// <summary>One number, or several in an array.</summary>
    public static double[] Numbers(object value, int sample)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (bare is PSCustomObject or IDictionary)
            throw new FtcException(Codes.NotANumber,
                $"sample {sample} is an object; name its properties that are features with -Feature, such as x0..x63.");
        return bare is IEnumerable and not string
            ? [.. ((IEnumerable)bare).Cast<object?>().Select(entry => Number(entry, $"sample {sample}"))]
            : [Number(bare, $"sample {sample}")];
    }

    private static object? Value(PSObject row, int sample, string name)
    {
        if (row.BaseObject is IDictionary table && table.Contains(name)) return table[name];
        if (row.Properties[name] is { } property) return property.Value;
        var names = row.BaseObject is IDictionary keys ? [.. keys.Keys.Cast<object>().Select(key => key.ToString()!)]
            : row.Properties.Select(p => p.Name).ToArray();
        throw new FtcException(Codes.MissingColumn, $"sample {sample} has no property '{name}'; it has {Nearest.List(name, names)}.");
    }

    // Texts are read as a CSV file's cells are: the engine would take 1,5 for 15 and 0x10 for 16.
    private static double Number(object? value, string where)
    {
        var bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        double? number = bare switch
        {
            string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            double or float or decimal or int or long or short or byte or uint or ulong or ushort or sbyte =>
                Convert.ToDouble(bare, CultureInfo.InvariantCulture),
            System.Numerics.BigInteger integer => (double)integer,
            _ => null,
        };
        return number switch
        {
            null => throw new FtcException(Codes.NotANumber,
                $"{where}: {Show(bare)} is not a number; write one such as -1.25 or 3e-4, with a decimal point and no thousands separators."),
            { } n when !double.IsFinite(n) => throw new FtcException(Codes.NotFinite, $"{where}: {Show(bare)} is not finite."),
            { } n => n,
        };
    }

    private static string Show(object? value) => value is null ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"'{value}'");
}
