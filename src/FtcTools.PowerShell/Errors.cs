using System.Collections;
using System.Globalization;
using System.Management.Automation;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>Every error record of the module: the id starts with the stable code.</summary>
internal static class Errors
{
    public static ErrorRecord ToErrorRecord(this FtcException complaint, object? target = null) =>
        new(complaint, complaint.Code, Category(complaint.Code),
            Place(complaint) ?? target) { ErrorDetails = new ErrorDetails(Text(complaint)) };

    private static string Text(FtcException complaint) => complaint switch
    {
        { File: null } => complaint.Message,
        { Line: 0, File: { } file } when complaint.Message.Contains(file, StringComparison.Ordinal) => complaint.Message,
        { Line: 0 } => $"{complaint.File}: {complaint.Message}",
        { Column: 0 } => string.Create(CultureInfo.InvariantCulture, $"{complaint.File}({complaint.Line}): {complaint.Message}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{complaint.File}({complaint.Line},{complaint.Column}): {complaint.Message}"),
    };

    // With these keys the engine's ConciseView prints the line at fault under the file's name.
    private static Hashtable? Place(FtcException complaint) => complaint is { File: { } file, Line: > 0 }
        ? new Hashtable
        {
            ["File"] = file,
            ["Line"] = complaint.Line,
            ["LineText"] = LineText(file, complaint.Line, complaint.Column),
            ["StartColumn"] = Math.Max(complaint.Column, 1),
        }
        : null;

    // A row of a data file may be longer than any screen: what is at fault stands in the middle of what is shown.
    private static string LineText(string file, int line, int column)
    {
        const int longest = 200;
        try
        {
            var text = File.ReadLines(file).ElementAtOrDefault(line - 1) ?? "";
            var start = Math.Clamp(column - longest / 2, 0, Math.Max(0, text.Length - longest));
            return text.Length <= longest ? text
                : $"{(start > 0 ? "..." : "")}{text.AsSpan(start, longest)}{(start + longest < text.Length ? "..." : "")}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static ErrorCategory Category(string code) => code switch
    {
        Codes.YamlSyntax => ErrorCategory.ParserError,
        Codes.FileNotReadable => ErrorCategory.OpenError,
        Codes.NotWritable => ErrorCategory.WriteError,
        Codes.SampleOutOfRange or Codes.TooFewSamples or Codes.UnknownMethod or Codes.Argument => ErrorCategory.InvalidArgument,
        Codes.Condition or Codes.NoDirection or Codes.NothingVerifies => ErrorCategory.InvalidOperation,
        Codes.Expectation => ErrorCategory.InvalidResult,
        Codes.Internal => ErrorCategory.NotSpecified,
        _ => ErrorCategory.InvalidData,
    };
}
