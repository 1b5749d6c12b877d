using System.Runtime.InteropServices;
using FtcTools.Data;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>How a network came about.</summary>
public sealed record NetworkOrigin
{
    /// <summary>The construction's name; null for a network from elsewhere.</summary>
    public string? Method { get; init; }

    /// <summary>The statement it rests on.</summary>
    public string? Source { get; init; }

    public int? K { get; init; }
    public int? N { get; init; }
    public int? Seed { get; init; }

    /// <summary>
    /// The edits hold, and nothing else moves, for every input within this of a sample it was built for; null where that was not asked for.
    /// </summary>
    public double? Radius { get; init; }

    /// <summary>
    /// The share of its room that every edit was to hold within; null where all samples have one radius. <see cref="Radius"/> is then the
    /// smallest.
    /// </summary>
    public double? Reach { get; init; }

    /// <summary>
    /// How that share was chosen by cross-validation: held-out answers that become better and worse with each that was tried; null where it
    /// was not.
    /// </summary>
    public string? ReachCurve { get; init; }

    /// <summary>With a <see cref="Reach"/>: the radius of each edit, in the order of the samples.</summary>
    public IReadOnlyList<double>? Radii { get; init; }

    /// <summary>How <see cref="Radius"/> is measured.</summary>
    public Norm? Norm { get; init; }

    /// <summary>
    /// SHA-256 of the file of the frozen model, whose outputs within <see cref="Radius"/> are outweighed, so that the class itself holds
    /// there; null where they were taken as at the samples.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>The arithmetic in which it was chosen and is to run; null where nobody said.</summary>
    public Arithmetic? Precision { get; init; }

    /// <summary>The tensor of the frozen model that it reads; null where it reads the model's input.</summary>
    public string? At { get; init; }

    /// <summary>The last day on which its edits are to hold; of edits with days of their own the first. Null where nobody said.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>FtcTools version, runtime and machine architecture that made it.</summary>
    public string? Maker { get; init; }

    /// <summary>This process, as <see cref="Maker"/>.</summary>
    public static string ThisMaker { get; } =
        $"FtcTools {typeof(Network).Assembly.GetName().Version!.ToString(3)}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}";
}

/// <summary>What was asked of whoever built a network, in their own terms; so that it can be built once more.</summary>
public interface IBuildRequest;

/// <summary>A network of dense layers with exact weights; the last layer is linear. Immutable.</summary>
public sealed class Network
{
    /// <exception cref="FtcException">FTC0033: the layers do not fit each other, or the last one is not linear.</exception>
    public Network(IReadOnlyList<Layer> layers, NetworkOrigin? origin = null, Dataset? dataset = null)
    {
        if (layers.Count == 0)
            throw new FtcException(Codes.ShapeMismatch, "a network has no layer; at least the linear last one is needed.");
        for (var l = 1; l < layers.Count; l++)
        {
            if (layers[l].Inputs != layers[l - 1].Neurons)
                throw new FtcException(Codes.ShapeMismatch,
                    $"layer {l + 1} takes {layers[l].Inputs} inputs where layer {l} has {layers[l - 1].Neurons} neurons.");
        }
        if (layers[^1].Activation != Activation.Identity)
            throw new FtcException(Codes.ShapeMismatch, $"the last layer is {layers[^1].Activation}; it must be identity.");
        Layers = [.. layers];
        Origin = origin ?? new NetworkOrigin();
        Dataset = dataset;
        if (dataset is not null) MustFit(dataset);
    }

    /// <exception cref="FtcException">FTC0033: a dataset has other numbers of features or outputs.</exception>
    internal void MustFit(Dataset dataset)
    {
        if (dataset.Inputs != Inputs || dataset.Outputs != Outputs)
            throw new FtcException(Codes.ShapeMismatch,
                $"the network maps {Inputs} features to {Outputs} outputs; the dataset has {dataset.Inputs} and {dataset.Outputs}.");
    }

    /// <summary>The dense network that is equal to a residual one, which it remembers.</summary>
    /// <exception cref="FtcException">FTC0033: the last layer is not linear, or a dataset does not fit.</exception>
    public Network(ResidualNetwork residual, NetworkOrigin? origin = null, Dataset? dataset = null)
        : this(residual.Dense(), origin, dataset) => Residual = residual;

    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>What the layers stand for, if they are those of a residual network; null for a dense one.</summary>
    public ResidualNetwork? Residual { get; }

