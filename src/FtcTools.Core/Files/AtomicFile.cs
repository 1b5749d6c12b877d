using System.Security;
using FtcTools.Diagnostics;

namespace FtcTools.Files;

/// <summary>
/// Files that are written: under a temporary name in their own folder first, on disk, then renamed. Whoever looks sees the old file or
/// the new one; after a failure nothing half-written is left.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file; its folder is created where it is missing.</summary>
    /// <exception cref="FtcException">FTC0020: the file or its folder cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => Guard(path, () =>
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():n}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    /// <summary>
    /// Fails where <see cref="Write"/> into this folder would: long work asks before it starts. Leaves nothing behind, the folder included.
    /// </summary>
    /// <exception cref="FtcException">FTC0020.</exception>
    public static void CheckFolder(string folder) => Guard(folder, () =>
    {
        var existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing)) throw new IOException($"'{existing}' is a file; a folder is needed");
            existing = Path.GetDirectoryName(existing) ?? throw new IOException("its root does not exist");
        }
        using var probe = new FileStream(Path.Combine(existing, $"{Guid.NewGuid():n}.tmp"), FileMode.CreateNew, FileAccess.Write,
            FileShare.None, 1, FileOptions.DeleteOnClose);
    });

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (Cause(e) is UnauthorizedAccessException or SecurityException)
        {
            throw new FtcException(Codes.NotWritable, $"'{path}' cannot be written: access is denied, or a folder stands in its place.",
                path, inner: e);
        }
        catch (Exception e) when (Cause(e) is IOException or ArgumentException or NotSupportedException)
        {
            throw new FtcException(Codes.NotWritable, $"'{path}' cannot be written: {Cause(e).Message.TrimEnd('.')}.", path, inner: e);
        }
    }

    // Several threads may write.
    private static Exception Cause(Exception e) => e is AggregateException { InnerException: { } inner } ? inner : e;
}
