using System.Diagnostics;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>
/// The verdict on samples that are looked at in one pass: what <see cref="UnitScreen"/> proves to be zero is done with, edits and all
/// others are verified as those of a dataset in memory are. The report is the same.
/// </summary>
internal static class PassVerifier
{
    // Samples that are verified together.
    private const int Together = 2048;

    /// <summary>Verifies a network on samples that are looked at in one pass.</summary>
    /// <param name="tolerance">As of <see cref="Verifier"/>.</param>
    /// <param name="progress">Gets the share of samples done, 0 to 1.</param>
    /// <exception cref="Diagnostics.FtcException">
    /// FTC0033: network and samples do not fit; FTC0034: a negative or NaN tolerance; and as of reading the samples.
    /// </exception>
    public static Report Verify(
        Network network, SampleSource source, Arithmetic arithmetic, double? tolerance = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        network.MustFit(source.Edits);
        var clock = Stopwatch.StartNew();
        var pass = new Run(network, source, arithmetic, Verifier.Allowed(source.Edits, arithmetic, tolerance), cancellation);
        pass.AddEdits();
        source.Pass(pass.NewWorker, progress, cancellation);
        return pass.Tally.Report(network, source.Edits, source.K, arithmetic) with
        {
            Radius = source.N == 0 ? null : pass.Radius,
            Norm = source.N == 0 ? null : pass.Norm,
            Seconds = clock.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Whether a dataset in memory is better looked at so.</summary>
    internal static bool Takes(Network network, Dataset dataset) =>
        SampleSource.IsLarge(dataset.K, dataset.N, dataset.Inputs) && network.Origin.Reach is null && UnitScreen.IsOfUnits(network);

    private sealed class Run(Network network, SampleSource source, Arithmetic arithmetic, double allowed, CancellationToken cancellation)
    {
        private readonly UnitScreen? _screen = UnitScreen.Of(network, source.Edits, network.Origin.Norm ?? Norm.Infinity);
        private readonly Lock _gate = new();
        private double _radius = double.PositiveInfinity;

        public Tally Tally { get; private set; } = Tally.Empty;

        public Norm Norm => network.Origin.Norm ?? Norm.Infinity;

        /// <summary>Certified around all samples so far.</summary>
        public double Radius => Volatile.Read(ref _radius);

        public IBlockWorker NewWorker() => new Worker(this);

        public void AddEdits() => Add(source.Edits, source.Edited);

        private void Add(Dataset part, int[] places)
        {
            if (part.K == 0) return;
            var (tally, worker) = (Tally.Empty, Verifier.NewCheck(network, part, arithmetic, allowed, cancellation).NewWorker());
            for (var i = 0; i < part.K; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                tally.Add(places[i], part.N > 0, worker(i));
            }
            var radius = Radius == 0 || source.N == 0 ? 0 : Neighbourhood.Distances(network, part, Norm, arithmetic, untilZero: true, cancellation)?.Min() ?? 0;
            lock (_gate)
            {
                Tally = Tally.Merge(tally);
                Volatile.Write(ref _radius, Math.Min(Radius, radius));
            }
        }

        private sealed class Worker(Run run) : IBlockWorker
        {
            private readonly UnitScreen.Room? _room = run._screen?.NewRoom();
            private readonly List<PickedSample> _open = [];

            public void Take(SampleBlock block)
            {
                for (var i = 0; i < block.Count; i++)
                {
                    if (block.Edited[i] || (_room is not null && run._screen!.Look(block.SingleRow(i), _room) is >= 0 and var distance && distance >= run.Radius && run.IsRight(block, i))) continue;
                    _open.Add(PickedSample.Of(block, i));
                    if (_open.Count == Together) Flush();
                }
            }

            public void End() => Flush();

            private void Flush()
            {
                run.Add(run.Source.Without(_open), [.. _open.Select(sample => sample.Place)]);
                _open.Clear();
            }
        }

        private SampleSource Source => source;

        // Where nothing is added: whether the model's answers are right as this arithmetic rounds them, which adding zero does to them.
        private bool IsRight(SampleBlock block, int i)
        {
            if (block.Labels.IsEmpty || arithmetic == Arithmetic.Exact) return true;
            var f = block.Prediction(i);
            var errors = block.Errors(i);
            var label = block.Labels.Span[i];
            var own = Round(errors.IsEmpty || errors[label] == 0 ? f[label] : Math.BitDecrement(f[label] - errors[label]));
            if (!double.IsFinite(own)) return false;
            for (var o = 0; o < f.Length; o++)
            {
                var other = Round(errors.IsEmpty || errors[o] == 0 ? f[o] : Math.BitIncrement(f[o] + errors[o]));
                if (o != label && !(o < label ? own > other : own >= other)) return false;
            }
            return true;
        }

        private double Round(double value) => arithmetic == Arithmetic.Float32 ? (float)value : value;
    }
}
