using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using FtcTools.Experiments.Schema;

namespace FtcTools.PowerShell;

/// <summary>A table with one key of experiment files, for each key: `@{ 'network.layers' = `.</summary>
public sealed class SettingCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern("*" + wordToComplete.Trim('@', '{', ' ', '\'', '"') + "*", WildcardOptions.IgnoreCase);
        return ExperimentSchema.Meanings
            .Where(key => pattern.IsMatch(key.Path))
            .Select(key => new CompletionResult($"@{{ '{key.Path}' = ", key.Path, CompletionResultType.ParameterValue, key.Meaning));
    }
}
