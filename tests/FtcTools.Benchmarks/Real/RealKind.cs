namespace FtcTools.Benchmarks.Real;

/// <summary>
/// A kind of data as people have it, made from a seed: features, and for each sample the class that a model is first trained for.
/// </summary>
/// <param name="Name">What it stands for.</param>
/// <param name="K">Samples.</param>
/// <param name="Inputs">d.</param>
/// <param name="Classes">Outputs of the model: 1 for a model of one value.</param>
/// <param name="N">Samples whose label is not the model's answer.</param>
/// <param name="Wrong">Which those are.</param>
/// <param name="IsTable">Whether the targets for tables hold.</param>
/// <param name="Fill">Writes the features of a sample and says its class (or value).</param>
internal sealed record RealKind(string Name, int K, int Inputs, int Classes, int N, Wrong Wrong, bool IsTable,
    Func<Random, Func<double[], double>> Fill)
{
    /// <summary>Whether the model gives numbers, one or several, and no class.</summary>
    public bool IsOfValues { get; init; } = Classes == 1;

    /// <summary>A dozen kinds and some more.</summary>
    public static IReadOnlyList<RealKind> All { get; } =
    [
        new("images, 28 x 28 grey levels", 10_000, 784, 10, 1_273, Wrong.Hardest, false, random => Images(random, 28, 10)),
        new("images, 16 x 16 grey levels", 5_000, 256, 10, 150, Wrong.Hardest, false, random => Images(random, 16, 10)),
        new("table, mixed scales, 11% noise", 5_000, 5, 2, 571, Wrong.Anywhere, true, random => Table(random, 5, 0)),
        new("table, 15% noise", 1_500, 4, 2, 225, Wrong.Anywhere, true, random => Table(random, 4, 0)),
        new("table, categories, 5% noise", 20_000, 12, 3, 1_000, Wrong.Anywhere, true, random => Table(random, 12, 5)),
        new("table, 8% noise", 8_000, 40, 2, 640, Wrong.Anywhere, true, random => Table(random, 40, 10)),
        new("table, 1% noise", 10_000, 100, 5, 100, Wrong.Anywhere, true, random => Table(random, 100, 20)),
        new("table, wide, 10% noise", 3_000, 300, 2, 300, Wrong.Anywhere, true, random => Table(random, 300, 100)),
        new("imbalanced, all errors of the rare class", 20_000, 30, 2, 150, Wrong.OneClass, true, random => Table(random, 30, 0)),
        new("embeddings in clusters", 20_000, 128, 10, 200, Wrong.Hardest, false, random => Clusters(random, 128, 10, 0.5, unit: false)),
        new("embeddings of length 1", 10_000, 384, 20, 500, Wrong.Anywhere, false, random => Clusters(random, 384, 20, 1.0, unit: true)),
        new("line, one feature", 10_000, 1, 2, 300, Wrong.Anywhere, false, Line),
        new("curve in the plane", 5_000, 2, 2, 100, Wrong.Anywhere, false, Curve),
        new("small integers, equal rows", 5_000, 8, 3, 200, Wrong.Rows, true, Integers),
        new("ties: constant and doubled columns", 5_000, 20, 2, 250, Wrong.Anywhere, true, Ties),
        new("counts, nine of ten zero", 10_000, 50, 2, 500, Wrong.Rows, false, Counts),
        new("features at a large offset", 5_000, 10, 2, 300, Wrong.Anywhere, false, Offset),
        new("points in the plane", 20_000, 2, 3, 300, Wrong.Anywhere, false, Plane),
        new("values, residuals of their own", 2_000, 64, 1, 200, Wrong.Anywhere, false,
            random => Clusters(random, 64, 1, 1.0, unit: false)),
        new("three values, table, residuals of their own", 5_000, 5, 3, 571, Wrong.Anywhere, false, random => Table(random, 5, 0))
            { IsOfValues = true },
    ];

    private static Func<double[], double> Counts(Random random) => x =>
    {
        for (var j = 0; j < x.Length; j++) x[j] = random.NextDouble() < 0.9 ? 0 : Math.Floor(Math.Pow(1 - random.NextDouble(), -1.5));
        return x[..5].Sum() > 1 ? 1 : 0;
    };

    // Float32 keeps only few bits of what varies.
    private static Func<double[], double> Offset(Random random) => x =>
    {
        for (var j = 0; j < x.Length; j++) x[j] = 1e4 + Gauss(random);
        return x[0] + x[1] > 2e4 ? 1 : 0;
    };

    private static Func<double[], double> Plane(Random random) => x =>
    {
        (x[0], x[1]) = (Gauss(random), Gauss(random));
        return x[0] > 0.5 ? 2 : x[1] > 0 ? 1 : 0;
    };

    // A few strokes for each class, moved and blurred; background of zeros.
    private static Func<double[], double> Images(Random random, int side, int classes)
    {
        var strokes = new (double X, double Y, double Width, double Height)[classes][];
        for (var c = 0; c < classes; c++)
            strokes[c] = [.. Enumerable.Range(0, 4)
                .Select(_ => (0.2 + 0.6 * random.NextDouble(), 0.2 + 0.6 * random.NextDouble(), 0.03 + 0.2 * random.NextDouble(), 0.03 + 0.2
                    * random.NextDouble()))];
        return x =>
        {
            var c = random.Next(classes);
            var (dx, dy, size, light) =
                (0.05 * Gauss(random), 0.05 * Gauss(random), 1 + 0.1 * Gauss(random), 150 + 100 * random.NextDouble());
            for (var i = 0; i < x.Length; i++)
            {
                var (u, v) = ((i % side + 0.5) / side + dx, (i / side + 0.5) / side + dy);
                var level = strokes[c].Max(s =>
                    Math.Exp(-Math.Pow((u - s.X) / (s.Width * size), 2) - Math.Pow((v - s.Y) / (s.Height * size), 2)));
                x[i] = level < 0.1 ? 0 : Math.Clamp(Math.Round(light * level + 12 * Gauss(random)), 0, 255);
            }
            return c;
        };
    }

    // Columns of very different sizes, skewed ones, rounded ones, and the last ones 0 or 1.
    private static Func<double[], double> Table(Random random, int inputs, int flags)
    {
        var weights = Enumerable.Range(0, inputs).Select(_ => Gauss(random)).ToArray();
        var sizes = Enumerable.Range(0, inputs).Select(j => Math.Pow(10, j % 5)).ToArray();
        return x =>
        {
            var score = 0.0;
            for (var j = 0; j < inputs; j++)
            {
                var z = Gauss(random);
                score += weights[j] * z;
                x[j] = j >= inputs - flags ? (z > 0.5 ? 1 : 0) : (j % 3) switch
                {
                    0 => Math.Round(sizes[j] * z, 2),
                    1 => Math.Round(sizes[j] * Math.Exp(z), 1),
                    _ => Math.Round(10 * z),
                };
            }
            return score > 0 ? 1 : 0;
        };
    }

    private static Func<double[], double> Clusters(Random random, int inputs, int clusters, double spread, bool unit)
    {
        var centres = Enumerable.Range(0, 3 * clusters).Select(_ => Enumerable.Range(0, inputs).Select(_ => Gauss(random)).ToArray())
            .ToArray();
        return x =>
        {
            var cluster = random.Next(centres.Length);
            for (var j = 0; j < inputs; j++) x[j] = (float)(centres[cluster][j] + spread * Gauss(random));
            var length = unit ? Math.Sqrt(x.Sum(v => v * v)) : 1;
            for (var j = 0; j < inputs; j++) x[j] = (float)(x[j] / length);
            return clusters == 1 ? x[0] + x[1] * x[1] : cluster % clusters;
        };
    }

    private static Func<double[], double> Line(Random random)
    {
        var at = 0.0;
        return x =>
        {
            x[0] = at += Math.Round(0.01 + random.NextDouble(), 3);
            return Math.Sin(at / 50) > 0 ? 1 : 0;
        };
    }

    private static Func<double[], double> Curve(Random random)
    {
        var at = 0.0;
        return x =>
        {
            at += 0.01 + 0.001 * random.NextDouble();
            (x[0], x[1]) = (at * Math.Cos(at), at * Math.Sin(at));
            return (int)at % 2;
        };
    }

    private static Func<double[], double> Integers(Random random) => x =>
    {
        for (var j = 0; j < x.Length; j++) x[j] = random.Next(4);
        return ((int)x.Sum() + (int)x[0]) % 3;
    };

    private static Func<double[], double> Ties(Random random) => x =>
    {
        for (var j = 0; j < x.Length; j++) x[j] = j < 3 ? 7 : j < 12 ? Math.Round(Gauss(random), 2) : x[j - 9];
        return x[4] + x[5] > 0 ? 1 : 0;
    };

    private static double Gauss(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Which samples have another label than the model's answer.</summary>
internal enum Wrong
{
    /// <summary>Any, at random: noise.</summary>
    Anywhere,

    /// <summary>Those at which the model is least sure.</summary>
    Hardest,

    /// <summary>Those of one answer only.</summary>
    OneClass,

    /// <summary>As at random, and with each all others that have the same features.</summary>
    Rows,
}
