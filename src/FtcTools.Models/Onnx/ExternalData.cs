using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;

namespace FtcTools.Onnx;

/// <summary>
/// Numbers of a tensor that lie in a file beside the model. A model is untrusted input: it names no file outside its own folder, neither by
/// an absolute path, nor by `..`, nor by a link, and no more bytes than its shape takes.
/// </summary>
internal static class ExternalData
{
    /// <summary>The bytes of a tensor.</summary>
    /// <param name="bytes">The number of bytes that the shape takes; null where that is not known.</param>
    /// <param name="file">The model's file.</param>
    /// <exception cref="FtcException">
    /// FTC0041: a place outside the folder, or sizes that contradict each other; FTC0010: the file cannot be read.
    /// </exception>
    public static byte[] Read(Tensor tensor, long? bytes, string file)
    {
        var (data, offset, length) = Find(tensor, bytes, file);
        try
        {
            using var stream = data.OpenRead();
            stream.Seek(offset, SeekOrigin.Begin);
            var buffer = new byte[length];
            stream.ReadExactly(buffer);
            return buffer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FtcException(Codes.FileNotReadable, $"'{data.FullName}' cannot be read: {e.Message.TrimEnd('.')}.", data.FullName,
                inner: e);
        }
    }

    /// <summary>Where the bytes of a tensor are; reads nothing.</summary>
    /// <exception cref="FtcException">FTC0041.</exception>
    public static (FileInfo Data, long Offset, long Length) Find(Tensor tensor, long? bytes, string file)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in tensor.ExternalData) entries[entry.Key] = entry.Value;
        var location = entries.GetValueOrDefault("location", "");
        var folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location)
            || !IsInside(folder, Path.Combine(folder, location)))
            throw Fail($"keeps its data in '{Show(location)}', which is not in the model's folder; a model's data lie beside it");
        var data = new FileInfo(Path.Combine(folder, location));
        if (!data.Exists) throw Fail($"keeps its data in '{Show(location)}', and there is no such file beside the model");
        if (!IsInside(folder, data.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? data.FullName))
            throw Fail($"keeps its data in '{Show(location)}', a link that leaves the model's folder; a model's data lie beside it");
        var offset = Number("offset", 0);
        var length = Number("length", bytes ?? Math.Max(0, data.Length - offset));
        if ((bytes is { } expected && length != expected) || offset > data.Length || length > data.Length - offset
            || length > Array.MaxLength)
        {
            throw Fail($"keeps {length} bytes from {offset} on in '{Show(location)}', which has {data.Length}"
                + (bytes is { } taken ? $"; its shape takes {taken}" : ""));
        }
        return (data, offset, length);

        long Number(string key, long otherwise) => !entries.TryGetValue(key, out var text) ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw Fail($"has the {key} '{Show(text)}'; valid is a number of bytes");

        FtcException Fail(string what) =>
            new(Codes.OnnxFile, $"the tensor '{Show(tensor.Name.Length > 0 ? tensor.Name : "(no name)")}' {what}.", file);
    }

    private static bool IsInside(string folder, string path) => Path.GetFullPath(path).StartsWith(
        Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Show(string text) => Constant.Show(text);
}
