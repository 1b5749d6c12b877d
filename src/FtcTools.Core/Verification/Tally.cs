using FtcTools.Bounds;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>What the samples looked at so far showed together; the order in which they came does not matter.</summary>
internal struct Tally
{
    public static Tally Empty => new() { Worst = -1, Lead = double.PositiveInfinity };

    public int Mismatches;
    public int Touched;
    public int Worst;
    public double MaxError;
    public double MaxErrorOffT;
    public double ErrorBound;
    public double Lead;

    public void Add(int sample, bool edited, Finding finding)
    {
        if (!finding.Right) Mismatches++;
        MaxError = Math.Max(MaxError, finding.Error);
        if (!edited)
        {
            MaxErrorOffT = Math.Max(MaxErrorOffT, finding.Moved);
            if (!finding.Zero) Touched++;
        }
        else
        {
            Lead = Math.Min(Lead, finding.Lead);
        }
        if (!IsWorse(finding.Bound, sample)) return;
        ErrorBound = finding.Bound;
        Worst = sample;
    }

    public readonly Tally Merge(Tally other) => new()
    {
        Mismatches = Mismatches + other.Mismatches,
        Touched = Touched + other.Touched,
        Worst = IsWorse(other.ErrorBound, other.Worst) ? other.Worst : Worst,
        MaxError = Math.Max(MaxError, other.MaxError),
        MaxErrorOffT = Math.Max(MaxErrorOffT, other.MaxErrorOffT),
        ErrorBound = Math.Max(ErrorBound, other.ErrorBound),
        Lead = Math.Min(Lead, other.Lead),
    };

    public readonly void Write(BinaryWriter writer)
    {
        foreach (var count in (ReadOnlySpan<int>)[Mismatches, Touched, Worst]) writer.Write(count);
        foreach (var number in (ReadOnlySpan<double>)[MaxError, MaxErrorOffT, ErrorBound, Lead]) writer.Write(number);
    }

    public static Tally Read(BinaryReader reader) => new()
    {
        Mismatches = reader.ReadInt32(),
        Touched = reader.ReadInt32(),
        Worst = reader.ReadInt32(),
        MaxError = reader.ReadDouble(),
        MaxErrorOffT = reader.ReadDouble(),
        ErrorBound = reader.ReadDouble(),
        Lead = reader.ReadDouble(),
    };

    /// <summary>The verdict, without what is certified around the samples.</summary>
    /// <param name="samples">The samples, of which N are edited.</param>
    /// <param name="k">K.</param>
    public readonly Report Report(Network network, Dataset samples, int k, Arithmetic arithmetic)
    {
        var bound = BoundTable.Row(samples.N, k, Math.Max(2, network.Layers.Count), network.Inputs > 1 ? network.Inputs : null);
        return new Report
        {
            Passed = Mismatches == 0,
            K = k,
            N = samples.N,
            Layers = network.Layers.Count,
            Neurons = network.Neurons,
            Parameters = network.Parameters,
            LowerBound = bound.Lower,
            PaperBound = bound.PaperUpper ?? bound.Upper,
            Arithmetic = arithmetic,
            Mismatches = Mismatches,
            MaxError = MaxError,
            MaxErrorOffT = MaxErrorOffT,
            ErrorBound = ErrorBound,
            Margin = samples.Classes is null || samples.N == 0 ? null : Lead,
            Touched = Touched,
            Worst = Worst < 0 ? null : Worst + 1,
            Method = network.Origin.Method,
            Seconds = 0,
        };
    }

    // The first of those that are equally bad.
    private readonly bool IsWorse(double bound, int sample) => bound > ErrorBound || (bound == ErrorBound && bound > 0 && sample < Worst);
}
