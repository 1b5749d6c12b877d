using System.Numerics;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Shipping;
using FtcTools.Shipping.CSharp;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

public class CSharpTests
{
    private static Shipment Unproven(Network network, Arithmetic precision = Arithmetic.Float64) =>
        Shipment.Of(network, new ShippingTerms { Precision = precision, Unproven = true });

    private static string Class(Shipment shipment, string name) => CSharpFile.TextOf(shipment, new CSharpOptions { ClassName = name });

    private static IEnumerable<Network> OfEveryConstruction()
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var problem = new Problem(Instances.Random(seed));
            foreach (var construction in Catalogue.All)
            {
                if (construction.Refusal(problem) is null) yield return construction.Build(problem);
            }
        }
    }

    // Random layers of any width and density, so that every form of a layer is met.
    private static Network Random(int seed, params int[] widths)
    {
        var random = new Random(seed);
        var layers = new List<Layer>();
        for (var l = 1; l < widths.Length; l++)
        {
            var density = random.Next(3) switch { 0 => 0.02, 1 => 0.4, _ => 1 };
            var rows = new List<Rational[]>();
            for (var r = 0; r < widths[l]; r++)
            {
                rows.Add(r > 0 && random.Next(4) == 0
                    ? [.. rows[^1].Select(w => -w)]
                    : [.. Enumerable.Range(0, widths[l - 1])
                        .Select(_ => random.NextDouble() < density ? Rational.Of(random.Next(-300, 300), 100) : Rational.Zero)]);
            }
            var activation = l == widths.Length - 1 ? Activation.Identity : random.Next(3) == 0 ? Activation.HardTanh : Activation.Relu;
            layers.Add(new Layer(activation, widths[l - 1], rows, [.. rows.Select(_ => (Rational)random.Next(-2, 3))]));
        }
        return new Network(layers);
    }

    private static readonly Lazy<List<Network>> s_networks = new(() =>
    [
        .. OfEveryConstruction(),
        Random(1, 3, 5, 2), Random(2, 40, 70, 30, 1), Random(3, 10, 100, 90, 80, 3), Random(4, 1, 900, 1), Random(5, 130, 12, 12, 12),
        Random(6, 20, 65, 65, 65, 65, 1),
        Random(7, 2, 9000, 1), Random(8, 64, 40, 1), Random(9, 9, 3, 70), Random(10, 300, 1), Random(11, 5, 0, 2),
    ]);

    [Fact]
    public void A_compiled_class_gives_what_is_proven_for_every_order_of_summation()
    {
        var networks = s_networks.Value;
        var compiled = new Compiled([
            .. networks.Select((network, i) => Class(Unproven(network), $"D{i}")),
            .. networks.Where(IsFinite32).Select((network, i) => Class(Unproven(network, Arithmetic.Float32), $"F{i}"))]);
        for (var i = 0; i < networks.Count; i++) LiesInTheEnclosure<double>(networks[i], compiled, $"D{i}");
        var small = networks.Where(IsFinite32).ToList();
        Assert.True(small.Count > networks.Count / 2);
        for (var i = 0; i < small.Count; i++) LiesInTheEnclosure<float>(small[i], compiled, $"F{i}");

        static bool IsFinite32(Network network) =>
            new RoundedNetwork<float>(network).Layers.All(layer => Array.TrueForAll(layer.Weights, float.IsFinite)
                && Array.TrueForAll(layer.Bias, float.IsFinite));
    }

    private static void LiesInTheEnclosure<T>(Network network, Compiled compiled, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var enclosure = Enclosure.OfRounded(new RoundedNetwork<T>(network));
        var room = enclosure.NewScratch();
        var (all, one) = (compiled.All<T>(name), network.Outputs == 1 ? compiled.One<T>(name) : null);
        var (x, y) = (new T[network.Inputs], new T[network.Outputs]);
        var random = new Random(3);
        for (var i = 0; i < 40; i++)
        {
            double[] features = i < network.Dataset?.K
                ? network.Dataset.Row(i).ToArray()
                : [.. x.Select(_ => random.Next(4) == 0 ? 0 : 4 * random.NextDouble() - 2)];
            for (var j = 0; j < x.Length; j++) x[j] = T.CreateSaturating(features[j]);
            all(x, y);
            if (one is not null) Assert.Equal(y[0], one(x));
            enclosure.Evaluate(features, room);
            for (var o = 0; o < y.Length; o++)
            {
                var (middle, radius) = (room.Middles[^1][o], room.Radii[^1][o]);
                if (double.IsFinite(radius)) Assert.InRange(double.CreateChecked(y[o]), middle - radius, middle + radius);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(90)]
    public void It_says_which_edits_are_behind_what_it_does(int dimension)
    {
        var data = SyntheticData.Gaussian(12, 60, dimension, 1);
        var network = Design.Build(data, new DesignOptions { Untouched = Untouched.Exact }).Network;
        var touched = new Compiled([CSharpFile.TextOf(Shipment.Of(network, new()), new CSharpOptions { ClassName = "P" })]).Type("P")
            .GetMethod("Touched")!.CreateDelegate<Touching>();
        for (var i = 0; i < data.K; i++)
        {
            var edits = touched(data.Row(i)).ToArray();
            Assert.Equal(data.Residual(i) is not null, edits.Contains(i + 1));
            Assert.Equal(data.Residual(i) is null, edits.Length == 0);
        }
    }

    private delegate ReadOnlySpan<int> Touching(ReadOnlySpan<double> x);

    [Fact]
    public void Every_form_of_a_layer_is_met()
    {
        var forms = s_networks.Value.SelectMany(network =>
            new RoundedNetwork<float>(network).Layers.Select((layer, l) => new LayerRows<float>(layer).Form(l == 0)));
        Assert.Equal(Enum.GetValues<LayerForm>(), forms.Distinct().Order());
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Network[] networks = [Random(1, 40, 20, 1), Random(2, 40, 70, 30, 1), Random(4, 1, 900, 1), Random(7, 2, 9000, 1)];
        var compiled = new Compiled(networks.Select((network, i) => Class(Unproven(network, Arithmetic.Float32), $"P{i}")));
        for (var i = 0; i < networks.Length; i++)
        {
            var (evaluate, x) = (compiled.One<float>($"P{i}"), new float[networks[i].Inputs]);
            // The runtime may allocate while it compiles a better version; code that allocates does so in every round.
            var least = long.MaxValue;
            for (var round = 0; round < 20 && least > 0; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var n = 0; n < 1000; n++) evaluate(x);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void The_same_shipment_gives_the_same_text_with_line_feeds()
    {
        var data = SyntheticData.Gaussian(5, 30, 3, 1);
        string Make() =>
            CSharpFile.TextOf(Shipment.Of(Design.Build(data, new DesignOptions { Method = "Hats" }).Network, new()), new CSharpOptions());
        Assert.Equal(Make(), Make());
        Assert.DoesNotContain('\r', Make());
    }

    [Fact]
    public void It_says_what_is_proven_of_which_data()
    {
        var data = SyntheticData.Gaussian(5, 30, 3, 1);
        var shipment = Shipment.Of(Design.Build(data, new DesignOptions { Method = "Hats" }).Network, new());
        var text = CSharpFile.TextOf(shipment, new CSharpOptions { Public = true });
        Assert.Contains("corrects 5 of 30 samples and leaves the others as they are, to the last bit", text, StringComparison.Ordinal);
        Assert.Contains("Method: Hats", text, StringComparison.Ordinal);
        Assert.Contains("Proven in double arithmetic, for every order of summation", text, StringComparison.Ordinal);
        Assert.Contains(DataHash.Of(data), text, StringComparison.Ordinal);
        Assert.Contains("public static class Patch", text, StringComparison.Ordinal);
        Assert.Contains("NOT PROVEN", CSharpFile.TextOf(Unproven(shipment.Network), new CSharpOptions()), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_zero_are_left_out()
    {
        var text = Class(Unproven(
            new Network([new Layer(Activation.Relu, 3, [[0, 2, 0], [0, 0, 0]], [0, 1]),
                new Layer(Activation.Identity, 2, [[1, 0]], [0])])), "P");
        Assert.Contains("h1_1 = Relu(2.0 * x[1]);", text, StringComparison.Ordinal);
        Assert.Contains("return h1_1;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_data_do_not_break_the_comments()
    {
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < 4; i++) builder.Add([i], [i == 2 ? 1 : 0]);
        var data = builder.Build("a<b>&\n\u2028*/ \"c\".csv");
        _ = new Compiled([CSharpFile.TextOf(
            Shipment.Of(Design.Build(data, new DesignOptions { Untouched = Untouched.Exact }).Network, new()), new CSharpOptions())]);
    }

    [Theory]
    [InlineData("digits-patch", "My App.1.x@y", "DigitsPatch", "My_App._1.x_y")]
    [InlineData("class", "class.Vector", "Class", "@class.Vector")]
    [InlineData("7 of 9", "System", "Patch7Of9", "System")]
    [InlineData("dot", "", "DotPatch", "")]
    [InlineData("weights1", "Math.Numerics", "Weights1Patch", "Math.Numerics")]
    [InlineData("...", "...", "Patch", "")]
    [InlineData("änderung β", "Ü.日本", "ÄnderungΒ", "Ü.日本")]
    [InlineData("_a", "_", "A", "@_")]
    public void Any_text_makes_a_name(string from, string project, string name, string space)
    {
        var options = new CSharpOptions { DefaultName = from, DefaultNamespace = project };
        var full = space.Length == 0 ? name : $"{space}.{name}";
        Assert.Equal(full, CSharpFile.NameOf(options));
        var network = Random(2, 40, 70, 30, 1);
        var compiled = new Compiled([CSharpFile.TextOf(Unproven(network), options)]);
        Assert.NotNull(compiled.One<double>(full));
    }

    [Theory]
    [InlineData("class", "a.int")]
    [InlineData("Span", "Span")]
    [InlineData("Math", "Vector.Math")]
    [InlineData("record", "MemoryMarshal")]
    [InlineData("x", "y")]
    [InlineData("h", "t")]
    public void Any_valid_name_may_be_chosen(string name, string space)
    {
        var options = new CSharpOptions { ClassName = name, Namespace = space };
        // Types of the same names beside it are no hindrance.
        var compiled = new Compiled(
            [CSharpFile.TextOf(Unproven(Random(2, 40, 70, 30, 1)), options),
                "namespace Vector { class Vector { } class Span { } class MemoryMarshal { } class Relu { } }"]);
        Assert.NotNull(compiled.One<double>($"{space}.{name}"));
    }

    [Theory]
    [InlineData("my patch", null)]
    [InlineData("", null)]
    [InlineData("1st", null)]
    [InlineData("a.b", null)]
    [InlineData("Dot", null)]
    [InlineData("Weights1_2", null)]
    [InlineData(null, "a..b")]
    [InlineData(null, "my app")]
    [InlineData(null, "a;b")]
    public void What_is_no_name_is_refused(string? name, string? space) =>
        Assert.Equal(Codes.InvalidName,
            Assert.Throws<FtcException>(() => CSharpFile.NameOf(new CSharpOptions { ClassName = name, Namespace = space })).Code);

    [Fact]
    public void A_wrong_length_is_refused()
    {
        var compiled = new Compiled([Class(Unproven(Random(1, 3, 5, 2)), "P"), Class(Unproven(Random(8, 3, 4, 1)), "Q")]);
        Assert.Throws<ArgumentException>(() => compiled.All<double>("P")(new double[4], new double[2]));
        Assert.Throws<ArgumentException>(() => compiled.All<double>("P")(new double[3], new double[1]));
        Assert.Throws<ArgumentException>(() => compiled.One<double>("Q")(new double[2]));
        Assert.Throws<ArgumentException>(() => compiled.All<double>("Q")(new double[3], new double[2]));
    }

    [Fact]
    public void What_no_compiler_takes_is_refused()
    {
        var row = new Rational[1_000_001];
        var network = new Network([new Layer(Activation.Identity, row.Length, [row], [0])]);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => CSharpFile.TextOf(Unproven(network), new CSharpOptions())).Code);
    }
}
