using FtcTools.Numerics;

namespace FtcTools.Theory;

/// <summary>t(x, y) = A x + B y + C.</summary>
internal readonly record struct Affine(double A, double B, double C)
{
    public static Affine Of(ReadOnlySpan<Rational> weights, Rational bias) =>
        new(weights[0].ToDouble(), weights[1].ToDouble(), bias.ToDouble());

    public double Steepness => Math.Max(Math.Abs(A), Math.Abs(B));

    public double At((double X, double Y) p) => A * p.X + B * p.Y + C;

    public Affine Plus(double constant) => this with { C = C + constant };

    public Affine Plus(Affine other) => new(A + other.A, B + other.B, C + other.C);

    public Affine Times(double factor) => new(factor * A, factor * B, factor * C);
}

/// <summary>A convex polygon.</summary>
internal sealed record Cell(IReadOnlyList<(double X, double Y)> Points)
{
    public bool IsEmpty => Points.Count < 3;

    public (double X, double Y) Centre => (Points.Average(p => p.X), Points.Average(p => p.Y));

    /// <summary>Its part where an affine function is not negative.</summary>
    public Cell Where(Affine t)
    {
        var kept = new List<(double, double)>();
        for (var i = 0; i < Points.Count; i++)
        {
            var (p, q) = (Points[i], Points[(i + 1) % Points.Count]);
            var (a, b) = (t.At(p), t.At(q));
            if (a >= 0) kept.Add(p);
            if (a < 0 != b < 0) kept.Add((p.X + a / (a - b) * (q.X - p.X), p.Y + a / (a - b) * (q.Y - p.Y)));
        }
        return new(kept);
    }

    /// <summary>The cells into which lines cut it.</summary>
    public IEnumerable<Cell> Cut(IEnumerable<Affine> lines) => lines.Aggregate(
        Enumerable.Repeat(this, 1), (cells, line) =>
            [.. cells.SelectMany(cell => new[] { cell.Where(line), cell.Where(line.Times(-1)) }).Where(cell => !cell.IsEmpty)]);
}
