using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Verification;

/// <summary>What is said of single samples is what the verdict says of all, and what plain evaluation shows.</summary>
public class SampleReportTests
{
    private static readonly Arithmetic[] s_all = Enum.GetValues<Arithmetic>();

    [Fact]
    public void Every_edit_of_a_classification_is_listed_with_answers_lead_and_a_radius_of_its_own()
    {
        var data = Digits.Classes;
        var network = Design.Build(data, new DesignOptions { Method = "Polytope", Radius = 0.1, Precision = Arithmetic.Float32 }).Network;
        foreach (var arithmetic in s_all)
        {
            var report = Verifier.Verify(network, data, arithmetic);
            var samples = SampleReport.Of(network, data, report);
            Assert.Equal(data.T, samples.Edits.Select(edit => edit.Sample));
            Assert.All(samples.Edits, edit =>
            {
                Assert.Equal(Classification.Argmax(data.Predictions(edit.Sample - 1)), Assert.Single(edit.Before));
                Assert.Equal(data.Classes!.Label(edit.Sample - 1), Assert.Single(edit.After));
                Assert.True(edit is { Right: true, Lead: > 0, Error: null, Radius: >= 0.1 }, edit.ToString());
            });
            Assert.Equal(report.Margin, samples.Edits.Min(edit => edit.Lead));
            Assert.True(samples.Edits.Select(edit => edit.Radius).Distinct().Count() > 10);
            Assert.Equal(report.Radius, Math.Min(samples.Edits.Min(edit => edit.Radius)!.Value, samples.Nearest[0].Distance));
            Assert.Equal(10, samples.Nearest.Count);
            Assert.Equal(samples.Nearest.OrderBy(sample => sample.Distance), samples.Nearest);
        }
    }

    [Fact]
    public void An_edit_that_fails_is_listed_with_the_wrong_answer()
    {
        var data = Digits.Classes;
        var nothing = NetworkBuilder.Nothing(64, 10, 2);
        var samples = SampleReport.Of(nothing, data, Verifier.Verify(nothing, data, Arithmetic.Float32), mostEdits: 5);
        Assert.Equal(data.T.Take(5), samples.Edits.Select(edit => edit.Sample));
        Assert.All(samples.Edits,
            edit => Assert.True(!edit.Right && edit.After[0] == edit.Before[0] && edit.After[0] != edit.Label[0] && edit.Lead < 0,
                edit.ToString()));
        // A network that is nowhere anything but 0 has no edge.
        Assert.Empty(samples.Nearest);
    }

    [Fact]
    public void Outputs_are_listed_with_their_errors_and_nothing_nearer_than_the_distance_is_touched()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var data = Instances.Random(seed);
            var network = Design.Build(data, new DesignOptions { Precision = Arithmetic.Exact, Seed = seed }).Network;
            foreach (var arithmetic in s_all)
            {
                var report = Verifier.Verify(network, data, arithmetic);
                var samples = SampleReport.Of(network, data, report);
                Assert.Equal(data.T, samples.Edits.Select(edit => edit.Sample));
                Assert.All(samples.Edits, edit =>
                    Assert.Equal(Enumerable.Range(0, data.Outputs).Select(o => data.Residual(edit.Sample - 1, o).ToDouble()), edit.Label));
                Assert.All(samples.Edits,
                    edit => Assert.True((edit.Right || !report.Passed) && edit.After.Zip(edit.Label)
                        .All(pair => Math.Abs(pair.First - pair.Second) <= edit.Error * (1 + 1e-12)), $"seed {seed}: {edit}"));
                Assert.True(samples.Edits.Select(edit => edit.Error!.Value).DefaultIfEmpty(0).Max() <= report.ErrorBound);
                if (arithmetic == Arithmetic.Exact) Near(network, data, samples, seed);
            }
        }
    }

    // Points on the edge of the box around a sample within which nothing is touched, or just inside it, exactly evaluated.
    private static void Near(Network network, Dataset data, SampleReport samples, int seed)
    {
        var (random, g) = (new Random(seed), new ExactEvaluator(network));
        var room = g.NewWorkspace();
        foreach (var (sample, _, distance) in samples.Nearest)
        {
            Assert.Null(data.Residual(sample - 1));
            for (var attempt = 0; attempt < 10; attempt++)
            {
                var point = data.Row(sample - 1).ToArray();
                for (var j = 0; j < point.Length; j++)
                {
                    var moved = point[j] + (random.Next(3) - 1) * distance;
                    if (Rational.Abs(Rational.Of(moved) - Rational.Of(point[j])) <= Rational.Of(distance)) point[j] = moved;
                }
                Assert.True(g.Evaluate(point, room).ToArray().All(value => value.IsZero), $"seed {seed}, sample {sample}");
            }
        }
    }
}
