using System.Globalization;

namespace FtcTools.Help;

/// <summary>A fault in a help page, in the canonical form that the build shows with its place.</summary>
public sealed class PageException(string file, int line, string message)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{file}({line}): error FTCHELP: {message}"));

/// <summary>A heading of a page and the text under it.</summary>
public sealed record Section(string Title, int Line, IReadOnlyList<string> Text);

/// <summary>
/// A help page, docs/Cmdlet.md: `# name` and the synopsis, then `## Syntax`, `## Description`, `## Examples` (`### title`, a code block and
/// what it shows), `## Parameters` (`### -Name`, closing with a line `Default: ...` where there is one), `## Inputs` and `## Outputs`
/// (`### type`), `## See also`.
/// </summary>
public sealed class Page
{
    private readonly List<(Section Head, List<Section> Parts)> _sections = [];

    private Page(string file, string name, IReadOnlyList<string> synopsis)
    {
        File = file;
        Name = name;
        Synopsis = synopsis;
    }

    public string File { get; }
    public string Name { get; }
    public IReadOnlyList<string> Synopsis { get; }

    public IReadOnlyList<string> Syntax => Text("Syntax");
    public IReadOnlyList<string> Description => Text("Description");
    public IReadOnlyList<Section> Examples => Parts("Examples");
    public IReadOnlyList<Section> Parameters => Parts("Parameters");
    public IReadOnlyList<Section> Inputs => Parts("Inputs");
    public IReadOnlyList<Section> Outputs => Parts("Outputs");
    public IReadOnlyList<string> SeeAlso => Text("See also");

    /// <summary>What the page says about a parameter.</summary>
    /// <exception cref="PageException">Nothing.</exception>
    public Section Parameter(string name) =>
        Parameters.FirstOrDefault(section => section.Title == "-" + name)
            ?? throw new PageException(File, 1, $"parameter -{name} is not described: add '### -{name}' under '## Parameters'.");

    /// <exception cref="PageException">The page does not exist, or lacks its title.</exception>
    public static Page Read(string file)
    {
        if (!System.IO.File.Exists(file)) throw new PageException(file, 1, "the cmdlet has no help page.");
        var headings = Split(System.IO.File.ReadAllLines(file));
        if (headings is not [{ Level: 1 } title, .. var rest])
            throw new PageException(file, 1, "the page does not start with '# ' and the cmdlet's name.");
        var page = new Page(file, title.Section.Title, title.Section.Text);
        foreach (var (level, section) in rest)
        {
            if (level == 2) page._sections.Add((section, []));
            else if (page._sections.Count == 0)
                throw new PageException(file, section.Line, "a '###' heading stands before the first '##'.");
            else page._sections[^1].Parts.Add(section);
        }
        return page;
    }

    private IReadOnlyList<string> Text(string title) => Find(title).Head.Text;

    private List<Section> Parts(string title) => Find(title).Parts;

    private (Section Head, List<Section> Parts) Find(string title)
    {
        var found = _sections.Find(section => section.Head.Title == title);
        return found.Head is not null ? found : throw new PageException(File, 1, $"the page has no section '## {title}'.");
    }

    private static List<(int Level, Section Section)> Split(string[] lines)
    {
        var headings = new List<(int, Section)>();
        List<string> text = [];
        var code = false;
        for (var at = 0; at < lines.Length; at++)
        {
            if (lines[at].StartsWith("```", StringComparison.Ordinal)) code = !code;
            var level = code ? 0 : lines[at].TakeWhile(c => c == '#').Count();
            if (level is >= 1 and <= 3)
            {
                text = [];
                headings.Add((level, new Section(lines[at][level..].Trim(), at + 1, text)));
            }
            else
            {
                text.Add(lines[at]);
            }
        }
        return headings;
    }
}
