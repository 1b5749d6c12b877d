using FtcTools.Diagnostics;
using FtcTools.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace FtcTools.Data;

/// <summary>Datasets that are made, not read.</summary>
public static class SyntheticData
{
    // A gigabyte of features on a line.
    private const int MostSamples = 1 << 27;

    /// <summary>x_i = i for i = 1..K, with z alternating between -1 and +1 on T.</summary>
    /// <param name="t">Samples to edit, from 1; duplicates count once.</param>
    /// <param name="k">K; by default the smallest power of two that is at least max(T) + 2.</param>
    /// <exception cref="FtcException">FTC0018: T outside 1..K.</exception>
    public static Dataset Line(IEnumerable<int> t, int? k = null)
    {
        var edited = t.Distinct().Order().ToArray();
        if (edited.Length > 0 && edited[0] < 1)
            throw new FtcException(Codes.SampleOutOfRange, $"T holds {edited[0]}; samples are numbered from 1.");
        var last = edited.Length > 0 ? edited[^1] : 0;
        if (last > MostSamples - 2)
            throw new FtcException(Codes.SampleOutOfRange, $"T holds {last}; the largest sample number is {MostSamples - 2}.");
        var count = k ?? PowerOfTwoAtLeast(last + 2);
        if (last > count) throw new FtcException(Codes.SampleOutOfRange, $"T holds {last}; valid are 1..K with K = {count}.");
        CheckCount(count);
        return Dataset.Create("line", 1, 1, Positions(count), null, Array.ConvertAll(edited, i => i - 1),
            edited.Select((_, j) => new[] { j % 2 == 0 ? Rational.MinusOne : Rational.One }).ToArray());
    }

    /// <summary>
    /// K samples from the standard normal distribution in d dimensions (Section 7 of Sohn et al.), N of them, chosen at random, with z
    /// uniform in [-1, 1] without 0.
    /// </summary>
    public static Dataset Gaussian(int n, int k, int dimension, int seed)
    {
        CheckCount(k);
        CheckEdits(n, k);
        var random = new Xoshiro256StarStar(seed);
        var features = Features(k, dimension, random);
        var edited = Choose(n, k, random);
        return Dataset.Create($"gaussian(N={n}, K={k}, d={dimension}, seed={seed})", dimension, 1, features, null, edited,
            Residuals(n, random));
    }

    /// <summary>
    /// K samples from the standard normal distribution in d dimensions with labels uniform in [-1, 1], which a frozen model has by heart,
    /// and N of them, chosen at random, with new labels uniform in [-1, 1]: Section 7 of Sohn et al. Of one seed the samples and their old
    /// labels are the same for every N, and those with new labels are among those of every larger N.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0017 K &lt; 3; FTC0018 N outside 0..K; FTC0034 the dimension is below 1, or K x dimension is too large.
    /// </exception>
    public static Dataset Relabelled(int n, int k, int dimension, int seed)
    {
        CheckCount(k);
        CheckEdits(n, k);
        var random = new Xoshiro256StarStar(seed);
        var features = Features(k, dimension, random);
        var old = Labels();
        var replaced = Labels();
        var order = Enumerable.Range(0, k).ToArray();
        random.Shuffle(order);
        var labels = old.ToArray();
        foreach (var i in order[..n]) labels[i] = replaced[i];
        var edited = Enumerable.Range(0, k).Where(i => labels[i] != old[i]).ToArray();
        return Dataset.Create(
            $"relabelled(N={n}, K={k}, d={dimension}, seed={seed})", dimension, 1, features, old, edited,
            Array.ConvertAll(edited, i => new[] { Rational.Of(labels[i]) - Rational.Of(old[i]) }));

        double[] Labels() => Array.ConvertAll(random.NextDoubles(k), value => 2 * value - 1);
    }

