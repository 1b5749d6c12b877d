using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using FtcTools.Tests;
using FtcTools.Verification;
using Google.Protobuf;
using Xunit;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Onnx;

public sealed class OnnxExportTests : IDisposable
{
    internal static readonly ShippingTerms Single = new() { Precision = Arithmetic.Float32 };
    internal static readonly ShippingTerms Double = new() { Precision = Arithmetic.Float64 };

    private static readonly Lazy<Network> s_digits = new(() =>
        Design.Build(Core.Tests.Support.Digits.Classes,
            new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A patch of the digits model, made from its logits.</summary>
    internal static Network Digits => s_digits.Value;

    /// <summary>Samples of a random model, some of them with another class than it answers.</summary>
    internal static Dataset Classes(FrozenModel model, int seed, int count = 40)
    {
        var random = new Random(seed);
        var builder = new DatasetBuilder(model.Inputs, model.Outputs);
        for (var i = 0; i < count; i++)
        {
            var x = Enumerable.Range(0, model.Inputs).Select(_ => (double)(float)(4 * random.NextDouble() - 2)).ToArray();
            var f = model.Evaluate(x);
            builder.Add(x, random.Next(4) == 0 ? random.Next(model.Outputs) : Classification.Argmax(f), f);
        }
        return builder.Build($"classes of {seed}");
    }

    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Float64)]
    public void The_patched_digits_are_right_and_no_other_logit_changes(Arithmetic precision)
    {
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        OnnxExport.WritePatched(_folder["patched.onnx"], frozen, Digits, new ShippingTerms { Precision = precision });
        var patched = FrozenModel.Read(_folder["patched.onnx"]);
        Assert.Equal((precision, "x", "logits", 64, 10),
            (patched.Arithmetic, patched.InputName, patched.OutputName, patched.Inputs, patched.Outputs));
        var data = Digits.Dataset!;
        for (var i = 0; i < data.K; i++)
        {
            var (before, after) = (frozen.Evaluate(data.Row(i), precision), patched.Evaluate(data.Row(i)));
            Assert.Equal(data.Classes!.Label(i), Classification.Argmax(after));
            if (data.Residual(i) is null)
                Assert.Equal(before.Select(BitConverter.DoubleToInt64Bits), after.Select(BitConverter.DoubleToInt64Bits));
        }
        var (model, _) = OnnxFile.Read(_folder["patched.onnx"]);
        var entries = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        Assert.Equal(("98", "1797", precision.ToString(), frozen.Hash),
            (entries["ftc.N"], entries["ftc.K"], entries["ftc.precision"], entries["ftc.model.sha256"]));
        Assert.Equal(64, entries["ftc.data.sha256"].Length);
        Assert.Equal(Digits.Origin.Method, entries["ftc.method"]);
        Assert.Equal("every order of summation", entries["ftc.proof"]);
        Assert.Equal(["batch", "batch"],
            model.Graph.Input.Concat(model.Graph.Output).Select(value => value.Type.Tensor.Shape.Dim[0].Symbol));
    }

