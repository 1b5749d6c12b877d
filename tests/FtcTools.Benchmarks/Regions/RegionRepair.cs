using System.Diagnostics;
using System.Globalization;
using FtcTools.Patching;
using FtcTools.Data.Regions;
using FtcTools.Models.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Runtime;
using FtcTools.Shipping;
using Google.Protobuf;

namespace FtcTools.Benchmarks.Regions;

/// <summary>
/// `-- regions FOLDER PROPERTY [SAMPLES]`: every ONNX model of a folder (the public controllers ACAS Xu, for example) against a VNN-LIB
/// property: the verdict, and where it is violated the repair in both forms, proven, exported, and tried in ONNX Runtime on random inputs
/// and by gradient ascent.
/// </summary>
internal static class RegionRepair
{
    private const int Starts = 1000, Climbs = 40;

    public static int Run(string[] args)
    {
        if (args is not [var folder, var property, .. var rest])
        {
            Console.Error.WriteLine("regions FOLDER PROPERTY.vnnlib [SAMPLES]");
            return 1;
        }
        var samples = rest is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1_000_000;
        var region = RegionFile.Read(property).Single();
        var failures = 0;
        foreach (var path in Directory.GetFiles(folder, "*.onnx").Order())
        {
            FrozenModel model;
            try
            {
                model = FrozenModel.Read(path);
                if (model.Inputs != region.Inputs) continue;
            }
            catch (Diagnostics.FtcException)
            {
                continue;
            }
            var report = RegionVerifier.Verify(model, null, region, model.Arithmetic, new() { TimeLimit = TimeSpan.FromSeconds(120) });
            Console.WriteLine(Invariant(
                $"{Path.GetFileName(path)} {region.Name}: {report.Verdict} in {report.Seconds:F1} s, {report.Boxes} boxes, worst {report.Violation:G3}"));
            if (report.Verdict != RegionVerdict.Violated) continue;
            foreach (var form in Enum.GetValues<RegionForm>()) failures += Repair(model, region, form, samples) ? 0 : 1;
        }
        return failures;
    }

    private static bool Repair(FrozenModel model, Region region, RegionForm form, int samples)
    {
        var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var network = RegionPatch.Build(model, [region], new() { Form = form });
        var (seconds, used) = (clock.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds);
        var plan = network.Regions[0];
        var verdicts = new[] { Arithmetic.Exact,
            Arithmetic.Float32 }.Select(arithmetic => RegionVerifier.Verify(model, network, region, arithmetic)).ToArray();
        var (patched, _) = OnnxExport.Patch(model, network, new ShippingTerms { Precision = model.Arithmetic });
        using var before = Open(model.Model, model);
        using var after = Open(patched, model);
        var random = new Random(1);
        var inside = Try(Inputs(samples, random, region, 0));
        var climbed = Try([.. Climb(model, null, region, random), .. Climb(model, network, region, random)]);
        var outside = Try(Outside(samples / 4, random, region));
        Console.WriteLine(Invariant(
            $"  {form}: {network.Neurons} neurons, lift {plan.Lift:G4} = {plan.Lift / plan.Violation:F2} x worst violation {plan.Violation:G4}, built in {seconds:F1} s ({used:F1} s of processors); {string.Join(", ", verdicts.Select(v => $"{v.Arithmetic} {v.Verdict} in {v.Seconds:F1} s"))}"));
        Console.WriteLine(Invariant(
            $"    ONNX Runtime: of {samples} inputs {inside.WrongBefore} wrong -> {inside.WrongAfter}, right ones untouched {100.0 * inside.Untouched / Math.Max(1, samples - inside.WrongBefore):F2}%; {climbed.Count} by gradient {climbed.WrongBefore} wrong -> {climbed.WrongAfter}; {outside.Count} beyond the margin, moved {outside.Moved}"));
        return verdicts.All(v => v.Passed) && inside.WrongAfter + climbed.WrongAfter + outside.Moved == 0;

        (int Count, int WrongBefore, int WrongAfter, int Untouched, int Moved) Try(double[] features)
        {
            var d = region.Inputs;
            var (f, g) = (Answers(before, features, d, model), Answers(after, features, d, model));
            var (clauses, count) = (region.Requirement.Clauses(model.Outputs), features.Length / d);
            var (wrongBefore, wrongAfter, untouched, moved) = (0, 0, 0, 0);
            for (var i = 0; i < count; i++)
            {
                var a = f.AsSpan(i * model.Outputs, model.Outputs);
                var b = g.AsSpan(i * model.Outputs, model.Outputs);
                var same = a.SequenceEqual(b);
                var (was, now) = (Holds(a), Holds(b));
                if (!was) wrongBefore++;
                if (!now) wrongAfter++;
                if (was && same) untouched++;
                if (!same) moved++;
            }
            return (count, wrongBefore, wrongAfter, untouched, moved);

            bool Holds(ReadOnlySpan<double> y)
            {
                var values = y.ToArray();
                return clauses.All(clause => clause.Any(inequality =>
                {
                    var sum = 0.0;
                    for (var o = 0; o < values.Length; o++) sum += inequality.Coefficients[o] * values[o];
                    return inequality.IsStrict ? sum > inequality.Bound : sum >= inequality.Bound;
                }));
            }
        }
    }

