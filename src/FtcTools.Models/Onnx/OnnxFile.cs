using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Onnx.Messages;
using Google.Protobuf;

namespace FtcTools.Onnx;

/// <summary>ONNX files as messages. What the schema does not name is kept and written again as it was.</summary>
internal static class OnnxFile
{
    // The largest number of bytes that one array, and one protobuf message, can hold.
    private const long MostBytes = int.MaxValue - 64;

    /// <exception cref="FtcException">FTC0010: the file cannot be read; FTC0041: it is no ONNX model.</exception>
    public static (Model Model, byte[] Bytes) Read(string path)
    {
        var bytes = InputFile.Read(path, file => new FileInfo(file) is { Exists: true, Length: > MostBytes and var length }
            ? throw new FtcException(Codes.OnnxFile,
                $"the file has {length} bytes; a model of more than {MostBytes} keeps its weights in files beside it.", path)
            : File.ReadAllBytes(file));
        return (Parse(bytes, path), bytes);
    }

    private static Model Parse(byte[] bytes, string path)
    {
        Model model;
        try
        {
            model = Model.Parser.ParseFrom(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or ArgumentException or OverflowException)
        {
            throw new FtcException(Codes.OnnxFile, $"the file is not an ONNX model, or only a part of one: {e.Message.TrimEnd('.')}.", path,
                inner: e);
        }
        return model.Graph is { Node.Count: > 0 } ? model
            : throw new FtcException(Codes.OnnxFile, "the file is not an ONNX model: it holds no graph with nodes.", path);
    }

    /// <summary>Every tensor that a model holds, those of inner graphs and functions included.</summary>
    public static IEnumerable<Tensor> TensorsOf(Model model) =>
        Of(model.Graph).Concat(model.Functions.SelectMany(function => function.Node).SelectMany(Of));

    private static IEnumerable<Tensor> Of(Graph graph) =>
        graph.Initializer.Concat(graph.SparseInitializer.SelectMany(Of)).Concat(graph.Node.SelectMany(Of));

    private static IEnumerable<Tensor> Of(SparseTensor sparse) => [sparse.Values, sparse.Indices];

    private static IEnumerable<Tensor> Of(Node node) => node.Attribute.SelectMany(attribute => attribute.Tensors
        .Concat(attribute.T is { } tensor ? [tensor] : [])
        .Concat(attribute.SparseTensors.SelectMany(Of)).Concat(attribute.SparseTensor is { } sparse ? Of(sparse) : [])
        .Concat(attribute.Graphs.SelectMany(Of)).Concat(attribute.G is { } graph ? Of(graph) : []));

    /// <summary>
    /// A copy with the weights that lie in files beside the model: it may go to another folder, and ONNX Runtime reads no file.
    /// </summary>
    /// <param name="file">The model's file.</param>
    public static Model Whole(Model model, string file)
    {
        var copy = model.Clone();
        foreach (var tensor in TensorsOf(copy).Where(tensor => tensor.DataLocation == Tensor.Types.Location.External))
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(ExternalData.Read(tensor, null, file));
            tensor.ExternalData.Clear();
            tensor.DataLocation = Tensor.Types.Location.Inside;
        }
        return copy;
    }

    /// <summary>Writes a model, whole or not at all; the same model gives the same bytes.</summary>
    /// <exception cref="FtcException">FTC0020.</exception>
    public static void Write(string path, Model model) => AtomicFile.Write(path, stream =>
    {
        using var output = new CodedOutputStream(stream, leaveOpen: true) { Deterministic = true };
        model.WriteTo(output);
    });
}
