using FtcTools.Data.Regions;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Constructions.Regions;

/// <summary>A direction in which the answers of a model are moved: one output, up or down.</summary>
/// <param name="Output">The output, counted from 0.</param>
/// <param name="Sign">1 up, -1 down.</param>
/// <param name="Step">From 0: the same direction may be taken in several steps, each with its own cap.</param>
internal readonly record struct Push(int Output, int Sign, int Step = 0);

/// <summary>
/// Units that answer on boxes: u(x) = s(1 - sum_q s(h_q(x))) with h_q = (a_q . x - b_q) / eta. All slopes 1/eta are powers of two and all
/// borders float32 numbers, so that h_q is 0 up to the border and at least 1 from b_q + eta on, in real numbers and in floats in any order:
/// u is exactly 1 on its box, exactly 0 outside of the ramp around it, and between them elsewhere. Output k is moved by sigma_k min(M_k,
/// sum_b V_bk u_b) with V_bk >= 0, which the ReLU s(M_k - sum) computes: all boxes that hold x move it the same way, so that one that moves
/// it by enough does so whatever others add, and together they move it by no more than M_k.
/// <para>
/// V_bk and M_k have few bits, so M_k - V_bk is exact. A sum of floats, in any order, is a monotone function of its terms: with one term
/// V_bk and others that are not negative the computed one is at least V_bk, and M_k - s(M_k - sum) is at least V_bk, too. Where no unit
/// answers it is M_k - M_k = 0.
/// </para>
/// Neurons: one a border that is not shared, one a unit, and one an output where there are several units.
/// </summary>
internal sealed class RegionUnits
{
    // Bits of a lift: rounding it up to so few adds at most a thousandth.
    private const int LiftBits = 10;

    // Bits of a lift that is taken in steps: rounding all of them up is to add little together.
    private const int StepBits = 18;

    // A ramp is no narrower than this many units in the last place of its border, in float32.
    private const int NarrowestRamp = 8;

    private readonly List<Push> _pushes;
    private readonly List<(CoverBox Box, IReadOnlyList<Inequality> Inside)> _units = [];
    private readonly double _margin;
    private readonly int _inputs;
    private readonly int _outputs;

    /// <param name="margin">The widest ramp, as a share of the width of a box.</param>
    public RegionUnits(int inputs, int outputs, IEnumerable<Push> pushes, double margin)
    {
        (_inputs, _outputs, _margin) = (inputs, outputs, margin);
        _pushes = [.. pushes];
    }

    /// <summary>Neurons of the units added.</summary>
    public int Neurons
    {
        get
        {
            var slopes = Slopes();
            return Borders(slopes).Count + _units.Count + (_units.Count > 1 ? Caps().Count(cap => cap > Rational.Zero) : 0);
        }
    }

    /// <summary>The width of the ramps, by input, beyond the boxes.</summary>
    public IReadOnlyList<double> Ramps => [.. Slopes().Select(slope => 1 / slope)];

    /// <summary>The most that an output is moved by, by direction.</summary>
    public IReadOnlyList<double> Lifts => [.. Caps().Select(cap => cap.ToDouble())];

    /// <summary>Adds a unit for each box.</summary>
    /// <param name="inside">Inequalities that hold in the region of the boxes: a unit answers on its box where they hold.</param>
    public RegionUnits Add(IEnumerable<CoverBox> boxes, IReadOnlyList<Inequality> inside)
    {
        _units.AddRange(boxes.Select(box => (box, inside)));
        return this;
    }

