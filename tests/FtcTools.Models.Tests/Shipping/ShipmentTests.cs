using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Shipping;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

public class ShipmentTests
{
    private static readonly Dataset s_data = SyntheticData.Gaussian(7, 60, 4, 1);

    private static Network Build(string method = "Hats", Dataset? data = null) =>
        Design.Build(data ?? s_data, new DesignOptions { Method = method }).Network;

    private static FtcException Refused(Network network, ShippingTerms? terms = null, Dataset? data = null) =>
        Assert.Throws<FtcException>(() => Shipment.Of(network, terms ?? new(), data));

    [Fact]
    public void What_is_proven_ships_with_its_proof()
    {
        var shipment = Shipment.Of(Build(), new());
        Assert.True(shipment.Report is { Passed: true, Touched: 0, Arithmetic: Arithmetic.Float64 });
        Assert.Equal(DataHash.Of(s_data), shipment.DataHash);
    }

    [Theory]
    [InlineData(Arithmetic.Float64)]
    [InlineData(Arithmetic.Float32)]
    public void The_proof_is_about_the_precision_that_ships(Arithmetic precision) =>
        Assert.Equal(precision, Shipment.Of(Build(), new ShippingTerms { Precision = precision, Tolerance = 0.5 }).Report!.Arithmetic);

    [Fact]
    public void What_is_wrong_at_one_sample_does_not_ship()
    {
        var network = Build();
        var wrong = new Core.Tests.Support.DataWith(s_data).Residual(s_data.T[3] - 1, Rational.One);
        var error = Refused(network, data: wrong);
        Assert.Equal(Codes.NotProven, error.Code);
        Assert.Contains($"1 of 60 samples are not proven in Float64: sample {s_data.T[3]} may be off by 1", error.Message,
            StringComparison.Ordinal);
        Assert.NotNull(Shipment.Of(network, new ShippingTerms { Tolerance = 2 }, wrong).Report);
    }

    [Fact]
    public void What_moves_untouched_samples_ships_only_where_that_is_allowed()
    {
        var network = Build("BlockEndpoints");
        var error = Refused(network, new ShippingTerms { Tolerance = 0.1 });
        Assert.Equal(Codes.NotProven, error.Code);
        Assert.Contains("of the 53 samples that are not edited may move in Float64", error.Message, StringComparison.Ordinal);
        Assert.True(Shipment.Of(network, new ShippingTerms { Tolerance = 0.1, Untouched = Untouched.Any }).Report!.Touched > 0);
    }

    [Fact]
    public void Without_samples_nothing_is_proven()
    {
        var network = new Network(Build().Layers);
        Assert.Equal(Codes.NotProven, Refused(network).Code);
        Assert.NotNull(Shipment.Of(network, new(), s_data).Report);
        var unproven = Shipment.Of(network, new ShippingTerms { Unproven = true });
        Assert.Null(unproven.Report);
        Assert.Null(unproven.DataHash);
    }

    [Fact]
    public void Samples_that_coincide_in_the_precision_are_named()
    {
        double[] x = [1, 16777216, 16777217, 3];
        var builder = new DatasetBuilder(1, 1);
        for (var i = 0; i < x.Length; i++) builder.Add([x[i]], [i == 2 ? 1 : Rational.Zero]);
        var data = builder.Build("close");
        var network = Build(data: data);
        Assert.Null(Shipment.Of(network, new()).Report!.Coincident);
        var error = Refused(network, new ShippingTerms { Precision = Arithmetic.Float32 });
        Assert.Equal(Codes.Coincident, error.Code);
        Assert.Contains("samples 2 and 3 are one point in Float32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_beyond_the_range_never_ships()
    {
        var layers = new[] { new Layer(Activation.Identity, 4, [[Rational.PowerOfTwo(200), 0, 0, 0]], [0]) };
        var terms = new ShippingTerms { Precision = Arithmetic.Float32, Unproven = true };
        Assert.Contains("beyond the range of Float32", Refused(new Network(layers), terms).Message, StringComparison.Ordinal);
        Assert.NotNull(Shipment.Of(new Network(layers), terms with { Precision = Arithmetic.Float64 }));
    }

    [Fact]
    public void Nothing_runs_in_exact_arithmetic() =>
        Assert.Equal(Codes.Argument, Refused(Build(), new ShippingTerms { Precision = Arithmetic.Exact }).Code);

    [Fact]
    public void A_network_for_other_data_does_not_ship() =>
        Assert.Equal(Codes.ShapeMismatch, Refused(Build(), data: SyntheticData.Line([2], 8)).Code);

    // By hand: the header, 0.5 -2 1e300 1 3 as float64, and the edited samples 2 and 3.
    [Fact]
    public void The_hash_is_that_of_the_documented_bytes()
    {
        var builder = new DatasetBuilder(1, 2);
        builder.Add([0.5], [0, 0]);
        builder.Add([-2], [Rational.Of(1, 3), 0]);
        builder.Add([1e300], [0, -7]);
        builder.Add([-0.0], [0, 0]);
        using var bytes = new MemoryStream();
        bytes.Write("ftc-data/1 4 1 2\n"u8);
        foreach (var value in (double[])[0.5, -2, 1e300, 0]) bytes.Write(BitConverter.GetBytes(value));
        bytes.Write("2 1/3 0\n3 0 -7\n"u8);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.ToArray())),
            DataHash.Of(builder.Build("data")));
    }
}
