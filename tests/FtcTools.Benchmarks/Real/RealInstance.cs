using System.Numerics.Tensors;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;

namespace FtcTools.Benchmarks.Real;

/// <summary>Data of a kind, a model trained on it, and labels that contradict the model's answers at N samples.</summary>
internal sealed class RealInstance
{
    // Of the model, and of training it on.
    private static readonly int[] s_widths = [32];
    private const int FirstSteps = 400;
    private const int MoreSteps = 3_000;
    private const int Batch = 128;

    private readonly RealKind _kind;
    private readonly double[] _scaled;
    private readonly Network _model;
    private readonly double[] _answers;
    private readonly double[] _labels;

    public RealInstance(RealKind kind, int seed)
    {
        _kind = kind;
        var random = new Random(seed);
        var (k, d, p) = (kind.K, kind.Inputs, kind.Classes);
        var (features, targets, row) = (new double[k * d], new double[k], new double[d]);
        var fill = kind.Fill(random);
        for (var i = 0; i < k; i++)
        {
            targets[i] = fill(row);
            row.CopyTo(features, i * d);
        }
        _scaled = Scaled(features, d);
        var aims = p == 1 ? targets : [.. targets.SelectMany(target => Enumerable.Range(0, p).Select(c => c == (int)target ? 1.0 : 0.0))];
        _model = Trainer.Train(new TrainingSet(d, p, _scaled, aims), s_widths,
            new TrainingOptions { Steps = FirstSteps, Batch = Batch, Seed = seed }).Network!;
        _answers = Answers(_model);
        var wrong = Choose(features, random);
        if (kind.IsOfValues)
        {
            _labels = [.. _answers];
            foreach (var at in wrong.SelectMany(i => Enumerable.Range(i * p, p)))
                _labels[at] += (random.Next(2) * 2 - 1) * (0.5 + random.NextDouble());
            Data = DatasetOf((x, i, builder) => builder.Add(x, Answer(_labels, i), Answer(_answers, i)), features, p);
        }
        else
        {
            _labels = [.. Enumerable.Range(0, k).Select(i => (double)Classification.Argmax(Answer(_answers, i)))];
            // Equal rows get equal labels.
            foreach (var i in wrong) _labels[i] = ((int)_labels[i] + 1) % p;
            Data = DatasetOf((x, i, builder) => builder.Add(x, (int)_labels[i], Answer(_answers, i)), features, p);
        }
    }

    public Dataset Data { get; }

    /// <summary>
    /// The model trained on, wrong samples weighing as much as all others: how many of those are right then, how many others are not, and
    /// seconds.
    /// </summary>
    public (int Right, int Lost, double Seconds) Retrain()
    {
        var (k, d, p) = (_kind.K, _kind.Inputs, _kind.Classes);
        var times = Math.Max(1, (k - Data.N) / Data.N);
        int[] rows = [.. Enumerable.Range(0, k).SelectMany(i => Enumerable.Repeat(i, Data.Residual(i) is null ? 1 : times))];
        double[] aims = [.. rows.SelectMany(i => _kind.IsOfValues ? Answer(_labels, i).ToArray()
            : Enumerable.Range(0, p).Select(c => c == (int)_labels[i] ? 1.0 : 0.0))];
        var set = new TrainingSet(d, p, [.. rows.SelectMany(i => _scaled.AsSpan(i * d, d).ToArray())], aims);
        var result = Trainer.Train(set, _model, new TrainingOptions { Steps = MoreSteps, LearningRate = 3e-3, Batch = Batch });
        var answers = Answers(result.Network ?? _model);
        var (right, lost) = (0, 0);
        for (var i = 0; i < k; i++)
        {
            // A value is right within a tenth of what an edit changes at least.
            var good = _kind.IsOfValues
                ? TensorPrimitives.Distance(Answer(answers, i), Answer(_labels, i)) < 0.05
                : Classification.Argmax(Answer(answers, i)) == (int)_labels[i];
            if (Data.Residual(i) is not null) right += good ? 1 : 0;
            else lost += good ? 0 : 1;
        }
        return (right, lost, result.Seconds);
    }

    private Dataset DatasetOf(Action<double[], int, DatasetBuilder> add, double[] features, int outputs)
    {
        var builder = new DatasetBuilder(_kind.Inputs, outputs, _kind.K);
        for (var i = 0; i < _kind.K; i++) add(features.AsSpan(i * _kind.Inputs, _kind.Inputs).ToArray(), i, builder);
        return builder.Build(_kind.Name);
    }

    private double[] Answers(Network model)
    {
        var rounded = new RoundedNetwork<float>(model);
        var (answers, f, scratch) = (new double[_kind.K * _kind.Classes], new float[_kind.Classes], new float[2 * rounded.Widest]);
        for (var i = 0; i < _kind.K; i++)
        {
            rounded.Evaluate(_scaled.AsSpan(i * _kind.Inputs, _kind.Inputs), f, scratch);
            for (var c = 0; c < f.Length; c++) answers[i * f.Length + c] = f[c];
        }
        return answers;
    }

    private ReadOnlySpan<double> Answer(double[] answers, int i) => answers.AsSpan(i * _kind.Classes, _kind.Classes);

    private int[] Choose(double[] features, Random random)
    {
        var order = Enumerable.Range(0, _kind.K).ToArray();
        random.Shuffle(order);
        switch (_kind.Wrong)
        {
            case Wrong.Hardest:
                return [.. order.OrderBy(Lead).Take(_kind.N)];
            case Wrong.OneClass:
                return [.. order.Where(i => Classification.Argmax(Answer(_answers, i)) == 1).Take(_kind.N)];
            case Wrong.Rows:
                var rows = order.GroupBy(i => string.Join(' ', features.AsSpan(i * _kind.Inputs, _kind.Inputs).ToArray()));
                var chosen = new List<int>();
                foreach (var row in rows.TakeWhile(_ => chosen.Count < _kind.N)) chosen.AddRange(row);
                return [.. chosen];
            default:
                return order[.._kind.N];
        }

        double Lead(int i)
        {
            var sorted = Answer(_answers, i).ToArray().OrderDescending().ToArray();
            return sorted[0] - sorted[1];
        }
    }

    // Mean 0 and deviation 1 in every column, as a model is given them.
    private static double[] Scaled(double[] features, int d)
    {
        var (k, scaled) = (features.Length / d, new double[features.Length]);
        for (var j = 0; j < d; j++)
        {
            var mean = Enumerable.Range(0, k).Average(i => features[i * d + j]);
            var deviation = Math.Sqrt(Enumerable.Range(0, k).Average(i => Math.Pow(features[i * d + j] - mean, 2)));
            for (var i = 0; i < k; i++) scaled[i * d + j] = deviation == 0 ? 0 : (features[i * d + j] - mean) / deviation;
        }
        return scaled;
    }
}
