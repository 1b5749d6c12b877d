using FtcTools.Diagnostics;

namespace FtcTools.Experiments.Yaml;

/// <summary>Where a value was written.</summary>
/// <param name="File">Null for a value that stands in no file.</param>
internal sealed record Place(string? File, int Line, int Column)
{
    public FtcException Fail(string code, string message, Exception? inner = null) => new(code, message, File, Line, Column, inner);
}

/// <summary>A YAML value that knows where it was written.</summary>
internal abstract record Node(Place Place)
{
    public FtcException Fail(string code, string message) => Place.Fail(code, message);
}

/// <param name="Plain">Without quotes: the only form a number or a truth value may have.</param>
internal sealed record ScalarNode(Place Place, string Text, bool Plain) : Node(Place)
{
    public bool IsEmpty => Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record ListNode(Place Place, IReadOnlyList<Node> Items) : Node(Place);

internal sealed record MapNode(Place Place, IReadOnlyList<(ScalarNode Key, Node Value)> Entries) : Node(Place);
