using System.Security;
using FtcTools.Diagnostics;

namespace FtcTools.Files;

/// <summary>Files that are read: whatever the system has against one becomes FTC0010.</summary>
public static class InputFile
{
    /// <summary>Runs <paramref name="read"/>; a file that does not exist or cannot be read becomes one clear complaint.</summary>
    /// <exception cref="FtcException">FTC0010.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            if (Directory.Exists(path)) throw Fail("it is a folder; a file is needed", null);
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fail("it does not exist", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or SecurityException)
        {
            throw Fail("access is denied", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Fail(e.Message.TrimEnd('.'), e);
        }

        FtcException Fail(string reason, Exception? inner) =>
            new(Codes.FileNotReadable, $"'{path}' cannot be read: {reason}.", path, inner: inner);
    }
}
