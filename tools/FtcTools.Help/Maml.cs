using System.Globalization;
using System.Xml.Linq;

namespace FtcTools.Help;

/// <summary>The help file that Get-Help reads: words from the pages, facts from the cmdlets.</summary>
public static class Maml
{
    private static readonly XNamespace Root = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Of(IEnumerable<(Cmdlet Cmdlet, Page Page)> help) => new(
        new XDeclaration("1.0", "utf-8", null),
        new XElement(Root + "helpItems", new XAttribute("schema", "maml"), help.Select(entry => Of(entry.Cmdlet, entry.Page))));

    private static XElement Of(Cmdlet cmdlet, Page page)
    {
        if (page.Name != cmdlet.Name)
            throw new PageException(page.File, 1, $"the page is called '{page.Name}'; the cmdlet is {cmdlet.Name}.");
        foreach (var section in page.Parameters)
        {
            if (cmdlet.Parameters.All(parameter => "-" + parameter.Name != section.Title))
                throw new PageException(page.File, section.Line, $"{cmdlet.Name} has no parameter {section.Title}.");
        }
        return new XElement(Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Text), new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(Command + "details", new XElement(Command + "name", cmdlet.Name), new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun), Paragraphs(Text + "description", page.Synopsis)),
            Paragraphs(Text + "description", page.Description),
            new XElement(Command + "syntax", cmdlet.Sets.Select(set => Syntax(cmdlet, page, set))),
            new XElement(Command + "parameters", cmdlet.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => Parameter(parameter, parameter.Uses[0], page))),
            new XElement(Command + "inputTypes", page.Inputs.Select(section => Type(Command + "inputType", section))),
            new XElement(Command + "returnValues", page.Outputs.Select(section => Type(Command + "returnValue", section))),
            new XElement(Command + "examples", page.Examples.Select((section, i) => Example(section, i + 1))),
            new XElement(Command + "relatedLinks", Prose.Paragraphs(page.SeeAlso).Select(link => new XElement(Text + "navigationLink",
                new XElement(Text + "linkText", link.TrimStart('-', ' ')), new XElement(Text + "uri")))));
    }

    private static XElement Syntax(Cmdlet cmdlet, Page page, string set) => new(Command + "syntaxItem",
        new XElement(Text + "name", cmdlet.Name),
        cmdlet.Parameters.Select(parameter => (Parameter: parameter, Use: parameter.In(set)))
            .Where(entry => entry.Use is not null)
            .OrderBy(entry => entry.Use!.Position ?? int.MaxValue).ThenByDescending(entry => entry.Use!.Mandatory)
            .Select(entry => Parameter(entry.Parameter, entry.Use!, page)));

    private static XElement Parameter(Parameter parameter, ParameterUse use, Page page)
    {
        var section = page.Parameter(parameter.Name);
        var words = Prose.Paragraphs(section.Text.Where(line => !line.StartsWith("Default: ", StringComparison.Ordinal)));
        var standard = section.Text.FirstOrDefault(line => line.StartsWith("Default: ", StringComparison.Ordinal))?["Default: ".Length..]
            .TrimEnd('.');
        return new XElement(Command + "parameter",
            new XAttribute("required", Lower(use.Mandatory)),
            new XAttribute("variableLength", Lower(parameter.Type.IsArray)),
            new XAttribute("globbing", Lower(parameter.Wildcards)),
            new XAttribute("pipelineInput", use.Pipeline),
            new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Text + "name", parameter.Name),
            Paragraphs(Text + "description", words),
            parameter.IsSwitch ? null : new XElement(Command + "parameterValue",
                new XAttribute("required", "true"), new XAttribute("variableLength", Lower(parameter.Type.IsArray)), parameter.TypeName),
            new XElement(Dev + "type", new XElement(Text + "name", parameter.TypeName), new XElement(Text + "uri")),
            new XElement(Dev + "defaultValue", standard ?? (parameter.IsSwitch ? "False" : "None")));
    }

    private static XElement Type(XName name, Section section) => new(name,
        new XElement(Dev + "type", new XElement(Text + "name", section.Title.Trim('`'))), Paragraphs(Text + "description", section.Text));

    private static XElement Example(Section section, int number) => new(Command + "example",
        new XElement(Text + "title", string.Create(CultureInfo.InvariantCulture, $"----- Example {number}: {section.Title} -----")),
        new XElement(Dev + "code", string.Join('\n', Prose.Code(section.Text))),
        Paragraphs(Dev + "remarks", section.Text));

    private static XElement Paragraphs(XName name, IEnumerable<string> text) =>
        new(name, Prose.Paragraphs(text).Select(paragraph => new XElement(Text + "para", paragraph)));

    private static string Lower(bool value) => value ? "true" : "false";
}
