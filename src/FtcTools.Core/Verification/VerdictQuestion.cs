using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Verification;

/// <summary>The verdict on samples, and what is certified around all of them.</summary>
/// <param name="Radius">The smallest.</param>
internal readonly record struct Verdict(Tally Tally, double Radius);

/// <summary>
/// The verdict on all untouched samples: what <see cref="UnitScreen"/> proves to be zero is done with, all others are verified as those of
/// a dataset in memory are.
/// </summary>
internal sealed class VerdictQuestion : Question<Verdict>
{
    // Samples that are verified together.
    private const int Together = 2048;

    private readonly Network _network;
    private readonly SampleForm _form;
    private readonly float[] _scale;
    private readonly Arithmetic _arithmetic;
    private readonly double[] _allowed;
    private readonly bool _certifies;
    private readonly double _within;
    private readonly UnitScreen? _screen;

    /// <param name="scale">What <see cref="UnitScreen.ScaleOf"/> gives.</param>
    /// <param name="allowed">What <see cref="Verifier.Allowed"/> gives.</param>
    /// <param name="certifies">Whether a radius is looked for: some sample is edited.</param>
    /// <param name="within">What is certified at most, whatever is found here.</param>
    public VerdictQuestion(Network network, SampleForm form, float[] scale, Arithmetic arithmetic, double[] allowed, bool certifies,
        double within = double.PositiveInfinity)
    {
        (_network, _form, _scale, _arithmetic, _allowed, _certifies) = (network, form, scale, arithmetic, allowed, certifies);
        _within = certifies ? within : 0;
        _screen = UnitScreen.Of(network, scale, Norm);
    }

    public VerdictQuestion(BinaryReader reader)
        : this(reader.ReadNetwork(), SampleForm.Read(reader), Array.ConvertAll(reader.ReadDoubles(), x => (float)x),
            (Arithmetic)reader.ReadInt32(), reader.ReadDoubles(), reader.ReadBoolean(), reader.ReadDouble())
    {
    }

    public override string Kind => "verdict";

    public override Verdict Nothing => new(Tally.Empty, double.PositiveInfinity);

    public Norm Norm => _network.Origin.Norm ?? Norm.Infinity;

    /// <summary>The same where no more than this is certified anyway: whoever is that far from every unit is not looked at again.</summary>
    public VerdictQuestion Within(double radius) => new(_network, _form, _scale, _arithmetic, _allowed, _certifies, radius);

    public override void Write(BinaryWriter writer)
    {
        writer.Write(_network);
        _form.Write(writer);
        writer.Write(Array.ConvertAll(_scale, x => (double)x).AsSpan());
        writer.Write((int)_arithmetic);
        writer.Write(_allowed.AsSpan());
        writer.Write(_certifies);
        writer.Write(_within);
    }

    public override Verdict Merge(Verdict a, Verdict b) => new(a.Tally.Merge(b.Tally), Math.Min(a.Radius, b.Radius));

    public override void Write(Verdict answer, BinaryWriter writer)
    {
        answer.Tally.Write(writer);
        writer.Write(answer.Radius);
    }

    public override Verdict ReadAnswer(BinaryReader reader) => new(Tally.Read(reader), reader.ReadDouble());

    /// <summary>The verdict on a few samples at hand.</summary>
    /// <param name="places">The place of each among all.</param>
    /// <param name="within">What is certified at most.</param>
    public Verdict Of(Dataset samples, int[] places, double within, CancellationToken cancellation)
    {
        if (samples.K == 0) return Nothing;
        var (tally, worker) = (Tally.Empty, Verifier.NewCheck(_network, samples, _arithmetic, _allowed, cancellation).NewWorker());
        for (var i = 0; i < samples.K; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            tally.Add(places[i], samples.N > 0, worker(i));
        }
        var radius = within == 0 || !_certifies ? 0
            : UnitRadii.Of(_network, samples, Norm, _arithmetic, untilZero: true, cancellation)?.Min() ?? 0;
        return new(tally, radius);
    }

    protected override IBlockWorker NewWorker(Action<Verdict> tell, CancellationToken cancellation) => new Worker(this, tell, cancellation);

    private sealed class Worker(VerdictQuestion asked, Action<Verdict> tell, CancellationToken cancellation) : IBlockWorker
    {
        private readonly UnitScreen.Buffers? _buffers = asked._screen?.NewBuffers();
        private readonly List<PickedSample> _open = [];
        private Verdict _verdict = asked.Nothing;
        private double _within = asked._within;

        public void Take(SampleBlock block)
        {
            for (var i = 0; i < block.Count; i++)
            {
                if (block.Edited[i] || (_buffers is not null && asked._screen!.Look(block.SingleRow(i), _buffers) is >= 0 and var distance
                    && distance >= _within && asked.IsRight(block, i))) continue;
                _open.Add(PickedSample.Of(block, i));
                if (_open.Count == Together) Flush();
            }
        }

        public void End()
        {
            Flush();
            tell(_verdict);
        }

        private void Flush()
        {
            _verdict = asked.Merge(_verdict,
                asked.Of(asked._form.Untouched(_open), [.. _open.Select(sample => sample.Place).Order()], _within, cancellation));
            _within = Math.Min(_within, _verdict.Radius);
            _open.Clear();
        }
    }

    // Where nothing is added: whether the model's answers are right as this arithmetic rounds them, which adding zero does to them.
    private bool IsRight(SampleBlock block, int i)
    {
        if (block.Labels.IsEmpty || _arithmetic == Arithmetic.Exact) return true;
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

    private double Round(double value) => _arithmetic == Arithmetic.Float32 ? (float)value : value;
}