    // With the batch left open: the public models fix it at 1.
    private static ModelSession Open(Model message, FrozenModel model)
    {
        var open = message.Clone();
        foreach (var value in open.Graph.Input.Concat(open.Graph.Output))
        {
            if (value.Type?.Tensor?.Shape is { Dim.Count: > 0 } shape) shape.Dim[0] = new Dimension { Symbol = "batch" };
        }
        return new ModelSession(open.ToByteArray(), model.File, new SessionSettings(Batch: 4096));
    }

    private static double[] Answers(ModelSession session, double[] features, int inputs, FrozenModel model) =>
        session.Run([new SampleValues(model.InputName, features.Length / inputs, features, null)], [session.Outputs[0].Name])[0].Numbers!;

    private static double[] Inputs(int count, Random random, Region region, double beyond)
    {
        var features = new double[count * region.Inputs];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < region.Inputs; j++)
            {
                var width = region.High[j] - region.Low[j];
                features[i * region.Inputs + j] =
                    Math.Clamp((float)(region.Low[j] - beyond * width + (1 + 2 * beyond) * width * random.NextDouble()),
                        region.Low[j] - beyond * width, region.High[j] + beyond * width);
            }
        }
        return features;
    }

    // One input of each stands beyond the region by its margin, a thousandth of the width, or up to twice the width; the others anywhere.
    private static double[] Outside(int count, Random random, Region region)
    {
        var features = Inputs(count, random, region, 1);
        for (var i = 0; i < count; i++)
        {
            var j = random.Next(region.Inputs);
            var width = region.High[j] - region.Low[j];
            var away = width * (random.Next(2) == 0 ? 0.001001 : 0.001001 + 2 * random.NextDouble());
            features[i * region.Inputs + j] = random.Next(2) == 0 ? region.Low[j] - away : region.High[j] + away;
        }
        return features;
    }

    // Ascent of what the worst clause lacks, input by input, with steps that are halved where none helps.
    private static double[] Climb(FrozenModel model, Network? network, Region region, Random random)
    {
        var task = RegionVerifier.Task(model, network, region, model.Arithmetic);
        var features = new List<double>();
        for (var start = 0; start < Starts; start++)
        {
            var x = Inputs(1, random, region, 0);
            var (here, step) = (Lack(x), 0.25);
            for (var climb = 0; climb < Climbs; climb++)
            {
                var j = -1;
                for (var way = 0; way < 2 * x.Length; way++)
                {
                    var (input, old) = (way / 2, x[way / 2]);
                    var width = region.High[input] - region.Low[input];
                    x[input] = Math.Clamp((float)(old + (way % 2 == 0 ? step : -step) * width), region.Low[input], region.High[input]);
                    if (Lack(x) is var there && there > here) (here, j) = (there, input);
                    else x[input] = old;
                }
                if (j < 0) step /= 2;
            }
            features.AddRange(x);
        }
        return [.. features];

        double Lack(double[] at) => task.Lack(task.Of(task.Bounds.Answer(at)), out _);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
