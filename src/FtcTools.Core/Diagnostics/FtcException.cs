namespace FtcTools.Diagnostics;

/// <summary>
/// One clear complaint about input: a stable code, a sentence that names the value and what is valid, and where it stands.
/// Both hosts (PowerShell and MSBuild) print it without a stack trace.
/// </summary>
public sealed class FtcException : Exception
{
    public FtcException(string code, string message, string? file = null, int line = 0, int column = 0, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>One of <see cref="Codes"/>.</summary>
    public string Code { get; }

    /// <summary>The file at fault, or null.</summary>
    public string? File { get; }

    /// <summary>1-based line in <see cref="File"/>; 0 where there is none.</summary>
    public int Line { get; }

    /// <summary>1-based column in <see cref="Line"/>; 0 where there is none.</summary>
    public int Column { get; }

    /// <summary>What else there is to say, a line each, to whoever asks for more.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>The complaint in whatever was thrown, also by several threads at once; anything else is a fault of ours.</summary>
    public static FtcException Of(Exception fault)
    {
        while (fault is AggregateException { InnerException: { } inner }) fault = inner;
        if (fault is FtcException complaint) return complaint;
        var cause = fault.GetBaseException();
        return new(Codes.Internal, $"a fault of FtcTools itself: {cause.GetType().Name}: {cause.Message}", inner: fault);
    }

    /// <summary>The same complaint with a place, where it had none.</summary>
    public FtcException At(string? file, int line = 0, int column = 0) =>
        File is not null ? this : new FtcException(Code, Message, file, line, column, this) { Details = Details };

    public override string ToString() => File is null ? $"{Code}: {Message}" : $"{File}({Line},{Column}): {Code}: {Message}";
}
