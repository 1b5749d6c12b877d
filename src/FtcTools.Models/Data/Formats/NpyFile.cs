using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using FtcTools.Diagnostics;

namespace FtcTools.Data.Formats;

/// <summary>
/// NumPy's files: NPY, one array with a header that says what it is (NumPy Enhancement Proposal 1), and NPZ, a zip archive of them. Read
/// with System.IO alone: a header of one line and the bytes of the numbers.
/// </summary>
internal static partial class NpyFile
{
    private const int LongestHeader = 1 << 20;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>One array; its name is that of the file.</summary>
    /// <exception cref="FtcException">FTC0010, FTC0011; FTC0023: no NPY file, cut off, or of a form that is not read.</exception>
    public static ArrayTable Open(string file)
    {
        var source = new ByteSource(file);
        try
        {
            return new ArrayTable(file, [ReadHeader(source, Path.GetFileName(file))]);
        }
        catch (FtcException e)
        {
            source.Dispose();
            throw e.At(file);
        }
    }

    /// <summary>The arrays of an archive by their names.</summary>
    /// <exception cref="FtcException">As <see cref="Open"/>.</exception>
    public static ArrayTable OpenArchive(string file)
    {
        ZipArchive? archive = null;
        var arrays = new List<ArrayColumn>();
        try
        {
            archive = ZipFile.OpenRead(file);
            foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                var name = entry.FullName[..^".npy".Length];
                arrays.Add(ReadHeader(new ByteSource(file, name, entry.Open(), entry.Length, entry.CompressedLength), name));
            }
            if (arrays.Count == 0)
                throw new FtcException(Codes.EmptyFile, "the archive holds no array; an NPZ file holds one NPY file for each. A workbook (.xlsx) is not read: save its sheet as CSV.", file);
            return new ArrayTable(file, arrays, archive);
        }
        catch (Exception e) when (e is FtcException or InvalidDataException)
        {
            foreach (var array in arrays) array.Dispose();
            archive?.Dispose();
            throw e is FtcException complaint ? complaint.At(file)
                : new FtcException(Codes.DataFile, $"'{Path.GetFileName(file)}' is not read: it is no zip archive, or cut off.", file,
                    inner: e);
        }
    }

    private static ArrayColumn ReadHeader(ByteSource source, string name)
    {
        Span<byte> start = stackalloc byte[12];
        source.Fill(start[..8], "its header");
        if (!start[..6].SequenceEqual(Magic))
            throw source.Broken($"it starts with the bytes {Convert.ToHexString(start[..6])}; an NPY file starts with 93 and NUMPY");
        if (start[6] is < 1 or > 3) throw source.Broken($"it is of the NPY version {start[6]}; valid are 1 to 3");
        var wide = start[6] > 1;
        source.Fill(start.Slice(8, wide ? 4 : 2), "its header");
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        if (length > LongestHeader) throw source.Broken($"its header claims {length} bytes; at most {LongestHeader} are read");
        var bytes = new byte[length];
        source.Fill(bytes, "its header");
        var header = Encoding.UTF8.GetString(bytes);
        var (layout, text) = TypeOf(source, header);
        var shape = ShapeOf(source, header);
        if (FortranOrder().Match(header) is not { Success: true } order) throw source.Broken("its header does not say 'fortran_order'");
        return new ArrayColumn(name, source, shape, layout, text, (wide ? 12 : 10) + (int)length,
            order.Groups[1].Value == "True" && shape.Count(axis => axis > 1) > 1);
    }

    private static (NumberLayout Numbers, TextLayout? Text) TypeOf(ByteSource source, string header)
    {
        const string valid = "valid are bool, integers, floats and, for labels, words of one length (U, S)";
        if (Type().Match(header) is not { Success: true } type)
        {
            throw source.Broken(header.Contains("'descr': [", StringComparison.Ordinal)
                ? $"its numbers are records of several fields; {valid}. Save an array of numbers for each field"
                : "its header does not say what its numbers are ('descr')");
        }
        var (order, code) = (type.Groups["order"].Value, type.Groups["code"].Value);
        if (code is "O" or "O8")
            throw source.Broken($"it holds Python objects (dtype object), which only Python reads; {valid}. Save it with array.astype(float) or astype(str)");
        if (code[0] is 'U' or 'S')
        {
            if (!int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var characters)
                || characters is 0 or > 1 << 16)
                throw source.Broken($"its words are of the type '{code}'; they have from 1 to {1 << 16} characters");
            return (default, code[0] == 'U' ? new TextLayout(4 * characters, new UTF32Encoding(order == ">", false))
                : new TextLayout(characters, Encoding.Latin1));
        }
        var kind = code switch
        {
            "b1" => NumberKind.Bool,
            "u1" => NumberKind.UInt8,
            "i1" => NumberKind.Int8,
            "u2" => NumberKind.UInt16,
            "i2" => NumberKind.Int16,
            "u4" => NumberKind.UInt32,
            "i4" => NumberKind.Int32,
            "u8" => NumberKind.UInt64,
            "i8" => NumberKind.Int64,
            "f2" => NumberKind.Float16,
            "f4" => NumberKind.Float32,
            "f8" => NumberKind.Float64,
            _ => throw source.Broken($"its numbers are of the type '{order}{code}'; {valid}"),
        };
        return (new NumberLayout(kind, order == ">"), null);
    }

    private static long[] ShapeOf(ByteSource source, string header)
    {
        if (Shape().Match(header) is not { Success: true } shape) throw source.Broken("its header does not say its shape ('shape')");
        return [.. shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(length =>
            long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
                : throw source.Broken($"its shape is ({shape.Groups[1].Value}); a length is a whole number of at least 0"))];
    }

    [GeneratedRegex("""'descr'\s*:\s*'(?<order>[<>|=]?)(?<code>[A-Za-z][0-9]*)[^']*'""")]
    private static partial Regex Type();

    [GeneratedRegex("""'fortran_order'\s*:\s*(True|False)""")]
    private static partial Regex FortranOrder();

    [GeneratedRegex("""'shape'\s*:\s*\(([^()]*)\)""")]
    private static partial Regex Shape();
}
