using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.TwoLayer;

/// <summary>
/// For K &lt;= d + 1 samples in general position an affine function takes any values, and a ReLU with a large enough bias is affine on all
/// of them: s(w . x + b + M) - M, M = max{0, -min z}, with the shortest (w, b). It has no zero but on a hyperplane, so it moves samples it
/// was not built for. Neurons: one for each output with an edit.
/// </summary>
public sealed class AffineMap : Construction
{
    // The exact solution takes about K^5 bit operations: seconds here.
    private const int MostForAuto = 100;

    public override string Source => "FtcTools (one affine map)";
    public override int Layers => 2;
    public override string Formula => "p";
    public override string Conditions => "K <= d + 1, samples affinely independent";
    public override bool AlongOneDirection => false;

    public override bool Competes(Problem problem) => problem.K <= Math.Min(MostForAuto, problem.Inputs + 1L);

    public override string? Refusal(Problem problem)
    {
        if (problem.K > problem.Inputs + 1L) return $"K <= d + 1 does not hold: K = {problem.K}, d = {problem.Inputs}";
        return Residues.Independent(Rows(problem).Select(row => Array.ConvertAll(row, Rational.Of)), CancellationToken.None) ? null
            : $"its K = {problem.K} samples are not affinely independent";
    }

    public override int Neurons(Problem problem) => Edited(problem).Length;

    protected override Network Create(Problem problem, CancellationToken cancellation)
    {
        var (data, outputs, rows) = (problem.Dataset, Edited(problem), Rows(problem).ToArray());
        var products = new Rational[data.K][];
        for (var i = 0; i < data.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = Exact(Array.ConvertAll(rows[i], Rational.Of));
            products[i] = [.. rows.Select((other, j) => j < i ? products[j][i] : row.At(other))];
        }
        var maps = outputs.Select(o =>
        {
            Rational[] z = [.. Enumerable.Range(0, data.K).Select(i => data.Residual(i, o))];
            var shares = Exact(LinearSystem.Solve(products, z, cancellation)!);
            Rational[] map = [.. Enumerable.Range(0, data.Inputs + 1).Select(c => shares.At(Array.ConvertAll(rows, row => row[c])))];
            return (Weights: map[..^1], Bias: map[^1], Lift: Rational.Max(0, -z.Aggregate(Rational.Min)));
        }).ToArray();
        return new NetworkBuilder(data.Inputs)
            .Units(maps.Select(map => (map.Weights, map.Bias + map.Lift, Shape.Relu)))
            .Outputs(Enumerable.Range(0, data.Outputs).Select(o =>
            {
                var row = new Rational[outputs.Length];
                var at = Array.IndexOf(outputs, o);
                if (at >= 0) row[at] = 1;
                return (row, at >= 0 ? -maps[at].Lift : Rational.Zero);
            }));
    }

    private static IEnumerable<double[]> Rows(Problem problem) =>
        Enumerable.Range(0, problem.K).Select(i => (double[])[.. problem.Dataset.Row(i), 1]);

    private static ExactRow Exact(Rational[] weights) => new(weights, Rational.Zero);

    private static int[] Edited(Problem problem) =>
        [.. Enumerable.Range(0, problem.Outputs)
            .Where(o => Enumerable.Range(0, problem.K).Any(i => !problem.Dataset.Residual(i, o).IsZero))];
}
