using FtcTools.Bounds;
using FtcTools.Bounds.Sharp;
using FtcTools.Networks;
using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Bounds;

/// <summary>The networks of <see cref="OneWindow"/>, written down and evaluated exactly.</summary>
public class OneWindowTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void The_network_exists_with_that_many_neurons(int layers)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var k = 3 + random.Next(18);
            var n = 1 + random.Next(k);
            var c = new SortedSet<Rational>();
            while (c.Count < k) c.Add(seed % 3 == 0 ? Rational.PowerOfTwo(random.Next(-20, 20)) : random.Next(-1000, 1000));
            var edited = Enumerable.Range(0, k).OrderBy(_ => random.Next()).Take(n).ToHashSet();
            var z = Enumerable.Range(0, k).Select(i => edited.Contains(i) ? Rational.Of(random.Next(-8, 9), 8) : 0).ToArray();

            var network = Build([.. c], z, edited, layers);

            Assert.Equal(layers, network.Layers.Count);
            Assert.Equal(new OneWindow().Upper(new Case(n, k, layers)), network.Neurons);
            Assert.Equal(z, c.Select(x => Value(network, x)));
        }
    }

    /// <summary>Steeper and steeper until every untouched sample is far from zero.</summary>
    private static Network Build(Rational[] c, Rational[] z, HashSet<int> edited, int layers)
    {
        var sum = (int)Rectangle.Perimeter(edited.Count);
        var (groups, levels) = (sum - sum / 2, sum / 2);
        // Positions that are no samples fill the last groups.
        var points = Enumerable.Range(0, c.Length).Where(edited.Contains).Select(i => (C: c[i], Z: layers == 4 ? z[i] : Encoded(z[i])))
            .Concat(Enumerable.Range(1, groups * levels - edited.Count).Select(i => (C: c[^1] + i, Z: Rational.One))).ToArray();
        for (var power = 1; ; power++)
        {
            var steep = Steep(c, points, groups, levels, Rational.PowerOfTwo(2 * power), Rational.PowerOfTwo((power + 1) / 2));
            if (steep is null) continue;
            var bare = new Network([.. steep, new Layer(Activation.Identity, levels, [Signs(levels)], [-2])]);
            var clear = Enumerable.Range(0, c.Length).All(i => edited.Contains(i) || Rational.Abs(Value(bare, c[i])) >= 2);
            if (clear) return new Network([.. steep, .. Window(levels, layers)]);
        }
    }

    private static Rational[] Signs(int levels) => [.. Enumerable.Range(0, levels).Select(k => (Rational)(k % 2 == 0 ? 1 : -1))];

    /// <summary>t with sign(t)(1 - |t|) = z/4, so that 1/4 &lt;= |t| &lt;= 1.</summary>
    private static Rational Encoded(Rational z) => z.Sign < 0 ? -1 - z / 4 : 1 - z / 4;

    /// <summary>The layers behind t = (the steep sum) - 2.</summary>
    private static Layer[] Window(int levels, int layers)
    {
        var o = Signs(levels);
        return layers == 4
            ? [
                new Layer(Activation.Relu, levels, [o, o, o, o], [0, -1, -3, -4]),
                new Layer(Activation.Identity, 4, [[-1, 2, -2, 1]], [0]),
            ]
            : [
                new Layer(Activation.Relu, levels, [o, Array.ConvertAll(o, v => -v)], [-2, 2]),
                new Layer(Activation.Relu, 2, [[-1, -4], [-4, -1]], [1, 1]),
                new Layer(Activation.Identity, 2, [[4, -4]], [0]),
            ];
    }

    private static Layer[]? Steep(Rational[] c, (Rational C, Rational Z)[] points, int groups, int levels, Rational scale, Rational ratio)
    {
        var all = c.Concat(points.Select(p => p.C)).Distinct().Order().ToList();
        var tau = Enumerable.Range(0, groups + 1).Select(j => j == 0 ? all[0] - 1 : j == groups ? all[^1] + 1 : Below(points[j * levels].C)).ToArray();
        var o = Signs(levels);
        var constant = (Rational)(-2);

        // p[k] is the value of unit k at the breakpoint at hand; all its slopes follow from where it must cross zero.
        var p = new Rational[levels];
        for (var k = 0; k < levels; k++) p[k] = k == 0 ? -scale : p[k - 1] * ratio;
        var start = (Rational[])p.Clone();
        var slopes = new Rational[levels, groups];
        for (var j = 0; j < groups; j++)
        {
            var group = points.AsSpan(j * levels, levels).ToArray();
            var on = j % 2 == 1;
            var height = constant;
            if (on) for (var k = 0; k < levels; k++) height += o[k] * p[k];
            var slope = on ? (group[0].Z - height) / (group[0].C - tau[j]) : 0;
            for (var step = 0; step < levels; step++)
            {
                var k = on ? levels - 1 - step : step;
                var nextHeight = height - o[k] * Rational.Abs(p[k]);
                var through = on ? step + 1 : step;
                var nextSlope = through < levels ? (group[through].Z - nextHeight) / (group[through].C - tau[j]) : 0;
                if (slope == nextSlope) return null;
                var crossing = tau[j] + (height - nextHeight) / (nextSlope - slope);
                var from = on ? group[step].C : step == 0 ? tau[j] : group[step - 1].C;
                var to = !on ? group[step].C : step + 1 < levels ? group[step + 1].C : tau[j + 1];
                if (crossing <= from || crossing >= to) return null;
                slopes[k, j] = -p[k] / (crossing - tau[j]);
                (height, slope) = (nextHeight, nextSlope);
            }
            for (var k = 0; k < levels; k++) p[k] += slopes[k, j] * (tau[j + 1] - tau[j]);
        }
        var first = new Layer(Activation.Relu, 1, [.. tau.Take(groups).Select(_ => (Rational[])[1])], [.. tau.Take(groups).Select(t => -t)]);
        var rows = Enumerable.Range(0, levels).Select(k => Enumerable.Range(0, groups).Select(j => slopes[k, j] - (j == 0 ? 0 : slopes[k, j - 1])).ToArray());
        return [first, new Layer(Activation.Relu, groups, [.. rows], start)];

        Rational Below(Rational x) => Rational.Middle(all[all.IndexOf(x) - 1], x);
    }

    private static Rational Value(Network network, Rational x)
    {
        Rational[] h = [x];
        foreach (var layer in network.Layers)
        {
            h = [.. Enumerable.Range(0, layer.Neurons).Select(r =>
            {
                var t = layer.Bias(r);
                for (var i = 0; i < h.Length; i++) t += layer.Weights(r)[i] * h[i];
                return layer.Activation == Activation.Relu ? Rational.Max(t, 0) : t;
            })];
        }
        return h[0];
    }
}
