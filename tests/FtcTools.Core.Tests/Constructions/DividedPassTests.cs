using FtcTools.Constructions;
using FtcTools.Constructions.WorkingSets;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Tests;
using FtcTools.Verification;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>What a pass finds is the same however samples are divided among parts, blocks, threads and machines.</summary>
public class DividedPassTests
{
    private const int Few = 100;

    private static readonly DesignOptions s_ships = new() { Precision = Arithmetic.Float32, Untouched = Untouched.Exact };

    /// <summary>A pass by some threads that get blocks of any length in any order.</summary>
    private sealed class AnyOrder(SampleSource whole, int seed) : DividedSource(whole)
    {
        protected override IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation)
        {
            var random = new Random(seed);
            // A question that was written and read is the same.
            var asked = QuestionReader.Read(question.ToBytes());
            Assert.Equal(question.ToBytes(), asked.ToBytes());
            var answers = new List<byte[]>();
            foreach (var (first, count) in Cut(0, K, random.Next(1, 8), random))
            {
                using var stream = new MemoryStream();
                asked.Answer(new Blocks(this, first, count, random), new BinaryWriter(stream), null, cancellation);
                answers.Add(stream.ToArray());
            }
            var shuffled = answers.ToArray();
            random.Shuffle(shuffled);
            return shuffled;
        }

        /// <summary>Neighbours in a random order, some of them empty.</summary>
        public static (int First, int Count)[] Cut(int first, int count, int parts, Random random)
        {
            int[] ends = [first, .. Enumerable.Range(1, parts - 1).Select(_ => first + random.Next(count + 1)).Order(), first + count];
            var all = Enumerable.Range(0, parts).Select(n => (ends[n], ends[n + 1] - ends[n])).ToArray();
            random.Shuffle(all);
            return all;
        }
    }

    private sealed class Blocks(SampleSource whole, int first, int count, Random random) : DividedSource(whole)
    {
        protected override IEnumerable<byte[]> Answers(Question question, IProgress<double>? progress, CancellationToken cancellation) =>
            throw new InvalidOperationException();

        internal override void Pass(Func<IBlockWorker> newWorker, IProgress<double>? progress, CancellationToken cancellation)
        {
            var workers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => newWorker()).ToArray();
            foreach (var (from, length) in AnyOrder.Cut(first, count, 9, random)) Part(from, length)
                .Pass(() => new Taking(workers[random.Next(workers.Length)]), null, cancellation);
            random.Shuffle(workers);
            foreach (var worker in workers) worker.End();
        }

        private sealed class Taking(IBlockWorker worker) : IBlockWorker
        {
            private static readonly Lock s_one = new();

            public void Take(SampleBlock block)
            {
                lock (s_one) worker.Take(block);
            }

            public void End()
            {
            }
        }
    }

    private static Network Built(SampleSource source, DesignOptions options) =>
        new WorkingSetSearch(source, options, null, default, Few * source.Inputs).Run().Network;

    private static byte[] Json(Network network)
    {
        using var stream = new MemoryStream();
        NetworkFile.Write(stream, network);
        return stream.ToArray();
    }

    [Theory]
    [InlineData("Auto", 0)]
    [InlineData("Polytope", 0.01)]
    public void The_same_network_however_samples_are_divided(string method, double radius)
    {
        var data = Clusters.Make(1500, 8, 3);
        var options = s_ships with { Method = method, Radius = radius };
        var expected = Json(Built(new DatasetSource(data), options));
        foreach (var parts in (int[])[1, 2, 4, 7])
            Assert.Equal(expected, Json(Built(new LocalParts(new DatasetSource(data), parts), options)));
        for (var seed = 0; seed < 4; seed++) Assert.Equal(expected, Json(Built(new AnyOrder(new DatasetSource(data), seed), options)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_same_report_however_samples_are_divided(bool right)
    {
        var data = Clusters.Make(900, 8, 3);
        var network = Built(new DatasetSource(right ? data : Clusters.Make(900, 8, 4)), s_ships with { Method = "Polytope", Radius = 0.01 })
            .For(data);
        foreach (var arithmetic in Enum.GetValues<Arithmetic>())
        {
            var expected = Verifier.Verify(network, data, arithmetic) with { Seconds = 0, Coincident = null, CoincidentWith = null };
            for (var seed = 0; seed < 6; seed++)
                Assert.Equal(expected, PassVerifier.Verify(network, new AnyOrder(new DatasetSource(data), seed),
                    arithmetic) with { Seconds = 0 });
        }
    }

    /// <summary>Samples that stand twice are equally deep: which of them are kept is decided by their places.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void The_same_samples_are_kept_however_they_are_divided(int most)
    {
        var (twice, other) = (Twice(Clusters.Make(300, 5, 1)), Clusters.Make(1000, 5, 2));
        var network = Built(new DatasetSource(other), s_ships with { Method = "Polytope" });
        var source = new DatasetSource(twice);
        var groupOf = Enumerable.Range(0, network.Layers[1].Neurons).Select(u => u % 2).ToArray();
        var question = new TouchingQuestion(network, UnitScreen.ScaleOf(source.Edits), groupOf, 2, Ball.Point,
            [Arithmetic.Float64, Arithmetic.Float32], near: 8, most);
        var expected = Written(question, question.Of(source, null, default));
        var found = question.Of(source, null, default);
        Assert.All(found.Groups, group => Assert.Equal(most, group.Length));
        Assert.True(most == 1 || found.Groups.Any(group => group.Zip(group.Skip(1))
            .Any(pair => pair.First.Depth.Equals(pair.Second.Depth))));
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(expected, Written(question, new AnyOrder(source, seed).Ask(question, null, default)));
    }

    private static byte[] Written<T>(Question<T> question, T answer)
    {
        using var stream = new MemoryStream();
        question.Write(answer, new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static Dataset Twice(Dataset data)
    {
        var builder = new DatasetBuilder(data.Inputs, data.Outputs, 2 * data.K);
        for (var i = 0; i < 2 * data.K; i++)
            builder.Add(data.Row(i % data.K).ToArray(), data.Classes!.Label(i % data.K), data.Predictions(i % data.K).ToArray());
        return builder.Build("twice");
    }
}