    [Fact]
    public void The_same_patch_gives_the_same_bytes()
    {
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        OnnxExport.WritePatched(_folder["a.onnx"], frozen, Digits, Single);
        OnnxExport.WritePatched(_folder["b.onnx"], frozen, Digits, Single);
        Assert.Equal(File.ReadAllBytes(_folder["a.onnx"]), File.ReadAllBytes(_folder["b.onnx"]));
        Assert.Equal(["a.onnx", "b.onnx"], Directory.GetFiles(_folder.Path).Select(System.IO.Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(Arithmetic.Float32)]
    [InlineData(Arithmetic.Float64)]
    public void A_network_alone_comes_back_with_its_rounded_weights(Arithmetic precision)
    {
        foreach (var method in new[] { "Hats", "Strips", "AllPoints", "GroupedBlocks" })
        {
            var network = Design.Build(SyntheticData.Gaussian(6, 40, 3, 1), new DesignOptions { Method = method }).Network;
            OnnxExport.Write(_folder["g.onnx"], Shipment.Of(network, new ShippingTerms { Precision = precision, Unproven = true }));
            var back = OnnxNetwork.Read(_folder["g.onnx"]);
            Assert.Equal((network.Origin.Method, network.Origin.N, network.Origin.K), (back.Origin.Method, back.Origin.N, back.Origin.K));
            Assert.Equal(network.Widths, back.Widths);
            for (var l = 0; l < network.Layers.Count; l++)
            {
                Assert.Equal(network.Layers[l].Activation, back.Layers[l].Activation);
                for (var r = 0; r < network.Layers[l].Neurons; r++)
                {
                    Assert.Equal(network.Layers[l].Weights(r).ToArray().Select(Round), back.Layers[l].Weights(r).ToArray());
                    Assert.Equal(Round(network.Layers[l].Bias(r)), back.Layers[l].Bias(r));
                }
            }
        }

        Rational Round(Rational value) => Rational.Of(precision == Arithmetic.Float32 ? value.ToSingle() : value.ToDouble());
    }

    [Fact]
    public void Matmul_add_and_clip_are_layers_too_and_a_patched_model_is_none()
    {
        var path = _folder["m.onnx"];
        File.WriteAllBytes(path,
            new TinyModel([0, 2]).Constant("W", [2, 2], 1, 2, 3, 4).Constant("b", [2], 5, 6).Constant("l", [], -1).Constant("h", [], 1)
            .Node("MatMul", "x W", "m").Node("Add", "m b", "a").Node("Clip", "a l h", "y").Output("y").Model.ToByteArray());
        var network = OnnxNetwork.Read(path);
        Assert.Equal([Activation.HardTanh, Activation.Identity], network.Layers.Select(layer => layer.Activation));
        Assert.Equal([1, 3], network.Layers[0].Weights(0).ToArray());
        Assert.Equal(6, network.Layers[0].Bias(1));
        OnnxExport.WritePatched(path, FrozenModel.Read(FrozenModelTests.DigitsModel), Digits, Single);
        Assert.Equal(Codes.OnnxUnsupported, Assert.Throws<FtcException>(() => OnnxNetwork.Read(path)).Code);
    }

    [Fact]
    public void Answers_are_a_term_of_the_last_sum_and_minus_zero_stays_minus_zero()
    {
        // Answers of the model that no sum with +0 would keep.
        var path = _folder["f.onnx"];
        File.WriteAllBytes(path, new TinyModel([0, 2]).Node("Neg", "x", "n").Node("Relu", "n", "zero").Node("Neg", "zero", "y").Output("y")
            .Model.ToByteArray());
        var frozen = FrozenModel.Read(path);
        var builder = new DatasetBuilder(2, 2);
        for (var i = 0; i < 20; i++) builder.Add([1 + i, 1 + i % 3], i % 5 == 0 ? 1 : 0, [-0.0, -0.0]);
        var data = builder.Build("zeros");
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 }).Network;
        OnnxExport.WritePatched(_folder["p.onnx"], frozen, network, Single);
        var (patched, _) = OnnxFile.Read(_folder["p.onnx"]);
        Assert.DoesNotContain(patched.Graph.Node, node => node.OpType == "Sub");
        Assert.Contains(FrozenModel.Read(_folder["p.onnx"]).Steps, step => step is FtcTools.Onnx.Steps.Sum);
        foreach (var way in OnnxRuntime.Ways(20))
        {
            var answers = OnnxRuntime.Run(_folder["p.onnx"], "y", false, data.Features.ToArray(), [2], way);
            for (var i = 0; i < data.K; i++)
            {
                var row = answers[(2 * i)..(2 * i + 2)];
                Assert.True(data.Residual(i) is null ? row.All(y => y == 0 && double.IsNegative(y)) : row[1] > row[0], way.ToString());
            }
        }
    }

