using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using FtcTools.Constructions;

namespace FtcTools.PowerShell;

/// <summary>Auto and the names of all constructions, with the statement and the number of neurons of each.</summary>
public sealed class MethodCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var pattern = new WildcardPattern(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Catalogue.All
            .Select(c => (c.Name, Tip: $"{c.LayerRange} layers, {c.Formula} neurons: {c.Source}"))
            .Prepend((Name: Design.Auto, Tip: "the fewest neurons that verify in -Precision"))
            .Where(method => pattern.IsMatch(method.Name))
            .Select(method => new CompletionResult(method.Name, method.Name, CompletionResultType.ParameterValue, method.Tip));
    }
}
