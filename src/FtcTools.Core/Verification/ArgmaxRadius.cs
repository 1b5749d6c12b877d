using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// Whether f + g answers with the right class all over the ball of an edited sample, f included. f and g are enclosed over the ball by
/// interval arithmetic, in real numbers or for every order of summation of floats; rounding keeps order, so the sum of two numbers between
/// bounds lies between the sums of the bounds.
/// </summary>
internal sealed class ArgmaxRadius
{
    // The radius is found to this part of itself.
    private const double Resolution = 1e-6;

    private readonly Dataset _dataset;
    private readonly IFrozenModel _model;
    private readonly Norm _norm;
    private readonly Arithmetic _arithmetic;
    private readonly Enclosure _enclosure;
    private readonly Enclosure.Scratch _room;
    private readonly JoinedSum _joined;
    private readonly double[] _least;
    private readonly double[] _most;

    public ArgmaxRadius(Network network, Dataset dataset, IFrozenModel model, Norm norm, Arithmetic arithmetic)
    {
        (_dataset, _model, _norm, _arithmetic) = (dataset, model, norm, arithmetic);
        _enclosure = arithmetic switch
        {
            Arithmetic.Exact => Enclosure.OfExact(network),
            Arithmetic.Float64 => Enclosure.OfRounded(new RoundedNetwork<double>(network)),
            _ => Enclosure.OfRounded(new RoundedNetwork<float>(network)),
        };
        _room = _enclosure.NewScratch();
        _joined = new(network, arithmetic);
        (_least, _most) = (new double[dataset.Outputs], new double[dataset.Outputs]);
    }

    /// <summary>The least radius of all edited samples, not above <paramref name="most"/>; null where none is edited.</summary>
    /// <param name="first">Is tried before others, so that what was asked for is found where it holds.</param>
    public double? Least(double most, double? first, CancellationToken cancellation)
    {
        if (_dataset.N == 0) return null;
        var least = Math.Min(most, double.MaxValue);
        foreach (var i in _dataset.Edited)
        {
            cancellation.ThrowIfCancellationRequested();
            if (least == 0 || Holds(i, least)) continue;
            if (!Holds(i, 0)) return 0;
            var (yes, no) = (0.0, least);
            if (first is { } asked && asked < no) (yes, no) = Holds(i, asked) ? (asked, no) : (yes, asked);
            while (no > Math.Max(yes * (1 + Resolution), double.Epsilon))
            {
                // Between the two, or between their exponents where they are far apart.
                var middle = no > 4 * yes ? Math.Sqrt(Math.Max(yes, double.Epsilon)) * Math.Sqrt(no) : yes + (no - yes) / 2;
                if (!(middle > yes && middle < no)) break;
                if (Holds(i, middle)) yes = middle;
                else no = middle;
            }
            least = yes;
        }
        return least;
    }

    /// <summary>Whether the right output of sample <paramref name="i"/>, from 0, is larger than every other all over its ball.</summary>
    public bool Holds(int i, double radius)
    {
        if (!Enclose(i, radius)) return false;
        var label = _dataset.Classes!.Label(i);
        for (var o = 0; o < _most.Length; o++)
        {
            if (o != label && !(_least[label] > _most[o])) return false;
        }
        return true;
    }

    /// <summary>
    /// By how much the right output of sample <paramref name="i"/>, from 0, leads every other at least, all over its ball; rounded down.
    /// </summary>
    public double Lead(int i, double radius)
    {
        if (!Enclose(i, radius)) return double.NegativeInfinity;
        var (label, lead) = (_dataset.Classes!.Label(i), double.PositiveInfinity);
        for (var o = 0; o < _most.Length; o++)
        {
            if (o != label) lead = Math.Min(lead, Math.BitDecrement(_least[label] - _most[o]));
        }
        return lead;
    }

    // The outputs of f + g all over a ball, between _least and _most; false where they are not bounded.
    private bool Enclose(int i, double radius)
    {
        var (low, high) = _model.Bounds(_dataset.Row(i), new Ball(radius, _norm), _arithmetic);
        _enclosure.Evaluate(_dataset.Row(i), _room, radius, _norm);
        var (middles, radii) = (_room.Middles[^1], _room.Radii[^1]);
        for (var o = 0; o < low.Length; o++)
        {
            _least[o] = Lower(low[o], radii[o] == 0 ? middles[o] : Math.BitDecrement(middles[o] - radii[o]));
            _most[o] = Upper(high[o], radii[o] == 0 ? middles[o] : Math.BitIncrement(middles[o] + radii[o]));
            var most = Math.Max(Math.Abs(low[o]), Math.Abs(high[o]));
            if (_joined.Error(_room, o, most, Math.Abs(middles[o]) + radii[o]) is > 0 and var joined)
                (_least[o], _most[o]) = (Math.BitDecrement(_least[o] - joined), Math.BitIncrement(_most[o] + joined));
        }
        return Array.TrueForAll(_least, double.IsFinite) && Array.TrueForAll(_most, double.IsFinite);
    }

    /// <exception cref="FtcException">FTC0043: the samples are not classified, or not of this model's shape.</exception>
    public static void MustFit(IFrozenModel model, Dataset dataset)
    {
        if (dataset.Classes is null)
            throw new FtcException(Codes.Pretrained,
                $"{dataset.Name} has no classes, and the radius of '{model.Name}' is about them: read the samples with -Classification.");
        if (dataset.Inputs != model.Inputs || dataset.Outputs != model.Outputs)
            throw new FtcException(Codes.Pretrained,
                $"'{model.Name}' maps {model.Inputs} features to {model.Outputs} outputs; {dataset.Name} has {dataset.Inputs} and {dataset.Outputs}.");
    }

    private double Lower(double f, double g) => _arithmetic == Arithmetic.Exact ? Math.BitDecrement(f + g) : Sum(f, g);

    private double Upper(double f, double g) => _arithmetic == Arithmetic.Exact ? Math.BitIncrement(f + g) : Sum(f, g);

    private double Sum(double f, double g) => _arithmetic == Arithmetic.Float64 ? f + g : (float)((double)(float)f + g);
}
