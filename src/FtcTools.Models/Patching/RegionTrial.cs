using FtcTools.Data.Regions;
using FtcTools.Networks;
using FtcTools.Onnx;
using FtcTools.Runtime;

namespace FtcTools.Patching;

/// <summary>
/// A model and its patched file, both run by ONNX Runtime on random inputs of the regions that the patch is for, and beyond: the worst of
/// several sessions.
/// </summary>
/// <param name="Inputs">Inputs of the regions.</param>
/// <param name="WrongBefore">Those at which the model breaks what is required.</param>
/// <param name="WrongAfter">The same of the patched model.</param>
/// <param name="Kept">Those of the others at which no output has moved.</param>
/// <param name="Beyond">Inputs beyond a region and the ramp around it, and in no other one.</param>
/// <param name="Moved">Those of them of which any output has moved.</param>
public sealed record RegionTrial(int Inputs, int WrongBefore, int WrongAfter, int Kept, int Beyond, int Moved)
{
    private const int Each = 2000;

    /// <summary>Runs both in each of <see cref="SessionSettings.Five"/>; null where the model's last operator hides its outputs.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0044: ONNX Runtime does not start; FTC0041: it refuses a file.</exception>
    public static RegionTrial? Run(FrozenModel model, string patched, Network network, int seed, CancellationToken cancellation = default)
    {
        var plans = network.Regions;
        if (model.Ending != Ending.None) return null;
        var (own, other) = (OnnxModel.Read(model.File), OnnxModel.Read(patched));
        var random = new Random(seed);
        var inside = plans.SelectMany(plan => Inside(plan.Region, random).Select(input => (input, plan.Region.Requirement))).ToList();
        // Samples that are edited beside them may lie anywhere.
        double[][] beyond = network.Dataset is not null ? [] : [.. plans.SelectMany(plan => Around(plan, plans, random))];
        SampleValues[] inputs = [
            new(model.InputName, inside.Count + beyond.Length,
                [.. inside.SelectMany(pair => pair.input), .. beyond.SelectMany(input => input)], null)];
        var worst = new RegionTrial(inside.Count, 0, 0, int.MaxValue, beyond.Length, 0);
        foreach (var settings in SessionSettings.Five)
        {
            var (before, after, _) = Rehearsal.SideBySide(own, other, inputs, [model.OutputName], [], settings, cancellation);
            var (wrongBefore, wrongAfter, kept, moved) = (0, 0, 0, 0);
            for (var i = 0; i < inputs[0].Count; i++)
            {
                var (f, g) = (Row(before[0], i), Row(after[0], i));
                if (i >= inside.Count)
                {
                    if (!f.SequenceEqual(g)) moved++;
                    continue;
                }
                if (!inside[i].Requirement.Holds(f)) wrongBefore++;
                else if (f.SequenceEqual(g)) kept++;
                if (!inside[i].Requirement.Holds(g)) wrongAfter++;
            }
            worst = worst with
            {
                WrongBefore = Math.Max(worst.WrongBefore, wrongBefore), WrongAfter = Math.Max(worst.WrongAfter, wrongAfter),
                Kept = Math.Min(worst.Kept, kept), Moved = Math.Max(worst.Moved, moved),
            };
        }
        return worst;
    }

    private static double[] Row(SampleValues output, int i) => output.Numbers![(i * output.Width)..((i + 1) * output.Width)];

    private static IEnumerable<double[]> Inside(Region region, Random random)
    {
        for (var i = 0; i < Each; i++)
        {
            var input = Anywhere(region, random, 0);
            if (region.Contains(input)) yield return input;
        }
    }

    // One input stands beyond the region by twice its ramp, or by up to its width.
    private static IEnumerable<double[]> Around(RegionPlan plan, IReadOnlyList<RegionPlan> plans, Random random)
    {
        for (var i = 0; i < Each; i++)
        {
            var input = Anywhere(plan.Region, random, 0.5);
            var j = random.Next(input.Length);
            var (low, high) = (plan.Region.Low[j], plan.Region.High[j]);
            var away = Ramp(plan, j) + (i % 2 == 0 ? 0 : (high - low) * random.NextDouble());
            input[j] = random.Next(2) == 0 ? (float)(low - away) : (float)(high + away);
            if (plans.All(other => IsBeyond(other, input))) yield return input;
        }
    }

    private static bool IsBeyond(RegionPlan plan, double[] input) =>
        Enumerable.Range(0, input.Length)
            .Any(j => input[j] <= plan.Region.Low[j] - Ramp(plan, j) / 2 || input[j] >= plan.Region.High[j] + Ramp(plan, j) / 2);

    // Twice the widest.
    private static double Ramp(RegionPlan plan, int j) => 2 * RegionPlan.Ramp(plan.Region.Low[j], plan.Region.High[j], plan.Margin);

    private static double[] Anywhere(Region region, Random random, double beyond)
    {
        var input = new double[region.Inputs];
        for (var j = 0; j < input.Length; j++)
        {
            var (low, width) = (region.Low[j], region.High[j] - region.Low[j]);
            var value = (double)(float)(low + width * ((1 + 2 * beyond) * random.NextDouble() - beyond));
            input[j] = beyond > 0 ? value : Math.Clamp(value, low, region.High[j]);
        }
        return input;
    }
}
