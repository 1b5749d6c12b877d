using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>The time limit of what is built counts from the first thing that is looked at.</summary>
public class TimeLimitTests
{
    // With no time at all nothing is begun: what must be known before anything is built ends as the constructions do.
    [Theory]
    [InlineData("Auto", 0, 0.5)]
    [InlineData("Polytope", 0.25, 0)]
    [InlineData("SampleBoxes", 0, 0.5)]
    public void The_room_around_samples_is_looked_for_within_it(string method, double radius, double reach)
    {
        var error = Assert.Throws<FtcException>(() => Design.Build(Digits.Classes,
            new DesignOptions { Method = method, Radius = radius, Reach = reach, TimeLimit = TimeSpan.Zero }));
        Assert.Equal(method == Design.Auto ? Codes.NothingVerifies : Codes.TimeLimit, error.Code);
        Assert.Contains("when the time limit of 0 s was reached", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Norm.Infinity)]
    [InlineData(Norm.Two)]
    public void What_looks_through_all_pairs_of_samples_can_be_cancelled(Norm norm)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Separation.Of(Digits.Classes, norm, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Reach.Of(Digits.Classes, norm, source.Token));
    }

    [Fact]
    public void An_update_looks_through_what_it_keeps_within_it()
    {
        var network = Design.Build(Digits.Classes, new DesignOptions { Method = "SampleBoxes" }).Network;
        var error = Assert.Throws<FtcException>(() =>
            NetworkUpdate.Apply(network, Digits.Classes, new DesignOptions { TimeLimit = TimeSpan.Zero }));
        Assert.Equal(Codes.NothingVerifies, error.Code);
        Assert.Contains("when the time limit of 0 s was reached", error.Message, StringComparison.Ordinal);
    }
}
