using System.Numerics;
using FtcTools.Bounds;
using FtcTools.Bounds.Parameters;
using FtcTools.Bounds.Yun;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

public class OtherPapersTests
{
    [Fact]
    public void ImageNet_takes_2k_2k_4k_as_printed_and_less()
    {
        var row = ClassBound.Of(1_000_000, 1000);
        Assert.Equal("2000-2000-4000", row.PaperWidths);
        Assert.Equal(8000, row.PaperUpper);
        Assert.Equal("1415-1414-1000", row.Widths);
        Assert.Equal(3829, row.Upper);
        Assert.True(row.Lower <= row.Upper);
    }

    [Fact]
    public void Class_widths_satisfy_their_conditions_and_none_is_cheaper()
    {
        for (var n = 3; n < 300; n++)
        {
            var printed = YunProposition32.Printed(n, 2);
            var sharper = YunProposition32.Sharper(n, 2);
            Assert.True(4 * (printed.D1 / 4) * (printed.D2 / 4) >= n && sharper.D1 * (sharper.D2 / 2) >= n, $"N = {n}");
            var pairs = from d1 in Enumerable.Range(1, n) from levels in Enumerable.Range(1, (n + d1 - 1) / d1)
                where (long)d1 * levels >= n select d1 + 2 * levels;
            Assert.Equal(pairs.Min(), sharper.D1 + sharper.D2);
            Assert.True(sharper.D1 + sharper.D2 <= printed.D1 + printed.D2 && sharper.D3 <= printed.D3);
        }
    }

    [Theory]
    [InlineData(2, 10, Codes.TooFewSamples)]
    [InlineData(100, 1, Codes.Classes)]
    [InlineData(100, 0, Codes.Classes)]
    [InlineData(10, 11, Codes.Argument)]
    public void Class_bounds_refuse_what_cannot_be(long n, long classes, string code) =>
        Assert.Equal(code, Assert.Throws<FtcException>(() => ClassBound.Of(n, classes)).Code);

    [Fact]
    public void Theorem_33_is_the_least_sum_of_widths_that_its_condition_allows()
    {
        for (var pieces = 2; pieces <= 5; pieces++)
        {
            for (var k = 3; k < 120; k++)
            {
                var p = pieces;
                Assert.Equal(Enumerable.Range(0, k).First(d1 => (p - 1) * d1 + 2 >= k), YunTheorem33.Neurons(k, 2, p));
                var three = from d1 in Enumerable.Range(1, k) from d2 in Enumerable.Range(1, k)
                    where p * (p - 1) * d1 * d2 + (p - 1) * d2 + 2 >= k select d1 + d2;
                Assert.Equal(three.Min(), YunTheorem33.Neurons(k, 3, p));
            }
        }
    }

    [Fact]
    public void Pieces_of_an_activation_are_sharper_than_the_theorem_and_those_of_ReLUs_are_known()
    {
        for (var k = 5; k < 400; k += 7)
        {
            foreach (var layers in new[] { 2, 3 })
            {
                for (var p = 2; p <= 4; p++)
                {
                    var bound = PieceBound.Of(k, k, layers, p);
                    Assert.True(bound.Lower >= bound.PaperLower, bound.ToString());
                }
                Assert.True(PieceBound.Of(k, k, layers, 2).Lower <= BoundTable.Row(k, k, layers).Lower);
            }
        }
    }

    // On a line a network of random weights has no more pieces than the product, whatever the activation's turns are: so many are needed.
    [Fact]
    public void Hard_tanh_networks_obey_the_bound_of_three_pieces()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var data = SyntheticData.RandomLine(20 + seed, 20 + seed, seed);
            var network = Catalogue.Find("HardTanhs").Build(new Problem(data));
            Assert.True(network.Neurons >= YunTheorem33.Neurons(data.K, 3, 3) - 1 && network.Neurons >= 2, $"{network.Neurons}");
            Assert.True((1 + 2 * network.Widths[0]) * (1 + 2 * network.Widths[1]) >= data.K - 1);
        }
    }

    [Fact]
    public void Bits_are_counted()
    {
        foreach (var (n, k) in new[] { (3L, 10L), (20, 100), (500, 1000), (0, 10), (10, 10) })
        {
            BigInteger choices = 1;
            for (var i = 1; i <= n; i++) choices = choices * (k - n + i) / i;
            var exact = BigInteger.Log(choices, 2) + n;
            Assert.InRange(BitCount.Bits(n, k, 2), exact - 1.5, exact + 1e-6);
        }
    }

    // What is recalled of Theorems 3.1 and 6.1 and of the VC dimension, held against networks that were built.
    [Fact]
    public void Built_networks_lie_between_the_bounds()
    {
        foreach (var n in new[] { 16, 64, 256 })
        {
            foreach (var row in ParameterTable.Rows(n,
                methods: ["BitExtraction", "BoundedBits", "BoundedDepth", "FewestKnots", "Sawtooth", "OneWindow"]))
            {
                Assert.True(row.Parameters >= row.LowerParameters, row.ToString());
                Assert.True(row.Bits >= row.LowerBits, row.ToString());
                Assert.True(VcDimension.Upper(row.Parameters, row.Layers) >= row.N);
            }
            var bits = ParameterTable.Rows(n, methods: ["BitExtraction"]).Single();
            // x_i = i: r = K, delta = 1, two labels.
            Assert.True(bits.Layers <= VardiTheorem31.Depth(n, bits.K, bits.K, 1, 2), $"{bits.Layers} layers");
        }
    }

    [Fact]
    public void The_dimension_of_few_parameters_is_small_and_of_deep_networks_large()
    {
        Assert.Equal(1, VcDimension.Parameters(1, 3));
        for (var n = 10L; n < 1_000_000_000; n *= 10)
        {
            var parameters = VcDimension.Parameters(n, 3);
            Assert.True(VcDimension.Upper(parameters, 3) >= n && (parameters == 1 || VcDimension.Upper(parameters - 1, 3) < n));
            Assert.True(VcDimension.Parameters(n, 1000) <= parameters);
        }
        Assert.Null(VcDimension.Lower(1000, 3));
        Assert.True(VcDimension.Lower(1e9, 1000) < VcDimension.Upper(1e9, 1000));
    }
}