    public Network Build()
    {
        if (_units.Count == 0) return NetworkBuilder.Nothing(_inputs, _outputs, 3);
        var slopes = Slopes();
        var borders = Borders(slopes);
        var numbers = borders.Select((border, q) => (border, q)).ToDictionary(pair => pair.border, pair => pair.q);
        var caps = Caps();
        var builder = new NetworkBuilder(_inputs)
            .Units(borders.Select(border => (border.Weights, border.Bias, Shape.Relu)))
            .Units(_units.Select(unit =>
            {
                var row = new Rational[borders.Count];
                foreach (var border in BordersOf(unit, slopes)) row[numbers[border]] = -1;
                return (row, Rational.One, Shape.Relu);
            }));
        var moved = Enumerable.Range(0, _pushes.Count).Where(k => caps[k] > Rational.Zero).ToArray();
        var lifts = _units.Select(unit => LiftsOf(unit.Box, caps)).ToArray();
        if (lifts is [var only]) return builder.Outputs(Rows(k => [_pushes[k].Sign * only[k]], _ => 0, width: 1));
        return builder
            .Units(moved.Select(k => (lifts.Select(lift => -lift[k]).ToArray(), caps[k], Shape.Relu)))
            .Outputs(Rows(k => [.. moved.Select(other => other == k ? -_pushes[k].Sign : Rational.Zero)], k => _pushes[k].Sign * caps[k],
                moved.Length));

        // Every output gets the sum over its directions.
        IEnumerable<(Rational[], Rational)> Rows(Func<int, Rational[]> row, Func<int, Rational> constant, int width) =>
            Enumerable.Range(0, _outputs).Select(o =>
        {
            var (sum, bias) = (new Rational[width], Rational.Zero);
            foreach (var k in moved.Where(k => _pushes[k].Output == o))
            {
                var added = row(k);
                for (var c = 0; c < width; c++) sum[c] += added[c];
                bias += constant(k);
            }
            return (sum, bias);
        });
    }

    // The largest lift of each direction.
    private Rational[] Caps()
    {
        var most = _pushes.Select((_, k) => _units.Count == 0 ? 0 : Math.Max(0, _units.Max(unit => unit.Box.Needs[k]))).ToArray();
        return [.. most.Select((v, k) => v == 0 ? Rational.Zero : RoundUp(v, StepOf(k, most)))];
    }

    // Directions of one output share a step, so that their caps cancel exactly.
    private Rational StepOf(int k, IReadOnlyList<double> most) =>
        Rational.PowerOfTwoAtLeast(Rational.Of(most.Where((_, other) => _pushes[other].Output == _pushes[k].Output).Max()))
            / Rational.PowerOfTwo(_pushes.Exists(push => push.Output == _pushes[k].Output && push.Step > 0) ? StepBits : LiftBits);

    private Rational[] LiftsOf(CoverBox box, Rational[] caps)
    {
        var most = Array.ConvertAll(caps, cap => cap.ToDouble());
        return [.. caps.Select((_, k) => box.Needs[k] <= 0 ? Rational.Zero : RoundUp(box.Needs[k], StepOf(k, most)))];
    }

    private static Rational RoundUp(double value, Rational step) => step * Rational.Ceiling(Rational.Of(value) / step);

    // 1/eta of each input: a power of two.
    private double[] Slopes()
    {
        var slopes = new double[_inputs];
        for (var j = 0; j < _inputs; j++)
        {
            double narrowest = double.PositiveInfinity, largest = 0;
            foreach (var (box, _) in _units)
            {
                foreach (var end in new[] { box.Low[j], box.High[j] })
                {
                    if (double.IsFinite(end)) largest = Math.Max(largest, Math.Abs(end));
                }
                var width = box.High[j] - box.Low[j];
                if (width > 0) narrowest = Math.Min(narrowest, width);
            }
            var least = NarrowestRamp * Math.ScaleB(1, Math.Max(-126, largest == 0 ? -126 : Math.ILogB(largest)) - 23);
            var ramp = Math.Max(least, double.IsFinite(narrowest) ? narrowest * _margin : 0);
            slopes[j] = Math.ScaleB(1, -Math.ILogB(ramp));
            if (1 / slopes[j] > ramp) slopes[j] *= 2;
        }
        return slopes;
    }

    private List<Border> Borders(double[] slopes) => [.. _units.SelectMany(unit => BordersOf(unit, slopes)).Distinct()];

    private IEnumerable<Border> BordersOf((CoverBox Box, IReadOnlyList<Inequality> Inside) unit, double[] slopes)
    {
        for (var j = 0; j < _inputs; j++)
        {
            if (double.IsFinite(unit.Box.Low[j])) yield return Border.Along(_inputs, j, -1, unit.Box.Low[j], slopes[j]);
            if (double.IsFinite(unit.Box.High[j])) yield return Border.Along(_inputs, j, 1, unit.Box.High[j], slopes[j]);
        }
        foreach (var inequality in unit.Inside) yield return Border.Of(inequality, unit.Box, slopes);
    }
}
