using System.Collections;
using System.Management.Automation;
using FtcTools.Experiments;

namespace FtcTools.PowerShell;

/// <summary>Reads experiment files with what -Set overrides, and says what they warn of.</summary>
internal static class ExperimentFile
{
    public static Experiment Read(FtcCmdlet cmdlet, string file, Hashtable? set)
    {
        var experiment = cmdlet.Run($"Reading {file}", _ => Load(file, set));
        foreach (var e in experiment.Warnings)
            cmdlet.WriteWarning($"{e.Code}: {Path.GetFileName(e.File)}{(e.Line > 0 ? $"({e.Line},{e.Column})" : "")}: {e.Message}");
        return experiment;
    }

    private static Experiment Load(string file, Hashtable? set)
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
