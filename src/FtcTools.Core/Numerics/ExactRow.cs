using System.Numerics;

namespace FtcTools.Numerics;

/// <summary>An affine function w . h + b, evaluated exactly as integers over one denominator; weights that are zero cost nothing.</summary>
internal sealed class ExactRow
{
    private readonly int[] _inputs;
    private readonly BigInteger[] _numerators;
    private readonly BigInteger _bias;
    private readonly BigInteger _denominator;

    public ExactRow(ReadOnlySpan<Rational> weights, Rational bias)
    {
        _denominator = bias.Denominator;
        var inputs = new List<int>();
        for (var c = 0; c < weights.Length; c++)
        {
            if (weights[c].IsZero) continue;
            inputs.Add(c);
            _denominator = Least(_denominator, weights[c].Denominator);
        }
        _inputs = [.. inputs];
        _numerators = new BigInteger[_inputs.Length];
        for (var i = 0; i < _numerators.Length; i++) _numerators[i] = Scaled(weights[_inputs[i]]);
        _bias = Scaled(bias);
    }

    /// <summary>The inputs with a weight that is not zero.</summary>
    public ReadOnlySpan<int> Support => _inputs;

    /// <summary>The value at floats: one sum of integers over their smallest exponent.</summary>
    public Rational At(ReadOnlySpan<double> features)
    {
        var lowest = 0;
        foreach (var c in _inputs)
        {
            if (features[c] != 0) lowest = Math.Min(lowest, Rational.Split(features[c]).Exponent);
        }
        var sum = _bias << -lowest;
        for (var i = 0; i < _inputs.Length; i++)
        {
            var value = features[_inputs[i]];
            if (value == 0) continue;
            var (mantissa, exponent) = Rational.Split(value);
            sum += _numerators[i] * mantissa << (exponent - lowest);
        }
        return Rational.Of(sum, _denominator << -lowest);
    }

    /// <summary>The value at rational numbers.</summary>
    public Rational At(ReadOnlySpan<Rational> inputs)
    {
        var integers = _bias;
        var rest = Rational.Zero;
        for (var i = 0; i < _inputs.Length; i++)
        {
            var h = inputs[_inputs[i]];
            if (h.IsZero) continue;
            if (h.IsInteger) integers += _numerators[i] * h.Numerator;
            else rest += _numerators[i] * h;
        }
        return (rest + integers) / _denominator;
    }

    private BigInteger Scaled(Rational value) => value.Numerator * (_denominator / value.Denominator);

    private static BigInteger Least(BigInteger a, BigInteger b) =>
        a == b || b.IsOne ? a : a.IsPowerOfTwo && b.IsPowerOfTwo ? BigInteger.Max(a, b) : a / BigInteger.GreatestCommonDivisor(a, b) * b;
}
