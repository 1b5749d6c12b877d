using System.Text;
using FtcTools.Diagnostics;
using FtcTools.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FtcTools.Experiments.Yaml;

/// <summary>
/// Reads a YAML file into nodes with positions, from parser events: the deserializer takes the last of two equal keys, 010 for 8 and yes
/// for true. Whatever the parser throws becomes FTC0001.
/// </summary>
internal sealed class YamlReader
{
    // Deeper nesting than any schema has would only exhaust the stack.
    private const int DeepestNesting = 50;

    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, Node> _anchors = [];

    private YamlReader(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The mapping that the file holds.</summary>
    /// <exception cref="FtcException">FTC0001, FTC0003 with file, line and column; FTC0010.</exception>
    public static MapNode Read(string file)
    {
        var text = InputFile.Read(file, path =>
        {
            try
            {
                return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            }
            catch (DecoderFallbackException e)
            {
                throw new FtcException(Codes.YamlSyntax, "the file is not text; UTF-8 is expected.", file, 1, 1, e);
            }
        });
        var reader = new YamlReader(file, text);
        try
        {
            return reader.Document();
        }
        catch (YamlException e)
        {
            // A tab confuses the scanner long before it complains; whoever typed one cannot see it.
            if (Tab(text) is { } line && line <= e.End.Line + 1)
                throw new FtcException(Codes.YamlSyntax, "the line is indented with a tab; YAML is indented with spaces only.", file,
                    line, 1, e);
            throw new FtcException(Codes.YamlSyntax, $"not valid YAML: {Reason(e)}.", file, Math.Max(1, (int)e.Start.Line),
                Math.Max(1, (int)e.Start.Column), e);
        }
        catch (Exception e) when (e is not FtcException)
        {
            // YamlDotNet lets exceptions of its own machinery out; what was read last is the nearest known place.
            var mark = reader._parser.Current?.End ?? Mark.Empty;
            throw new FtcException(Codes.YamlSyntax, $"not valid YAML near here: {e.Message.TrimEnd('.')}.", file, (int)mark.Line,
                (int)mark.Column, e);
        }
    }

    private MapNode Document()
    {
        Take<StreamStart>();
        if (Peek() is StreamEnd)
            throw new FtcException(Codes.YamlSyntax, "the file is empty; an experiment starts with 'experiment: <name>'.", _file, 1, 1);
        Take<DocumentStart>();
        var node = Read(0);
        Take<DocumentEnd>();
        if (Peek() is not StreamEnd)
            throw At(Peek().Start).Fail(Codes.YamlSyntax, "a second document starts here; one file is one experiment.");
        return node as MapNode ?? throw node.Fail(Codes.YamlSyntax,
            "the file holds no keys; an experiment is 'key: value' lines, first 'experiment: <name>'.");
    }

    private Node Read(int depth)
    {
        var e = Peek();
        var place = At(e.Start);
        if (depth > DeepestNesting) throw place.Fail(Codes.YamlSyntax, $"more than {DeepestNesting} levels of nesting.");
        _parser.MoveNext();
        if (e is AnchorAlias alias)
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target
                : throw place.Fail(Codes.YamlSyntax,
                    $"there is no anchor &{alias.Value} before this; define it above, on the value to repeat.");
        }
        if (e is not NodeEvent start) throw place.Fail(Codes.YamlSyntax, "a value is expected here.");
        if (!start.Tag.IsEmpty) throw place.Fail(Codes.YamlSyntax, $"the tag {start.Tag} has no meaning here; write the value without it.");
        Node node = e switch
        {
            Scalar scalar => new ScalarNode(place, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => List(place, depth),
            _ => Map(place, depth),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor] = node;
        return node;
    }

    private ListNode List(Place place, int depth)
    {
        var items = new List<Node>();
        while (Peek() is not SequenceEnd) items.Add(Read(depth + 1));
        _parser.MoveNext();
        return new(place, items);
    }

    private MapNode Map(Place place, int depth)
    {
        var entries = new List<(ScalarNode Key, Node Value)>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (Peek() is not MappingEnd)
        {
            var key = Read(depth + 1) as ScalarNode
                ?? throw place.Fail(Codes.YamlSyntax, "a key is a plain word here, neither a list nor a mapping.");
            if (!lines.TryAdd(key.Text, key.Place.Line))
                throw key.Fail(Codes.DuplicateKey, $"the key '{key.Text}' stands here and in line {lines[key.Text]}; keep one.");
            entries.Add((key, Read(depth + 1)));
        }
        _parser.MoveNext();
        return new(place, entries);
    }

    private ParsingEvent Peek()
    {
        if (_parser.Current is null) _parser.MoveNext();
        return _parser.Current ?? throw new YamlException("the file ends early");
    }

    private void Take<T>()
        where T : ParsingEvent
    {
        if (Peek() is not T) throw new YamlException(Peek().Start, Peek().End, $"{typeof(T).Name} expected");
        _parser.MoveNext();
    }

    private Place At(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    private static string Reason(YamlException e)
    {
        var reason = (e.InnerException?.Message ?? e.Message).Trim().TrimEnd('.');
        return reason.Length == 0 ? "it cannot be parsed" : char.ToLowerInvariant(reason[0]) + reason[1..];
    }

    // The first line, from 1, that is indented with a tab.
    private static int? Tab(string text)
    {
        var at = Array.FindIndex(text.Split('\n'), line => line.TakeWhile(char.IsWhiteSpace).Contains('\t')
            && !string.IsNullOrWhiteSpace(line));
        return at < 0 ? null : at + 1;
    }
}
