using System.Text;
using System.Text.Json;
using FtcTools.Diagnostics;

namespace FtcTools.Networks;

/// <summary>
/// The tokens of a network file, one after the other, with complaints that name line, column, what stands there and what is valid.
/// </summary>
internal ref struct JsonTokens
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly string? _file;
    private Utf8JsonReader _json;

    public JsonTokens(ReadOnlySpan<byte> text, string? file)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        _text = text.StartsWith(mark) ? text[mark.Length..] : text;
        _file = file;
        _json = new Utf8JsonReader(_text, new JsonReaderOptions { MaxDepth = 64 });
    }

    public readonly JsonTokenType Type => _json.TokenType;

    /// <summary>The bytes of the token as they stand in the file.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _json.ValueSpan;

    /// <summary>Where the token begins, for <see cref="FailAt"/>.</summary>
    public readonly long At => _json.TokenStartIndex;

    public void Next()
    {
        if (!_json.Read()) throw Fail("the file ends early", "a whole JSON object");
    }

    /// <summary>Moves to the next item of an array; false at its end.</summary>
    public bool NextItem()
    {
        Next();
        return Type != JsonTokenType.EndArray;
    }

    /// <summary>Moves to the value of the next key of an object, and gives the key; null at the end of the object.</summary>
    /// <param name="seen">The keys so far, each of which may stand once.</param>
    /// <param name="valid">The keys that there are; null where any is valid.</param>
    public string? NextKey(HashSet<string> seen, string[]? valid)
    {
        Next();
        if (Type == JsonTokenType.EndObject) return null;
        var key = _json.GetString()!;
        if (valid is not null && !valid.Contains(key)) throw Fail($"there is no key {Quote(key)}", Nearest.List(key, valid));
        if (!seen.Add(key)) throw Fail($"the key {Quote(key)} stands twice", "each key once");
        Next();
        return key;
    }

    public void Skip() => _json.Skip();

    /// <summary>The whole value that begins here.</summary>
    public JsonDocument Value() => JsonDocument.ParseValue(ref _json);

    public void ExpectEnd()
    {
        if (_json.Read()) throw Fail("more text follows the network", "one JSON object");
    }

    public readonly void Expect(JsonTokenType type, string valid)
    {
        if (Type != type) throw Fail($"{Shown()} stands here", valid);
    }

    public readonly string Text(string what)
    {
        Expect(JsonTokenType.String, $"{what}, a string");
        return _json.GetString()!;
    }

    public readonly int Count(string what) => Integer(what, 0);

    public readonly int Integer(string what, int least) =>
        Type == JsonTokenType.Number && _json.TryGetInt32(out var value) && value >= least
            ? value : throw Fail($"{what} is {Shown()}", $"an integer from {least} to {int.MaxValue}");

    public readonly double Radius() =>
        Type == JsonTokenType.Number && _json.TryGetDouble(out var value) && value >= 0 && double.IsFinite(value)
            ? value : throw Fail($"radius is {Shown()}", "a number from 0 on");

    public readonly FtcException Missing(string key, string valid) => Fail($"\"{key}\" is missing", valid);

    public readonly FtcException Fail(string problem, string valid) => FailAt(At, problem, valid);

    public readonly FtcException FailAt(long at, string problem, string valid)
    {
        var before = _text[..(int)Math.Min(at, _text.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new FtcException(Codes.NetworkFile, $"{problem}; valid is {valid}.", _file, line, column);
    }

    /// <summary>The complaint about a file that is no JSON.</summary>
    public readonly FtcException NoJson(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = (end > 0 ? e.Message[..end] : e.Message).TrimEnd('.');
        return new FtcException(Codes.NetworkFile, $"the file is not valid JSON: {reason}.", _file,
            e.LineNumber is { } line ? (int)line + 1 : 0, e.BytePositionInLine is { } column ? (int)column + 1 : 0, e);
    }

    /// <summary>The complaint about a string that is no text.</summary>
    public readonly FtcException NoText(InvalidOperationException e) =>
        new(Codes.NetworkFile, "a string of the file is not Unicode text; UTF-8 is expected.", _file, inner: e);

    /// <summary>The token, for a message.</summary>
    public readonly string Shown() => Type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject or JsonTokenType.EndArray => "nothing",
        _ => Shorten(Encoding.UTF8.GetString(Bytes)),
    };

    public static string Quote(string text) => $"\"{Shorten(text)}\"";

    private static string Shorten(string text) => text.Length > 40 ? string.Concat(text.AsSpan(0, 40), "...") : text;
}
