using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using FtcTools.Data;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>The columns of the data file that the command names, runs of them as ranges first: `x0..x63`.</summary>
public sealed class ColumnCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        var columns = File(fakeBoundParameters) is { } file ? Columns(file) : [];
        return ColumnRange.Runs(columns).Concat(columns)
            .Where(name => pattern.IsMatch(name))
            .Select(name => new CompletionResult(Quoted(name), name, CompletionResultType.ParameterValue, name));
    }

    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";

    // The first file, as the session sees it; a completer has no cmdlet to ask.
    private static string? File(IDictionary bound)
    {
        var name = bound.Contains("LiteralPath") ? "LiteralPath" : "Path";
        if (bound[name] is not { } path) return null;
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Management\\Convert-Path").AddParameter(name, path)
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .Invoke<string>().FirstOrDefault();
    }

    private static IReadOnlyList<string> Columns(string file)
    {
        try
        {
            return DataFile.ReadHeader(file);
        }
        catch (FtcException)
        {
            return [];
        }
    }
}
