using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.CrossValidation;

/// <summary>Whether a patch acts on a sample, and which edit is behind it: for a service to log.</summary>
/// <param name="Sample">The sample, counted from 1.</param>
/// <param name="Touched">Whether g is not zero there.</param>
/// <param name="Move">The largest output of g, as a magnitude.</param>
/// <param name="Units">The units that act, from 1: neurons of the last hidden layer that are not zero.</param>
/// <param name="Edit">
/// The edited sample, from 1, that is nearest, of those for which these units are there; null where nothing acts or the network's samples
/// are not at hand.
/// </param>
/// <param name="Distance">The distance to that edit, in the norm of the network.</param>
public sealed record Touch(int Sample, bool Touched, double Move, IReadOnlyList<int> Units, int? Edit, double? Distance);

/// <summary>
/// Looks at samples, one after the other, for what a patch does there; in the arithmetic in which it ships. Not for several threads at
/// once.
/// </summary>
public sealed class TouchMeter
{
    private readonly Evaluator _units;
    private readonly Evaluator _network;
    private readonly Dataset? _known;
    private readonly int[][] _edits;
    private readonly Norm _norm;

    /// <param name="known">The samples that the network was built for; null where they are not at hand.</param>
    public TouchMeter(Network network, Dataset? known, Arithmetic arithmetic, CancellationToken cancellation = default)
    {
        if (known is not null) network.MustFit(known);
        (_network, _units) = (new(network, arithmetic), new(Composition.Units(network), arithmetic));
        (_known, _norm) = (known, network.Origin.Norm ?? Norm.Infinity);
        _edits = known is null ? [] : UnitEdits.Of(network, known, cancellation);
    }

    /// <summary>What it does at one sample.</summary>
    /// <param name="sample">Its number, from 1.</param>
    /// <exception cref="Diagnostics.FtcException">FTC0033: not d features; FTC0015: one is not finite.</exception>
    public Touch At(int sample, ReadOnlySpan<double> features)
    {
        var move = _network.At(sample, features).Max(output => Math.Abs(output.Value));
        if (move == 0) return new(sample, false, 0, [], null, null);
        int[] units = [.. _units.At(sample, features).Where(unit => unit.Value != 0).Select(unit => unit.Output)];
        if (_known is null) return new(sample, true, move, units, null, null);
        var (edit, least, difference) = ((int?)null, double.PositiveInfinity, new double[features.Length]);
        foreach (var candidate in units.SelectMany(unit => _edits[unit - 1]).Distinct().Order())
        {
            var distance = Separation.Near(features, _known.Row(candidate - 1), _norm, difference);
            if (distance < least) (edit, least) = (candidate, distance);
        }
        return new(sample, true, move, units, edit, edit is null ? null : least);
    }
}
