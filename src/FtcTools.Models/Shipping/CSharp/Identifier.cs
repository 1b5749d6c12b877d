using System.Globalization;
using FtcTools.Diagnostics;

namespace FtcTools.Shipping.CSharp;

/// <summary>Names of C#.</summary>
internal static class Identifier
{
    private static readonly HashSet<string> s_keywords =
    [
        .. ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally "
            + "fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public "
            + "readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual "
            + "void volatile while").Split(' '),
        // No keywords, but no names of types either.
        "var", "dynamic", "record", "file", "required", "scoped", "extension", "field", "nint", "nuint", "notnull", "unmanaged", "_",
    ];

    /// <summary>A class name from any text: `digits-patch` is DigitsPatch.</summary>
    public static string ClassName(string text)
    {
        var words = new string([.. text.Select(c => IsPart(c) ? c : ' ')]).TrimStart('_', ' ')
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        if (name.Length == 0) return "Patch";
        if (!IsStart(name[0])) name = "Patch" + name;
        return ClassMembers.Take(name) ? name + "Patch" : name;
    }

    /// <summary>A namespace from any text: `My App.1` is My_App._1.</summary>
    public static string Namespace(string text)
    {
        var parts = text.Split('.').Select(part => new string([.. part.Select(c => IsPart(c) ? c : '_')])).Where(part => part.Length > 0);
        return string.Join('.', parts.Select(part => IsStart(part[0]) ? part : "_" + part).Select(Escape));
    }

    /// <summary>Checks a class name that somebody chose.</summary>
    /// <exception cref="FtcException">FTC0057.</exception>
    public static string CheckClassName(string name)
    {
        var plain = Plain(name, "class");
        return ClassMembers.Take(plain)
            ? throw new FtcException(Codes.InvalidName,
                $"the class name '{name}' is that of one of its own members; another name is needed.")
            : Escape(plain);
    }

    /// <summary>Checks a namespace that somebody chose; empty is none.</summary>
    /// <exception cref="FtcException">FTC0057.</exception>
    public static string CheckNamespace(string name) =>
        name.Length == 0 ? "" : string.Join('.', name.Split('.').Select(part => Escape(Plain(part, "namespace", name))));

    private static string Plain(string name, string what, string? whole = null)
    {
        var plain = name.StartsWith('@') ? name[1..] : name;
        return plain.Length > 0 && IsStart(plain[0]) && plain.All(IsPart)
            ? plain
            : throw new FtcException(Codes.InvalidName,
                $"'{whole ?? name}' is no valid name of a C# {what}; letters, digits and '_' are, not beginning with a digit{(what == "class" ? "" : ", in parts joined by '.'")}.");
    }

    private static string Escape(string name) => s_keywords.Contains(name) ? "@" + name : name;

    private static bool IsStart(char c) =>
        c == '_' || char.IsLetter(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.LetterNumber;

    private static bool IsPart(char c) => IsStart(c) || CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark;
}
