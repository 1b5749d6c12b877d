using FtcTools.Data.Regions;
using FtcTools.Models.Bounds;

namespace FtcTools.Models.Regions;

/// <summary>
/// One region of one model: what must hold, as clauses of functions of which one must be below 0 for each clause, bounded over boxes. The
/// box is that of the region with its ends rounded outwards to float32, so that it holds what float32 makes of any input of the region.
/// </summary>
internal sealed class RegionTask
{
    private readonly IReadOnlyList<int[]> _clauses;

    /// <param name="functions">Builds bounds of functions constants[j] + rows[j] . y.</param>
    public RegionTask(Region region, int outputs, Func<double[], double[], BoxBounds> functions)
    {
        Region = region;
        (Inequalities, _clauses) = Numbered(region, outputs);
        // c . y >= e is e - c . y <= 0; that it is below 0 is shown.
        Bounds = functions([.. Inequalities.SelectMany(inequality => inequality.Coefficients.Select(c => -c))],
            [.. Inequalities.Select(inequality => inequality.Bound)]);
        Low = [.. region.Low.Select(v => (double)Outward.Down(v))];
        High = [.. region.High.Select(v => (double)Outward.Up(v))];
    }

    /// <summary>The inequalities of all clauses, and for each clause the numbers of its own.</summary>
    public static (IReadOnlyList<Inequality> Inequalities, IReadOnlyList<int[]> Clauses) Numbered(Region region, int outputs)
    {
        var (clauses, number) = (region.Requirement.Clauses(outputs), 0);
        return ([.. clauses.SelectMany(clause => clause)], [.. clauses.Select(clause => clause.Select(_ => number++).ToArray())]);
    }

    public Region Region { get; }

    public BoxBounds Bounds { get; }

    public double[] Low { get; }

    public double[] High { get; }

    /// <summary>Those of all clauses, in order: function j is e - c . y of the j-th.</summary>
    public IReadOnlyList<Inequality> Inequalities { get; }

    /// <summary>What the worst clause lacks: below 0 where all hold.</summary>
    public double Lack(ReadOnlySpan<double> functions, out int decisive)
    {
        var worst = double.NegativeInfinity;
        decisive = 0;
        foreach (var clause in _clauses)
        {
            var best = clause[0];
            foreach (var j in clause)
            {
                if (functions[j] < functions[best]) best = j;
            }
            if (!(functions[best] > worst)) continue;
            (worst, decisive) = (functions[best], best);
        }
        return worst;
    }

    /// <summary>The functions of outputs, in float64.</summary>
    public double[] Of(ReadOnlySpan<double> outputs)
    {
        var values = new double[Inequalities.Count];
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = Inequalities[j].Bound;
            for (var o = 0; o < outputs.Length; o++) values[j] -= Inequalities[j].Coefficients[o] * outputs[o];
        }
        return values;
    }

    /// <summary>Whether no input of a box lies in the region, because of an inequality beside its own box.</summary>
    public bool IsOutside(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        foreach (var inequality in Region.Inside)
        {
            double most = 0, size = Math.Abs(inequality.Bound);
            for (var j = 0; j < low.Length; j++)
            {
                var c = inequality.Coefficients[j];
                most += c == 0 ? 0 : c * (c > 0 ? high[j] : low[j]);
                size += Math.Abs(c) * Math.Max(Math.Abs(low[j]), Math.Abs(high[j]));
            }
            // What float32 makes of an input just inside may be just outside.
            if (most < inequality.Bound - size * Math.ScaleB(1, -22)) return true;
        }
        return false;
    }
}

/// <summary>Float32 numbers beside a float64 one.</summary>
internal static class Outward
{
    /// <summary>The largest float32 number not above.</summary>
    public static float Down(double value) => (float)value is var near && near <= value ? near : MathF.BitDecrement(near);

    /// <summary>The smallest float32 number not below.</summary>
    public static float Up(double value) => (float)value is var near && near >= value ? near : MathF.BitIncrement(near);
}
