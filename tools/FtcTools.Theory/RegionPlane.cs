using System.Globalization;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Patching;
using FtcTools.Shipping;

namespace FtcTools.Theory;

/// <summary>The picture of a rule that a model of two inputs breaks in a corner.</summary>
internal static class RegionPlane
{
    private const int Hidden = 8;

    // Wide enough to be seen: the default is a fiftieth of it.
    private const double Margin = 0.05;

    public static IEnumerable<Figure> Figures { get; } =
        [new("regions.md", "region", "A region in the plane: where the model is wrong, the boxes that are lifted, and their ramps", Draw)];

    private static (Svg, string) Draw()
    {
        // The first one that is wrong on about a tenth of the region.
        var network = Enumerable.Range(1, 1000).Select(Model).First(model => WrongShare(model) is > 0.07 and < 0.13);
        var region = new Region("rule", [-1.5, -1], [1.5, 1], Requirement.OfClass(1));
        var patch = RegionPatch.Build(Frozen(network), [region], new() { Keep = 0.97, Margin = Margin });
        var plan = patch.Regions[0];

        var svg = new Svg(620, 440);
        var panel = new Panel(svg, (10, 10, 600, 420), (-2, 2), (-1.4, 1.4));
        var first = network.Layers[0];
        Affine[] hidden = [.. first.Each(1).Select(q => Affine.Of(first.Weights(q), first.Bias(q)))];
        Cell[] cells = [.. panel.Corners.Cut(hidden)];
        var box = Box(region.Low, region.High);
        foreach (var cell in cells) panel.Area(Within(cell, box).Where(Lead(cell.Centre).Times(-1)), "up");
        var borders = patch.Layers[0];
        for (var u = 0; u < patch.Layers[1].Neurons; u++)
        {
            var row = patch.Layers[1].Weights(u).ToArray();
            Affine[] own = [.. Enumerable.Range(0, row.Length).Where(q => !row[q].IsZero)
                .Select(q => Affine.Of(borders.Weights(q), borders.Bias(q)))];
            panel.Area(Within(panel.Corners, own.Select(h => h.Times(-1).Plus(1))), "band")
                .Area(Within(panel.Corners, own.Select(h => h.Times(-1))), "band");
        }
        panel.Strip(cells, Lead, 0, "d").Line([(-1.5, -1), (1.5, -1), (1.5, 1), (-1.5, 1), (-1.5, -1)], "a").Frame();
        return (svg, string.Create(CultureInfo.InvariantCulture,
            $"A model with {Hidden} ReLUs answers class 0 or 1; purple: where both are equal. On the region (blue frame) class 1 is required. Orange: where the model is wrong. {patch.Layers[1].Neurons} unit{(patch.Layers[1].Neurons == 1 ? " covers" : "s cover")} what is not proven right, in boxes (dark: the lift is whole; light: ramps, here {Margin:0.##} of a box's width at most): {patch.Neurons} neurons, a lift of {plan.Lift:0.###} at most where the worst violation found is {plan.Violation:0.###}. On {Math.Floor(100 * plan.Untouched):0} % of the region, and all beyond it and its ramps, no bit moves."));

        // Of class 1 over class 0, where the hidden neurons that are on are those at a point.
        Affine Lead((double X, double Y) at)
        {
            var last = network.Layers[1];
            var sum = new Affine(0, 0, (last.Bias(1) - last.Bias(0)).ToDouble());
            for (var q = 0; q < hidden.Length; q++)
            {
                if (hidden[q].At(at) > 0) sum = sum.Plus(hidden[q].Times((last.Weights(1)[q] - last.Weights(0)[q]).ToDouble()));
            }
            return sum;
        }
    }

    private static Cell Within(Cell cell, IEnumerable<Affine> sides) =>
        sides.Aggregate(cell, (part, side) => part.IsEmpty ? part : part.Where(side));

    private static Affine[] Box(IReadOnlyList<double> low, IReadOnlyList<double> high) =>
        [new(1, 0, -low[0]), new(-1, 0, high[0]), new(0, 1, -low[1]), new(0, -1, high[1])];

    // Weights from a seed, in steps of 1/64.
    private static Network Model(int seed)
    {
        var random = new Random(seed);
        return new NetworkBuilder(2)
            .Units(Enumerable.Range(0, Hidden).Select(_ => (new[] { Step(2), Step(2) }, Step(1), Shape.Relu)))
            .Outputs(Enumerable.Range(0, 2)
                .Select(o => (Enumerable.Range(0, Hidden).Select(_ => Step(1)).ToArray(), o == 1 ? Rational.One : Rational.Zero)));

        Rational Step(int largest) => Rational.Of(Math.Round(64 * largest * (2 * random.NextDouble() - 1)) / 64);
    }

    private static double WrongShare(Network model)
    {
        const int Side = 40;
        var rounded = new RoundedNetwork<double>(model);
        var wrong = 0;
        for (var i = 0; i < Side * Side; i++)
        {
            var y = rounded.Evaluate([-1.5 + 3.0 * (i % Side) / (Side - 1), -1 + 2.0 * (i / Side) / (Side - 1)]);
            if (y[0] >= y[1]) wrong++;
        }
        return (double)wrong / (Side * Side);
    }

    private static FrozenModel Frozen(Network network)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.onnx");
        try
        {
            OnnxExport.Write(file, Shipment.Of(network, new() { Precision = Arithmetic.Float32, Unproven = true }));
            return FrozenModel.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