    public NetworkOrigin Origin { get; }

    /// <summary>The samples it was built for; null for a network that was read from a file.</summary>
    public Dataset? Dataset { get; }

    /// <summary>The number of features, d.</summary>
    public int Inputs => Layers[0].Inputs;

    /// <summary>The number of outputs, p.</summary>
    public int Outputs => Layers[^1].Neurons;

    /// <summary>m: neurons in hidden layers.</summary>
    public int Neurons => Layers.Take(Layers.Count - 1).Sum(layer => layer.Neurons);

    /// <summary>Weights and biases, zeros included.</summary>
    public long Parameters => Layers.Sum(layer => (long)layer.Neurons * (layer.Inputs + 1));

    /// <summary>Neurons of each hidden layer.</summary>
    public IReadOnlyList<int> Widths => [.. Layers.Take(Layers.Count - 1).Select(layer => layer.Neurons)];

    /// <summary>Its layers as a line of text: `64 ─ 20 ReLU ─ 3 ReLU ─ 1`.</summary>
    public string Shape => Diagram.Of(this);

    /// <summary>The same network, tied to other samples.</summary>
    public Network For(Dataset dataset) => With(Origin, dataset);

    /// <summary>
    /// The same network, whose edits are to hold until a day, or until the day that was said before where that comes first.
    /// </summary>
    public Network Expiring(DateOnly until)
    {
        var origin = Origin with { Until = Origin.Until is { } earlier && earlier < until ? earlier : until };
        return Residual is null ? new(Layers, origin, Dataset) { Regions = Regions, Request = Request, Parts = Parts }
            : With(origin, Dataset);
    }

    /// <summary>The regions it was built for; none for a network that was read from a file.</summary>
    public IReadOnlyList<RegionPlan> Regions { get; private init; } = [];

    /// <summary>
    /// Of a network that is the sum of two: the one for its samples, null without, and the one for its regions. Null for any other one, and
    /// for one that was read from a file.
    /// </summary>
    internal (Network? OfSamples, Network OfRegions)? Parts { get; private init; }

    /// <summary>What it was built to do; null for a network that was read from a file.</summary>
    internal IBuildRequest? Request { get; private init; }

    internal Network With(NetworkOrigin origin, Dataset? dataset) =>
        Residual is { } residual ? new(residual, origin, dataset) { Regions = Regions, Request = Request }
            : new(Layers, origin, dataset) { Regions = Regions, Request = Request };

    internal Network With(NetworkOrigin origin, Dataset? dataset, IReadOnlyList<RegionPlan> regions,
        (Network? OfSamples, Network OfRegions)? parts = null) =>
        new(Layers, origin, dataset) { Regions = regions, Parts = parts, Request = Request };

    internal Network With(IBuildRequest request) =>
        Residual is { } residual ? new(residual, Origin, Dataset) { Regions = Regions, Request = request }
            : new(Layers, Origin, Dataset) { Regions = Regions, Request = request, Parts = Parts };

    /// <summary>
    /// a and the multipliers m_r where every row r of the first layer is m_r a: the network then depends on a . x alone. Null where it does
    /// not.
    /// </summary>
    internal (Rational[] Direction, Rational[] Multipliers)? Factor()
    {
        var first = Layers[0];
        Rational[]? direction = null;
        var pivot = 0;
        var multipliers = new Rational[first.Neurons];
        for (var r = 0; r < first.Neurons; r++)
        {
            var row = first.Weights(r);
            if (direction is null)
            {
                pivot = row.IndexOfAnyExcept(Rational.Zero);
                if (pivot < 0) continue;
                direction = row.ToArray();
            }
            // The builders repeat one array of weights times a scale; most rows are equal or opposite.
            multipliers[r] = row[pivot] / direction[pivot];
            for (var c = 0; c < row.Length; c++)
            {
                if (multipliers[r] * direction[c] != row[c]) return null;
            }
        }
        // A network that looks nowhere is constant along any direction.
        return (direction ?? new Rational[Inputs], multipliers);
    }
}
