using System.Collections;
using System.Management.Automation;
using FtcTools.Experiments;

namespace FtcTools.PowerShell;

/// <summary>Reads experiment files with what -Set overrides.</summary>
internal static class ExperimentSettings
{
    public static Experiment Load(string file, Hashtable? set)
    {
        var overrides = new Dictionary<string, object>();
        foreach (DictionaryEntry entry in set ?? []) overrides.Add(entry.Key.ToString()!, Bare(entry.Value)!);
        return Experiment.Load(file, overrides);
    }

    private static object? Bare(object? value) => value switch
    {
        PSObject wrapped => Bare(wrapped.BaseObject),
        IList many => many.Cast<object?>().Select(Bare).ToArray(),
        _ => value,
    };
}
