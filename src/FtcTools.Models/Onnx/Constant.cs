using System.Buffers.Binary;
using FtcTools.Diagnostics;
using FtcTools.Onnx.Messages;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Onnx;

/// <summary>A tensor that a model holds (a weight): its numbers, exactly, in row-major order.</summary>
/// <param name="Name">The name of the tensor, for messages.</param>
/// <param name="Shape">The dimensions; none for a single number.</param>
/// <param name="Values">The numbers: float32 and float64 unchanged, integers where a float64 holds them.</param>
/// <param name="Type">The type of an element.</param>
internal sealed record Constant(string Name, long[] Shape, double[] Values, ElementType Type)
{
    public bool IsFloat => Type is ElementType.Float or ElementType.Double;

    /// <summary>Reads the tensor of a message; weights in a file of their own are read from there.</summary>
    /// <param name="file">The model's file: external data lie in its folder.</param>
    /// <exception cref="FtcException">
    /// FTC0041: sizes that contradict each other, data that are missing, external data outside the folder; FTC0042: a type that is not
    /// read.
    /// </exception>
    public static Constant Of(Tensor tensor, string file)
    {
        var name = tensor.Name.Length > 0 ? tensor.Name : "(no name)";
        var type = (ElementType)tensor.DataType;
        var size = type switch
        {
            ElementType.Float or ElementType.Int32 => 4,
            ElementType.Double or ElementType.Int64 => 8,
            ElementType.Bool or ElementType.Uint8 or ElementType.Int8 => 1,
            _ => throw Fail(Codes.OnnxUnsupported,
                $"has elements of type {type}; valid are FLOAT, DOUBLE, INT64, INT32, INT8, UINT8 and BOOL"),
        };
        var count = Count(tensor.Dims, size)
            ?? throw Fail(Codes.OnnxFile,
                $"has the shape [{string.Join(", ", tensor.Dims.Take(8))}]; dimensions are not negative, and their product times {size} bytes fits an array");
        var bytes = tensor.DataLocation == Tensor.Types.Location.External ? ExternalData.Read(tensor, (long)count * size, file)
            : tensor.RawData.Memory;
        var values = bytes.Length > 0 || tensor.DataLocation == Tensor.Types.Location.External ? Raw(bytes.Span) : Typed();
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                throw Fail(Codes.OnnxFile, "holds a number that is not finite; a model that answers has finite weights");
        }
        return new(name, [.. tensor.Dims], values, type);

        double[] Raw(ReadOnlySpan<byte> raw)
        {
            if (raw.Length != (long)count * size)
                throw Fail(Codes.OnnxFile,
                    $"has {raw.Length} bytes where its shape [{string.Join(", ", tensor.Dims)}] takes {(long)count * size}");
            var result = new double[count];
            for (var i = 0; i < count; i++)
            {
                var at = raw.Slice(i * size, size);
                result[i] = type switch
                {
                    ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                    ElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                    ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                    ElementType.Int64 => Whole(BinaryPrimitives.ReadInt64LittleEndian(at)),
                    ElementType.Int8 => (sbyte)at[0],
                    _ => at[0],
                };
            }
            return result;
        }

        double[] Typed()
        {
            var given = type switch
            {
                ElementType.Float => tensor.FloatData.Count,
                ElementType.Double => tensor.DoubleData.Count,
                ElementType.Int64 => tensor.Int64Data.Count,
                _ => tensor.Int32Data.Count,
            };
            if (given != count)
                throw Fail(Codes.OnnxFile, $"has {given} numbers where its shape [{string.Join(", ", tensor.Dims)}] takes {count}");
            return type switch
            {
                ElementType.Float => [.. tensor.FloatData.Select(v => (double)v)],
                ElementType.Double => [.. tensor.DoubleData],
                ElementType.Int64 => [.. tensor.Int64Data.Select(Whole)],
                _ => [.. tensor.Int32Data.Select(v => (double)v)],
            };
        }

        double Whole(long value) => Math.Abs((decimal)value) <= 1L << 53 ? value
            : throw Fail(Codes.OnnxUnsupported, $"holds the integer {value}; integers up to 2^53 are read");

        FtcException Fail(string code, string what) => new(code, $"the tensor '{Show(name)}' {what}.", file);
    }

    /// <summary>The number of elements of a shape; null where it is none, or takes more than one array holds.</summary>
    public static int? Count(IEnumerable<long> shape, int size)
    {
        var count = 1L;
        foreach (var dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && count > Array.MaxLength / size / dimension)) return null;
            count *= dimension;
        }
        return (int)count;
    }

    /// <summary>A text from a file, short enough for a message.</summary>
    public static string Show(string text) =>
        string.Concat((text.Length > 60 ? text[..60] + "..." : text).Select(c => char.IsControl(c) ? '?' : c));
}
