using System.Globalization;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Numerics;
using FtcTools.Training;

// Run it by `dotnet run`, in this folder. Descent near a memorizing minimum (docs/theory/minimum.md): near-minimum.csv, one row a run, and the exponents of the risk against rho.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rows = new List<string> { "Labels,Batch,Rho,Repeat,Epochs,Before,After,Distance,SamePattern" };
foreach (var (labels, batch) in new[] { (4, 1), (4, 2), (6, 1), (6, 3) })
{
    var random = new Random(labels);
    var builder = new DatasetBuilder(1, 1);
    for (var i = 0; i < labels; i++) builder.Add([(2 * i - labels + 1.0) / labels], [Rational.Of(random.Next(-75, 76), 100)]);
    var data = builder.Build($"{labels} labels");
    var network = Design.Build(data, new DesignOptions { Method = "OneRelu" }).Network;
    var runs = NearMinimum.Run(network, data, new NearMinimumOptions { Radii = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5], Repeats = 10, Batch = batch });
    rows.AddRange(runs.Select(run => $"{labels},{batch},{run.Rho:R},{run.Repeat},{run.Epochs},{run.Before:R},{run.After:R},{run.Distance:R},{run.SamePattern}"));
    Console.WriteLine($"{labels} labels, {network.Neurons} neurons, batches of {batch}: {Show("before", runs.Select(run => (run.Rho, run.Before)), 2)}, {Show("after k* epochs", runs.Select(run => (run.Rho, run.After)), 4)}");
}
File.WriteAllLines("near-minimum.csv", rows);

static string Show(string when, IEnumerable<(double, double)> points, int predicted)
{
    var exponent = Exponent.Of([.. points]);
    return $"{when} rho^{exponent.Slope:0.00} (95 %: {exponent.Low:0.00} to {exponent.High:0.00}; predicted {predicted})";
}
