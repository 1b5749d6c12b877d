using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Data;

public class NeighboursTests
{
    [Fact]
    public void The_summary_is_what_the_definition_says()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var data = Instances.Random(seed);
            foreach (var projection in Projection.Random(data.Inputs, seed).Take(2))
            {
                var positions = Enumerable.Range(0, data.K).Select(i => projection.Exact(data.Row(i))).ToArray();
                var clash = data.Edited.Any(i => Enumerable.Range(0, data.K)
                    .Any(j => positions[i] == positions[j] && !Residuals(data, i).SequenceEqual(Residuals(data, j))));
                var summary = Neighbours.Of(data, projection);
                Assert.Equal(!clash, summary.Separates);
                if (clash) continue;
                var edits = data.Edited.Select(i => positions[i]).Distinct().Order().ToArray();
                Assert.Equal(edits, summary.Edits.C);
                for (var gap = 0; gap <= edits.Length; gap++)
                {
                    var inside = Enumerable.Range(0, data.K).Where(i => data.Residual(i) is null).Select(i => positions[i])
                        .Where(c => (gap == 0 || c > edits[gap - 1]) && (gap == edits.Length || c < edits[gap])).Distinct().Order()
                        .ToArray();
                    Assert.Equal(inside.Length == 0 ? null : (inside[0], inside[^1]), summary.Untouched(gap));
                    Assert.Equal(inside.Length > 2, summary.More(gap));
                }
            }
        }
    }

    [Theory]
    [InlineData("BlockEndpoints")]
    [InlineData("FewestKnots")]
    [InlineData("Sawtooth")]
    [InlineData("SignedSawtooth")]
    public void Any_split_into_shards_merged_in_any_order_gives_the_same_bytes(string method)
    {
        var construction = Catalogue.Find(method);
        for (var seed = 0; seed < 150; seed++)
        {
            var data = Instances.Random(seed);
            var whole = new Problem(data, seed);
            if (construction.Refusal(whole) is not null) continue;
            var expected = Bytes(construction.Build(whole));
            var edits = ProjectedEdits.Of(data, Neighbours.Separating(data, seed).Edits.Projection);
            for (var split = 0; split < 3; split++)
            {
                var network = construction.Build(new Problem(Merged(data, edits, new Random(seed + split)), seed));
                Assert.Null(network.Dataset);
                Assert.Equal(expected, Bytes(network));
            }
        }
    }

    [Fact]
    public void A_network_from_a_summary_is_right_on_all_samples()
    {
        var data = SyntheticData.Gaussian(20, 3000, 4, 1);
        var network = Catalogue.Find("FewestKnots").Build(new Problem(Neighbours.Separating(data, 1), 1));
        Assert.True(Verifier.Verify(network, data, Arithmetic.Exact).Passed);
    }

    [Fact]
    public void A_large_dataset_is_summarised_by_several_threads_as_by_one()
    {
        var data = SyntheticData.Gaussian(50, 250_000, 2, 1);
        var threaded = Neighbours.Separating(data, 1);
        var single = new Neighbours(threaded.Edits);
        single.Add(data);
        Assert.Equal((single.K, single.N), (threaded.K, threaded.N));
        for (var gap = 0; gap <= threaded.Edits.Count; gap++)
            Assert.Equal((single.Untouched(gap), single.More(gap)), (threaded.Untouched(gap), threaded.More(gap)));
    }

    [Fact]
    public void What_needs_all_samples_is_refused()
    {
        var data = SyntheticData.Gaussian(3, 30, 2, 1);
        var problem = new Problem(Neighbours.Separating(data, 1), 1);
        foreach (var method in (string[])["Hats", "WholeSawtooth"])
            Assert.Equal(Codes.Condition, Assert.Throws<FtcException>(() => Catalogue.Find(method).Build(problem)).Code);
    }

    [Fact]
    public void Samples_that_do_not_belong_are_refused()
    {
        var data = SyntheticData.Gaussian(3, 30, 2, 1);
        var projection = new Projection([1, 0.5]);
        var summary = Neighbours.Of(data, projection);
        Assert.Equal(Codes.ShapeMismatch, Code(() => summary.Add([1.0])));
        Assert.Equal(Codes.Argument, Code(() => summary.Add([1.0, 2.0], [Rational.One])));
        Assert.Equal(Codes.Argument, Code(() => summary.Merge(Neighbours.Of(data, new Projection([1, 0.25])))));
        Assert.Equal(Codes.TooFewSamples, Code(() => _ = new Problem(new Neighbours(summary.Edits))));

        static string Code(Action action) => Assert.Throws<FtcException>(action).Code;
    }

    [Fact]
    public void An_untouched_sample_at_an_edit_is_noticed_in_whatever_shard_it_is()
    {
        var edits = new ProjectedEdits(new Projection([1, 1]), 1, [([1, 2], [Rational.One])]);
        var (one, other) = (new Neighbours(edits), new Neighbours(edits));
        one.Add([0, 0]);
        other.Add([2, 1]);
        one.Merge(other);
        Assert.False(one.Separates);
        Assert.Equal(Codes.NoDirection, Assert.Throws<FtcException>(() => Line.Support(one)).Code);
    }

    // Samples dealt out to shards at random; shards merged two at a time, whichever two.
    private static Neighbours Merged(Dataset data, ProjectedEdits edits, Random random)
    {
        var shards = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => new Neighbours(edits)).ToList();
        foreach (var i in Enumerable.Range(0, data.K).OrderBy(_ => random.Next()))
            shards[random.Next(shards.Count)].Add(data.Row(i), data.Residual(i));
        while (shards.Count > 1)
        {
            var (into, from) = (random.Next(shards.Count), random.Next(shards.Count));
            if (into == from) continue;
            shards[into].Merge(shards[from]);
            shards.RemoveAt(from);
        }
        return shards[0];
    }

    private static IEnumerable<Rational> Residuals(Dataset data, int i) =>
        Enumerable.Range(0, data.Outputs).Select(o => data.Residual(i, o));

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return stream.ToArray();
    }
}