    [Fact]
    public void Nothing_to_edit_is_a_graph_as_well()
    {
        var nothing = NetworkBuilder.Nothing(64, 10, 3).For(Digits.Dataset!);
        var terms = Single with { Unproven = true };
        OnnxExport.Write(_folder["g.onnx"], Shipment.Of(nothing, terms));
        Assert.Equal(new double[10], FrozenModel.Read(_folder["g.onnx"]).Evaluate(new double[64]));
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        OnnxExport.WritePatched(_folder["p.onnx"], frozen, nothing, terms);
        Assert.Equal(frozen.Evaluate(Digits.Dataset!.Row(5)), FrozenModel.Read(_folder["p.onnx"]).Evaluate(Digits.Dataset!.Row(5)));
        Assert.Equal("none", OnnxFile.Read(_folder["p.onnx"]).Model.MetadataProps.Single(entry => entry.Key == "ftc.proof").Value);
    }

    [Fact]
    public void Random_models_with_images_endings_and_names_that_collide()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var frozen = Decorated(seed).Read();
            var data = Classes(frozen, seed);
            var network = Design.Build(data,
                new DesignOptions { Untouched = Untouched.Exact, Precision = Arithmetic.Float32, Seed = seed }).Network;
            foreach (var terms in new[] { Single, Double })
            {
                var (model, shipment) = OnnxExport.Patch(frozen, network, terms);
                Assert.True(shipment.Report!.Passed);
                var patched = FrozenModel.Of(model, "patched.onnx", "");
                Assert.Equal((frozen.InputName, frozen.OutputName, frozen.Ending), (patched.InputName, patched.OutputName, patched.Ending));
                Assert.Equal(frozen.Model.Graph.Output.Select(v => v.Name), model.Graph.Output.Select(v => v.Name));
                for (var i = 0; i < data.K; i++)
                {
                    var after = patched.Evaluate(data.Row(i));
                    Assert.Equal(data.Classes!.Label(i), Classification.Argmax(after));
                    if (data.Residual(i) is null)
                        Assert.Equal(frozen.Evaluate(data.Row(i), terms.Precision).Select(BitConverter.DoubleToInt64Bits),
                            after.Select(BitConverter.DoubleToInt64Bits));
                }
            }
        }
    }

    /// <summary>A random classifier of images, with probabilities and the class as its answers.</summary>
    internal static TinyModel Decorated(int seed)
    {
        var random = new Random(seed);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(float)(2 * random.NextDouble() - 1))];
        var models = new TinyModel(seed % 2 == 0 ? [0, 2, 3] : [0, 6]).Constant("ftc/W1", [6, 8], Numbers(48))
            .Constant("ftc/b1", [8], Numbers(8)).Constant("W2", [8, 4], Numbers(32));
        models.Model.Graph.Initializer.Add(TinyModel.Integers("shape", -1, 6));
        var input = "x";
        if (seed % 2 == 0) models.Node("Reshape", "x shape", input = "flat");
        models.Node("Gemm", $"{input} ftc/W1 ftc/b1", "ftc/t1").Node("Relu", "ftc/t1", "h").Node("MatMul", "h W2", "logits")
            .Node("Identity", "logits", "same");
        models.Node("Softmax", "same", "p", TinyModel.Int("axis", -1))
            .Node("ArgMax", "logits", "class", TinyModel.Int("axis", 1), TinyModel.Int("keepdims", 0)).Output("p", "class");
        models.Model.Graph.Output[1].Type.Tensor.ElemType = (int)ElementType.Int64;
        models.Model.Graph.Output[1].Type.Tensor.Shape.Dim.RemoveAt(1);
        models.Model.Graph.Output[0].Type.Tensor.Shape.Dim[1].Size = 4;
        return models;
    }

    [Fact]
    public void External_weights_come_along()
    {
        var models = new TinyModel([0, 2]).Node("MatMul", "x W", "y").Output("y");
        File.WriteAllBytes(_folder["w.bin"], [.. new[] { 1f, 0, 0, 1 }.SelectMany(BitConverter.GetBytes)]);
        var tensor = new Tensor { Name = "W", Dims = { 2, 2 }, DataType = (int)ElementType.Float,
            DataLocation = Tensor.Types.Location.External };
        tensor.ExternalData.Add(new Property { Key = "location", Value = "w.bin" });
        models.Model.Graph.Initializer.Add(tensor);
        File.WriteAllBytes(_folder["f.onnx"], models.Model.ToByteArray());
        var frozen = FrozenModel.Read(_folder["f.onnx"]);
        var network = Design.Build(Classes(frozen, 1), new DesignOptions { Untouched = Untouched.Exact }).Network;
        foreach (var terms in new[] { Single, Double })
        {
            OnnxExport.WritePatched(_folder[$"{terms.Precision}/p.onnx"], frozen, network, terms);
            Assert.Equal(2, FrozenModel.Read(_folder[$"{terms.Precision}/p.onnx"]).Outputs);
        }
    }

    [Fact]
    public void Networks_and_models_that_do_not_go_together_are_refused_and_nothing_is_written()
    {
        var frozen = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var oneOutput = NetworkBuilder.Nothing(64, 1, 2);
        Refused(Codes.Pretrained, () => OnnxExport.WritePatched(_folder["p.onnx"], frozen, oneOutput, Single));
        Refused(Codes.NotProven, () => OnnxExport.WritePatched(_folder["p.onnx"], frozen, NetworkBuilder.Nothing(64, 10, 2), Single));
        Refused(Codes.NotProven,
            () => OnnxExport.WritePatched(_folder["p.onnx"], frozen, NetworkBuilder.Nothing(64, 10, 2).For(Digits.Dataset!), Single));
        var wide = new TinyModel([0, 2], type: ElementType.Double).Node("Relu", "x", "y").Output("y").Read();
        Refused(Codes.Pretrained, () => OnnxExport.WritePatched(_folder["p.onnx"], wide, NetworkBuilder.Nothing(2, 2, 2), Single));
        // Another model than the one that gave the predictions.
        var other = new TinyModel([0, 1]).Constant("W", [1, 1], 2).Node("MatMul", "x W", "y").Output("y").Read();
        var builder = new DatasetBuilder(1, 1);
        foreach (var x in new[] { 1.0, 2, 3 }) builder.Add([x], [x], [x == 2 ? 0 : x]);
        var network = Design.Build(builder.Build("other"), new DesignOptions { Untouched = Untouched.Exact }).Network;
        Refused(Codes.Pretrained, () => OnnxExport.WritePatched(_folder["p.onnx"], other, network, Double));
        Assert.Empty(Directory.GetFiles(_folder.Path));

        static void Refused(string code, Action action) => Assert.Equal(code, Assert.Throws<FtcException>(action).Code);
    }

    [Fact]
    public void A_model_of_numbers_is_patched_within_the_tolerance()
    {
        var model = new TinyModel([0, 1]).Constant("W", [1, 1], 2).Node("MatMul", "x W", "y").Output("y").Read();
        var builder = new DatasetBuilder(1, 1);
        for (var i = 1; i <= 20; i++) builder.Add([i], [i % 7 == 0 ? 5 : 2.0 * i], [2.0 * i]);
        var network = Design.Build(builder.Build("numbers"), new DesignOptions { Untouched = Untouched.Exact }).Network;
        var patched = FrozenModel.Of(OnnxExport.Patch(model, network, Single).Patched, "p.onnx", "");
        for (var i = 1; i <= 20; i++) Assert.InRange(patched.Evaluate([(double)i])[0] - (i % 7 == 0 ? 5 : 2.0 * i), -0.03, 0.03);
    }
}
