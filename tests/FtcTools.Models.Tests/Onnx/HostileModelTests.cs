using FtcTools.Core.Tests.Support;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Tests;
using Google.Protobuf;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

/// <summary>Whatever a file holds, it is a model or one complaint that names it.</summary>
public sealed class HostileModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private FtcException Refused(string code, byte[] bytes)
    {
        var path = _folder["model.onnx"];
        File.WriteAllBytes(path, bytes);
        var e = Assert.Throws<FtcException>(() => FrozenModel.Read(path));
        Assert.Equal((code, path), (e.Code, e.File));
        return e;
    }

    private FtcException Refused(string code, TinyModel models) => Refused(code, models.Model.ToByteArray());

    [Theory]
    [InlineData("Conv", "n_y")]
    [InlineData("LSTM", "n_y")]
    [InlineData("<script>\n", "n_y")]
    public void Other_operators_are_named_with_their_node(string type, string node)
    {
        var e = Refused(Codes.OnnxUnsupported, new TinyModel([0, 2]).Node("Relu", "x", "h").Node(type, "h", "y").Output("y"));
        Assert.Contains($"node 2 '{node}'", e.Message, StringComparison.Ordinal);
        Assert.Contains(Constant.Show(type), e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static readonly (string Name, string Code, Func<TinyModel> Make)[] s_contradictions =
    [
        ("a circle", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Add", "x z", "y").Node("Relu", "y", "z").Output("z")),
        ("itself", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Relu", "y", "y").Output("y")),
        ("a name twice", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Relu", "x", "y").Node("Relu", "x", "y").Output("y")),
        ("the input's name again", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Relu", "x", "x").Output("x")),
        ("no such output", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Relu", "x", "y").Output("z")),
        ("no output", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("Relu", "x", "y")),
        ("an output that is constant", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("c", [2], 1, 2).Node("Relu", "x", "y")
            .Output("c")),
        ("the input handed on", Codes.OnnxUnsupported, () => new TinyModel([0, 2]).Node("Identity", "x", "y").Output("y")),
        ("weights that do not fit", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("W", [3, 1], 1, 2, 3).Node("MatMul", "x W", "y")
            .Output("y")),
        ("integer weights", Codes.OnnxFile, () => Integral()),
        ("too few numbers", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("W", [2, 2], 1, 2, 3).Node("MatMul", "x W", "y")
            .Output("y")),
        ("NaN", Codes.OnnxFile, () => new TinyModel([0, 1]).Constant("W", [1, 1], double.NaN).Node("MatMul", "x W", "y").Output("y")),
        ("huge dimensions", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("W", [long.MaxValue, long.MaxValue], 1)
            .Node("MatMul", "x W", "y").Output("y")),
        ("large dimensions", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("W", [1 << 15, 1 << 14], 1).Node("MatMul", "x W", "y")
            .Output("y")),
        ("negative dimensions", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("W", [-1, -1], 1).Node("MatMul", "x W", "y")
            .Output("y")),
        ("a huge input", Codes.OnnxUnsupported, () => new TinyModel([0, long.MaxValue]).Node("Relu", "x", "y").Output("y")),
        ("a huge image", Codes.OnnxUnsupported, () => new TinyModel([0, 1 << 20, 1 << 20, 1 << 20, 1 << 20]).Node("Relu", "x", "y")
            .Output("y")),
        ("much memory", Codes.OnnxUnsupported, () => Enumerable.Range(0, 100)
            .Aggregate(new TinyModel([0, 1 << 22]), (m, i) => m.Node("Relu", i == 0 ? "x" : $"h{i}", $"h{i + 1}")).Output("h100")),
        ("an open input", Codes.OnnxUnsupported, () => new TinyModel([0, 0]).Node("Relu", "x", "y").Output("y")),
        ("an open vector without a batch", Codes.OnnxUnsupported, () => new TinyModel([0]).Node("Relu", "x", "y").Output("y")),
        ("a window of gigabytes", Codes.OnnxUnsupported, () => new TinyModel([0, 1, 9, 9])
            .Node("MaxPool", "x", "h", Graphs.Ints("kernel_shape", 1 << 16, 1 << 16), Graphs.Ints("pads", 65535, 65535, 65535, 65535))
            .Node("Flatten", "h", "y").Output("y")),
        ("a window larger than the image", Codes.OnnxFile, () => new TinyModel([0, 1, 9, 9])
            .Node("MaxPool", "x", "h", Graphs.Ints("kernel_shape", 10, 1)).Node("Flatten", "h", "y").Output("y")),
        ("a window that sees nothing", Codes.OnnxFile, () => new TinyModel([0, 1, 4])
            .Node("MaxPool", "x", "h", Graphs.Ints("kernel_shape", 2), Graphs.Ints("pads", 5, 5)).Node("Flatten", "h", "y").Output("y")),
        ("gigabytes of one tensor", Codes.OnnxUnsupported, () => Enumerable.Range(0, 40).Aggregate(
            new TinyModel([0, 4]).Node("Relu", "x", "d0"),
            (models, i) => models.Node("Concat", $"d{i} d{i}", $"d{i + 1}", TinyModel.Int("axis", 1))).Output("d40")),
        ("a pad of gigabytes", Codes.OnnxUnsupported, () => new TinyModel([0, 4], 9)
            .Node("Pad", "x", "y", Graphs.Ints("pads", 0, 1 << 30, 0, 1 << 30)).Output("y")),
        ("a pad that takes all away", Codes.OnnxFile, () => new TinyModel([0, 4], 9)
            .Node("Pad", "x", "y", Graphs.Ints("pads", 0, -2, 0, -2)).Output("y")),
        ("channels that no group divides", Codes.OnnxFile, () => new TinyModel([0, 3, 4]).Constant("W", [2, 1, 2], 1, 2, 3, 4)
            .Node("Conv", "x W", "h", TinyModel.Int("group", 2)).Node("Flatten", "h", "y").Output("y")),
        ("strides of 0", Codes.OnnxFile, () => new TinyModel([0, 1, 4]).Constant("W", [1, 1, 2], 1, 2)
            .Node("Conv", "x W", "h", Graphs.Ints("strides", 0)).Node("Flatten", "h", "y").Output("y")),
        ("a batch that moves", Codes.OnnxUnsupported, () => new TinyModel([0, 3]).Node("Transpose", "x", "h").Node("Flatten", "h", "y")
            .Output("y")),
        ("a quotient by 0", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("z", [], 0).Node("Div", "x z", "y").Output("y")),
        ("a variance below 0", Codes.OnnxFile, () => new TinyModel([0, 1]).Constant("o", [1], 1).Constant("v", [1], -1)
            .Node("BatchNormalization", "x o o o v", "y").Output("y")),
        ("text", Codes.OnnxUnsupported, () => new TinyModel([0, 2], type: ElementType.String).Node("Relu", "x", "y").Output("y")),
        ("two answers", Codes.OnnxUnsupported, () => new TinyModel([0, 2]).Node("Relu", "x", "y").Node("Relu", "y", "z").Output("y", "z")),
        ("behind the end", Codes.OnnxUnsupported, () => new TinyModel([0, 2]).Node("Softmax", "x", "y").Node("Relu", "y", "z").Output("z")),
        ("a fixed batch", Codes.OnnxUnsupported, () => Reshaped(5, 2)),
        ("a wrong shape", Codes.OnnxUnsupported, () => Reshaped(-1, 3)),
        ("half precision", Codes.OnnxUnsupported, () => Half()),
        ("an old operator set", Codes.OnnxUnsupported, () => new TinyModel([0, 2], operators: 6).Node("Relu", "x", "y").Output("y")),
        ("another domain", Codes.OnnxUnsupported, () => Foreign()),
        ("two inputs", Codes.OnnxUnsupported, () => TwoInputs()),
        ("a circle of two types", Codes.OnnxUnsupported, () => new TinyModel([0, 2]).Node("Cast", "x", "y", TinyModel.Int("to", 7))
            .Node("Relu", "y", "z").Output("z")),
        ("clipped to nothing", Codes.OnnxFile, () => new TinyModel([0, 2]).Constant("a", [], 1).Constant("b", [], 0)
            .Node("Clip", "x a b", "y").Output("y")),
        ("too few inputs", Codes.OnnxFile, () => new TinyModel([0, 2]).Node("MatMul", "x", "y").Output("y")),
    ];

    public static IEnumerable<object[]> Contradictions => s_contradictions.Select(c => new object[] { c.Name });

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Models_that_contradict_themselves_or_cannot_be_read(string name)
    {
        var (_, code, make) = Array.Find(s_contradictions, c => c.Name == name);
        var models = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Refused(code, models);
        Assert.True(e.Message.Length is > 20 and < 600, $"{name}: {e.Message}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    private static TinyModel Integral()
    {
        var models = new TinyModel([0, 2]).Node("MatMul", "x W", "y").Output("y");
        var tensor = TinyModel.Integers("W", 1, 2);
        tensor.Dims.Add(1);
        models.Model.Graph.Initializer.Add(tensor);
        return models;
    }

    private static TinyModel Reshaped(params long[] shape)
    {
        var models = new TinyModel([0, 2]);
        models.Model.Graph.Initializer.Add(TinyModel.Integers("shape", shape));
        return models.Node("Reshape", "x shape", "v").Node("Relu", "v", "y").Output("y");
    }

    private static TinyModel Half()
    {
        var models = new TinyModel([0, 1]).Node("MatMul", "x W", "y").Output("y");
        models.Model.Graph.Initializer.Add(
            new Tensor { Name = "W", Dims = { 1, 1 }, DataType = (int)ElementType.Float16, RawData = ByteString.CopyFrom(0, 60) });
        return models;
    }

    private static TinyModel Foreign()
    {
        var models = new TinyModel([0, 2]).Node("Relu", "x", "y").Output("y");
        models.Model.Graph.Node[0].Domain = "com.microsoft";
        return models;
    }

    private static TinyModel TwoInputs()
    {
        var models = new TinyModel([0, 2]).Node("Add", "x w", "y").Output("y");
        models.Model.Graph.Input.Add(TinyModel.Value("w", [0, 2], ElementType.Float));
        return models;
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("link.bin")]
    [InlineData("missing.bin")]
    [InlineData("")]
    [InlineData(".")]
    public void External_data_stay_in_the_folder(string location)
    {
        _folder.Write("secret.bin", new string('x', 8));
        var inner = Directory.CreateDirectory(_folder["model"]).FullName;
        File.CreateSymbolicLink(Path.Combine(inner, "link.bin"), _folder["secret.bin"]);
        var path = Path.Combine(inner, "model.onnx");
        File.WriteAllBytes(path, External(location).Model.ToByteArray());
        Assert.Equal(Codes.OnnxFile, Assert.Throws<FtcException>(() => FrozenModel.Read(path)).Code);
    }

    [Fact]
    public void External_data_beside_the_model_are_read_and_their_length_is_checked()
    {
        File.WriteAllBytes(_folder["weights.bin"], [0, 0, 0, 0, .. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        File.WriteAllBytes(_folder["model.onnx"], External("weights.bin", ("offset", "4")).Model.ToByteArray());
        Assert.Equal(11.0, FrozenModel.Read(_folder["model.onnx"]).Evaluate([1, 2])[0]);
        foreach (var (key, value) in new[] { ("offset", "8"), ("offset", "-1"), ("offset", "9223372036854775807"), ("length", "4"),
            ("length", "x") })
            Refused(Codes.OnnxFile, External("weights.bin", (key, value)));
    }

    private static TinyModel External(string location, params (string Key, string Value)[] more)
    {
        var models = new TinyModel([0, 2]).Node("MatMul", "x W", "y").Output("y");
        var tensor = new Tensor { Name = "W", Dims = { 2, 1 }, DataType = (int)ElementType.Float,
            DataLocation = Tensor.Types.Location.External };
        tensor.ExternalData.Add(new Property { Key = "location", Value = location });
        foreach (var (key, value) in more) tensor.ExternalData.Add(new Property { Key = key, Value = value });
        models.Model.Graph.Initializer.Add(tensor);
        return models;
    }

    [Fact]
    public void Every_beginning_of_the_real_model_is_refused()
    {
        var whole = File.ReadAllBytes(FrozenModelTests.DigitsModel);
        for (var length = 0; length < whole.Length; length += 1 + length / 40) Refused(Codes.OnnxFile, whole[..length]);
    }

    [Fact]
    public void Thousands_of_changed_copies_of_the_real_model_are_models_or_one_complaint() => Fuzz(1, 4_000);

    [Fact]
    [Trait("Category", "Long")]
    public void Many_more_are() => Fuzz(2, 50_000);

    private void Fuzz(int seed, int copies)
    {
        var whole = File.ReadAllBytes(FrozenModelTests.DigitsModel);
        var random = new Random(seed);
        var path = _folder["model.onnx"];
        var (read, refused) = (0, 0);
        for (var copy = 0; copy < copies; copy++)
        {
            var bytes = (byte[])whole.Clone();
            for (var change = random.Next(4); change >= 0; change--)
                bytes[Place()] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[Place()] ^ (1 << random.Next(8)));
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            File.WriteAllBytes(path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                FrozenModel.Read(path);
                read++;
            }
            catch (FtcException e)
            {
                Assert.True(e.Code is Codes.OnnxFile or Codes.OnnxUnsupported && e.File == path, $"copy {copy}: {e}");
                refused++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        }
        Assert.True(read > copies / 20 && refused > copies / 20, $"{read} read, {refused} refused");

        // What is not weights is at both ends.
        int Place() =>
            random.Next(4) switch { 0 => random.Next(whole.Length), 1 => whole.Length - 1 - random.Next(180), _ => random.Next(200) };
    }
}
