using FtcTools.Data;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Verification;

/// <summary>
/// Networks that detect the order of their own sums: 2^24 + 1 - 2^24 is 0 or 1 in float32, and the class hangs on it (Szasz, Banhelyi,
/// Jelasity, "No Soundness in the Real World", arXiv 2506.01054). Over the real numbers the class is known; of what runs nothing may be
/// claimed.
/// </summary>
public class SumOrderTests
{
    private const double Big = 1 << 24;

    // From x [batch, 1, 3], which is (1, 1, 1), to y [batch, 2]: the sum, and a half.
    private static readonly Dictionary<string, Action<Graphs>> s_models = new()
    {
        ["Gemm"] = g => Flat(g).Weights("W", [3, 2], Big, 0, 1, 0, -Big, 0).Weights("b", [2], 0, 0.5).Node("Gemm", "v W b", "y"),
        ["Gemm, its bias first or last"] = g => Flat(g).Weights("W", [3, 2], 1, 0, -Big, 0, 0, 0).Weights("b", [2], Big, 0.5)
            .Node("Gemm", "v W b", "y"),
        ["MatMul, Add before or after it"] = g => Flat(g).Weights("W", [3, 2], 1, 0, -Big, 0, 0, 0).Weights("b", [2], Big, 0.5)
            .Node("MatMul", "v W", "m").Node("Add", "m b", "y"),
        ["Conv"] = g => g.Weights("W", [2, 1, 3], Big, 1, -Big, 0, 0, 0).Weights("b", [2], 0, 0.5).Node("Conv", "x W b", "c")
            .Node("Flatten", "c", "y"),
        ["Conv, a branch added before or after it"] = g => g.Weights("V", [2, 1, 3], Big, 0, 0, 0, 0, 0)
            .Weights("W", [2, 1, 3], 1, -Big, 0, 0, 0, 0).Weights("b", [2], 0, 0.5)
            .Node("Conv", "x V", "r").Node("Conv", "x W b", "c").Node("Add", "c r", "s").Node("Flatten", "s", "y"),
        ["AveragePool"] = g => g.Weights("w", [1, 3], Big, 1, -Big).Node("Mul", "x w", "p").Node("GlobalAveragePool", "p", "m")
            .Node("Flatten", "m", "n")
            .Weights("W", [1, 2], 3, 0).Weights("b", [2], 0, 0.5).Node("Gemm", "n W b", "y"),
        ["Conv, normalized"] = g => g.Weights("W", [2, 1, 3], Big, 1, -Big, 0, 0, 0).Weights("s", [2], 1, 1).Weights("o", [2], 0, 0.5)
            .Weights("m", [2], 0, 0).Weights("v", [2], 1, 1)
            .Node("Conv", "x W", "c").Node("BatchNormalization", "c s o m v", "n", Graphs.Number("epsilon", 0)).Node("Flatten", "n", "y"),
    };

    public static TheoryData<string> Models => [.. s_models.Keys];

    private static Graphs Flat(Graphs graph) => graph.Node("Flatten", "x", "v");

    [Theory]
    [MemberData(nameof(Models))]
    public void Nothing_is_claimed_of_a_class_that_hangs_on_the_order_of_sums(string name)
    {
        var graph = new Graphs().Input("x", [-1, 1, 3]).Output("y", [-1, 2]);
        s_models[name](graph);
        var model = FrozenModel.Of(graph.Model, Path.GetFullPath("test.onnx"), "");
        var (low, high) = model.Bounds([1, 1, 1], [1, 1, 1], Arithmetic.Float32);
        Assert.True(low[0] <= 0 && high[0] >= 1, $"[{low[0]}, {high[0]}]");

        var builder = new DatasetBuilder(3, 2);
        builder.Add([1, 1, 1], 0, [0, 0.5]);
        for (var i = 0; i < 2; i++) builder.Add([0, 0, i], 1, [0, 0.5]);
        var data = builder.Build("sums");
        Assert.True(Holds(Arithmetic.Exact, 0));
        Assert.True(Holds(Arithmetic.Float64, 0));
        Assert.False(Holds(Arithmetic.Float32, 0));
        // Lifted by more than the order can change it, it holds.
        Assert.True(Holds(Arithmetic.Float32, 64));

        bool Holds(Arithmetic arithmetic, int lift) =>
            new ArgmaxRadius(new Network([new Layer(Activation.Identity, 3, [[0, 0, 0], [0, 0, 0]], [lift, 0])]), data, model,
                Norm.Infinity, arithmetic).Holds(0, 0);
    }
}
