using System.Management.Automation;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>Paths as the session sees them: relative to $PWD, on any drive of the file system.</summary>
internal static class Paths
{
    /// <summary>The files that a path or pattern names; each exists when it was a pattern.</summary>
    public static IReadOnlyList<string> ResolveFiles(this PSCmdlet cmdlet, string path, bool literal)
    {
        if (literal || !WildcardPattern.ContainsWildcardCharacters(path)) return [cmdlet.ResolveTarget(path)];
        var files = Ask(path, () =>
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            return (found, provider);
        });
        // Files come in one order on every system.
        files.Sort(StringComparer.Ordinal);
        return files.Count > 0 ? files
            : throw new FtcException(Codes.FileNotReadable, $"no file matches '{path}' in '{cmdlet.SessionState.Path.CurrentLocation}'.");
    }

    /// <summary>The full path of a file or folder that need not exist.</summary>
    public static string ResolveTarget(this PSCmdlet cmdlet, string path) => Ask(path, () =>
    {
        var target = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return ([target], provider);
    })[0];

    /// <summary>Fails where a file must not be written.</summary>
    /// <exception cref="FtcException">
    /// FTC0020: it exists, and <paramref name="noClobber"/> is set; it is read-only, and <paramref name="force"/> is not.
    /// </exception>
    public static void MustBeFree(string file, bool noClobber, bool force)
    {
        if (!File.Exists(file)) return;
        if (noClobber) throw NotWritten(file, "it exists, and -NoClobber is set");
        if (!force && File.GetAttributes(file).HasFlag(FileAttributes.ReadOnly))
            throw NotWritten(file, "it is read-only; -Force overwrites it");
    }

    public static FtcException NotWritten(string file, string reason) =>
        new(Codes.NotWritable, $"'{file}' is not written: {reason}.", file);

    private static List<string> Ask(string path, Func<(IEnumerable<string> Paths, ProviderInfo Provider)> question)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new FtcException(Codes.FileNotReadable, $"'{path}' cannot be found: no path holds a NUL character.");
        try
        {
            var (paths, provider) = question();
            if (provider.Name != "FileSystem")
                throw new FtcException(Codes.FileNotReadable,
                    $"'{path}' is on a drive of the {provider.Name} provider; valid is a path in the file system.");
            return [.. paths];
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException
            or ProviderNotFoundException or WildcardPatternException)
        {
            throw new FtcException(Codes.FileNotReadable, $"'{path}' cannot be found: {e.Message}", inner: e);
        }
    }
}