    /// <summary>
    /// K samples from the standard normal distribution in d dimensions, each of a random one of some classes; the model answers with the
    /// first class everywhere, and leads by 1.
    /// </summary>
    /// <exception cref="FtcException">
    /// FTC0017 K &lt; 3; FTC0034 the dimension is below 1, or K x dimension is too large; FTC0040 fewer than two classes.
    /// </exception>
    public static Dataset OfClasses(int k, int dimension, int classes, int seed)
    {
        CheckCount(k);
        if (classes < 2) throw new FtcException(Codes.Classes, $"{classes} class(es) are asked for; a classification has at least two.");
        var random = new Xoshiro256StarStar(seed);
        var features = Features(k, dimension, random);
        var labels = new int[k];
        for (var i = 0; i < k; i++) labels[i] = random.Next(classes);
        return Dataset.Classify($"classes(K={k}, d={dimension}, {classes} classes, seed={seed})", dimension, classes, features,
            [1, .. new double[classes - 1]], null, labels, margin: null);
    }

    /// <summary>x_i = i for i = 1..K with N samples chosen at random and z uniform in [-1, 1] without 0.</summary>
    public static Dataset RandomLine(int n, int k, int seed)
    {
        CheckCount(k);
        CheckEdits(n, k);
        var random = new Xoshiro256StarStar(seed);
        var edited = Choose(n, k, random);
        return Dataset.Create($"line(N={n}, K={k}, seed={seed})", 1, 1, Positions(k), null, edited, Residuals(n, random));
    }

    /// <summary>x_i = i for i = 1..K, with N edits that take as many neurons as any.</summary>
    /// <exception cref="FtcException">
    /// FTC0017 K &lt; 3; FTC0018 N outside 1..K; FTC0034 the kind has no instance for that N and K.
    /// </exception>
    public static Dataset Hard(int n, int k, HardKind kind)
    {
        CheckCount(k);
        if (n < 1 || n > k) throw new FtcException(Codes.SampleOutOfRange, $"N is {n}; valid are 1..K with K = {k}.");
        var edits = HardInstance.Residuals(n, k, kind).ToArray();
        return Dataset.Create($"hard({kind}, N={n}, K={k})", 1, 1, Positions(k), null, Array.ConvertAll(edits, edit => edit.I - 1),
            Array.ConvertAll(edits, edit => new[] { (Rational)edit.Z }));
    }

    // From the standard normal distribution, row by row.
    private static double[] Features(int k, int dimension, Xoshiro256StarStar random)
    {
        if (dimension < 1) throw new FtcException(Codes.Argument, $"the dimension is {dimension}; at least 1 is needed.");
        if ((long)k * dimension > Array.MaxLength)
            throw new FtcException(Codes.Argument,
                $"K x dimension is {(long)k * dimension}; at most {Array.MaxLength} numbers fit one dataset.");
        var features = new double[k * dimension];
        Normal.Samples(random, features, 0, 1);
        return features;
    }

    private static void CheckCount(int k)
    {
        if (k < 3) throw new FtcException(Codes.TooFewSamples, $"K is {k}; every theorem asks for K >= 3.");
        if (k > MostSamples) throw new FtcException(Codes.Argument, $"K is {k}; at most {MostSamples} samples are made.");
    }

    private static void CheckEdits(int n, int k)
    {
        if (n < 0 || n > k) throw new FtcException(Codes.SampleOutOfRange, $"N is {n}; valid are 0..K with K = {k}.");
    }

    // Uniform in [-1, 1], never 0.
    private static Rational[][] Residuals(int n, Xoshiro256StarStar random)
    {
        var residuals = new Rational[n][];
        for (var j = 0; j < n; j++)
        {
            double z;
            do z = 2 * random.NextDouble() - 1; while (z == 0);
            residuals[j] = [Rational.Of(z)];
        }
        return residuals;
    }

    // Floyd's sampling: n of k without replacement, O(n) memory.
    private static int[] Choose(int n, int k, Xoshiro256StarStar random)
    {
        var chosen = new HashSet<int>();
        for (var j = k - n; j < k; j++)
        {
            if (!chosen.Add(random.Next(j + 1))) chosen.Add(j);
        }
        return [.. chosen.Order()];
    }

    // x_i = i.
    private static double[] Positions(int count) => [.. Enumerable.Range(1, count).Select(i => (double)i)];

    private static int PowerOfTwoAtLeast(int value)
    {
        var power = 4;
        while (power < value) power *= 2;
        return power;
    }
}
