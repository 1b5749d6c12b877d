using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>w . x + b, exact, with the floats that nearly always decide. Where it is 0 lies a hyperplane.</summary>
internal sealed class AffineFunction
{
    private readonly ExactRow _exact;
    private readonly double[] _weights;
    private readonly double[] _magnitudes;
    private readonly int[]? _few; // the places of weights other than 0, where they are few
    private readonly double _bias;

    // Sums over so small a share of the features are faster term by term.
    private const int Sparse = 16;

    public AffineFunction(Rational[] weights, Rational bias)
    {
        (Weights, Bias) = (weights, bias);
        _exact = new ExactRow(weights, bias);
        _weights = Array.ConvertAll(weights, w => w.ToDouble());
        _magnitudes = Array.ConvertAll(_weights, Math.Abs);
        _bias = bias.ToDouble();
        int[] places = [.. Enumerable.Range(0, weights.Length).Where(j => !weights[j].IsZero)];
        _few = places.Length * Sparse <= weights.Length ? places : null;
        foreach (var w in weights)
        {
            Sum += Rational.Abs(w);
            Squares += w * w;
        }
    }

    public Rational[] Weights { get; }

    public Rational Bias { get; }

    /// <summary>|w_1| + ... + |w_d|.</summary>
    public Rational Sum { get; }

    /// <summary>w_1^2 + ... + w_d^2.</summary>
    public Rational Squares { get; }

    public bool IsConstant => Squares.IsZero;

    public bool IsZero => IsConstant && Bias.IsZero;

    public Rational At(ReadOnlySpan<double> features) => _exact.At(features);

    /// <summary>The value in floating point, and how far off it may be.</summary>
    public (double Middle, double Radius) Enclose(ReadOnlySpan<double> features)
    {
        var (sum, magnitude, largest) = (_bias, Math.Abs(_bias), 0.0);
        for (var j = 0; j < features.Length; j++)
        {
            var term = _weights[j] * features[j];
            sum += term;
            magnitude += Math.Abs(term);
            largest = Math.Max(largest, Math.Abs(features[j]));
        }
        return Within(sum, magnitude, largest, features.Length);
    }

    /// <summary>The same where the magnitudes of the features are at hand: for many functions at one point.</summary>
    public (double Middle, double Radius) Enclose(ReadOnlySpan<double> features, ReadOnlySpan<double> magnitudes, double largest)
    {
        if (_few is null)
        {
            return Within(Sums.Dot(_weights, features) + _bias, Sums.Dot(_magnitudes, magnitudes) + Math.Abs(_bias), largest,
                features.Length);
        }
        var (sum, magnitude) = (0.0, 0.0);
        foreach (var j in _few)
        {
            sum += _weights[j] * features[j];
            magnitude += _magnitudes[j] * magnitudes[j];
        }
        return Within(sum + _bias, magnitude + Math.Abs(_bias), largest, features.Length);
    }

    // Rounded weights, products and sums in any order. A weight below the normal range is off by up to the smallest float, times its
    // feature.
    private static (double Middle, double Radius) Within(double sum, double magnitude, double largest, int count)
    {
        var radius = 1.01 * (count + 3) * (magnitude * Math.ScaleB(1, -53) + (1 + largest) * double.Epsilon);
        return double.IsFinite(sum) && double.IsFinite(radius) ? (sum, radius) : (0, double.PositiveInfinity);
    }

    /// <summary>The sign of the value, exactly.</summary>
    public int Sign(ReadOnlySpan<double> features)
    {
        var (middle, radius) = Enclose(features);
        return Math.Abs(middle) > radius ? Math.Sign(middle) : At(features).Sign;
    }
}
