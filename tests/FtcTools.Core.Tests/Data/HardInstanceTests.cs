using FtcTools.Bounds;
using FtcTools.Constructions;
using FtcTools.Constructions.TwoLayer;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Data;

public class HardInstanceTests
{
    private static Rational[] Residuals(Dataset data) => [.. Enumerable.Range(0, data.K).Select(i => data.Residual(i, 0))];

    private static int Knots(Dataset data) =>
        new KnotProgram([.. Enumerable.Range(0, data.K).Select(i => (Rational)(i + 1))], Residuals(data)).Knots;

    [Fact]
    public void Alternating_needs_every_knot_there_can_be()
    {
        for (var k = 3; k < 40; k++)
        {
            for (var n = 1; n <= k; n++)
            {
                var data = SyntheticData.Hard(n, k, HardKind.Alternating);
                Assert.Equal((n, k), (data.N, data.K));
                Assert.All(data.T, i => Assert.Equal(i % 2 == 0 ? 1 : -1, data.Residual(i - 1, 0)));
                Assert.Equal(Math.Min(3 * n, k - 2), Knots(data));
            }
        }
    }

    [Fact]
    public void Fewest_knots_build_alternating_with_as_many_neurons_as_the_bound()
    {
        for (var k = 5; k < 40; k++)
        {
            for (var n = 1; n <= k; n++)
            {
                var data = SyntheticData.Hard(n, k, HardKind.Alternating);
                var network = new FewestKnots().Build(new Problem(data));
                Assert.Equal(Math.Min(3 * n, k - 2), network.Neurons);
                Assert.Equal(BoundTable.Row(n, k, 2).Lower, network.Neurons);
                Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
            }
        }
    }

    [Fact]
    public void Signed_has_the_room_that_its_proof_asks_for()
    {
        for (var n = 1; n < 30; n++)
        {
            for (var k = Math.Max(3, 4 * n + 1); k < 4 * n + 6; k++)
            {
                var data = SyntheticData.Hard(n, k, HardKind.Signed);
                Assert.Equal((n, k), (data.N, data.K));
                var z = data.T.Select(i => data.Residual(i - 1, 0)).ToArray();
                Assert.Equal([.. Enumerable.Repeat(Rational.One, (n + 1) / 2), .. Enumerable.Repeat(Rational.MinusOne, n / 2)], z);
                Assert.True(data.T[0] > 2 && data.T[^1] <= k - 2);
                Assert.All(data.T.Zip(data.T.Skip(1)), pair => Assert.True(pair.Second - pair.First > 3));
            }
        }
    }

    [Fact]
    public void Paper_is_the_instance_of_its_proof()
    {
        var data = SyntheticData.Hard(4, 15, HardKind.Paper);
        Assert.Equal([3, 6, 9, 12], data.T);
        Assert.Equal([-1, 2, -1, 2], data.T.Select(i => data.Residual(i - 1, 0)));
        for (var n = 1; n < 13; n++)
        {
            for (var k = 3 * n + 2; k < 40; k++) Assert.Equal(3 * n, Knots(SyntheticData.Hard(n, k, HardKind.Paper)));
        }
    }

    [Fact]
    public void Paper_claims_eight_pieces_where_six_will_do()
    {
        var data = SyntheticData.Hard(4, 9, HardKind.Paper);
        Assert.Equal([2, 4, 6, 8], data.T);
        Assert.Equal([-1, 2, -1, 2], data.T.Select(i => data.Residual(i - 1, 0)));
        Assert.Equal(6, Knots(data) + 1);
        Assert.Equal(8, Knots(SyntheticData.Hard(4, 9, HardKind.Alternating)) + 1);
    }

    [Theory]
    [InlineData(0, 5, HardKind.Alternating, Codes.SampleOutOfRange, "valid are 1..K")]
    [InlineData(6, 5, HardKind.Alternating, Codes.SampleOutOfRange, "valid are 1..K")]
    [InlineData(1, 2, HardKind.Alternating, Codes.TooFewSamples, "K >= 3")]
    [InlineData(3, 12, HardKind.Signed, Codes.Argument, "4N + 1 = 13; K is 12")]
    [InlineData(4, 10, HardKind.Paper, Codes.Argument, "3N + 2 = 14 and for K = 2N + 1 = 9; K is 10")]
    [InlineData(4, 10, (HardKind)7, Codes.Argument, "Alternating, Signed, Paper")]
    public void What_is_not_hard_is_refused(int n, int k, HardKind kind, string code, string names)
    {
        var e = Assert.Throws<FtcException>(() => SyntheticData.Hard(n, k, kind));
        Assert.Equal(code, e.Code);
        Assert.Contains(names, e.Message, StringComparison.Ordinal);
    }
}
