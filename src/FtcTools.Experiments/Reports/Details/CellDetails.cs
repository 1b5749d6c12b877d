using System.Security.Cryptography;
using System.Text.Json;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Experiments.Results;
using FtcTools.Files;
using FtcTools.Networks;
using FtcTools.Verification;

namespace FtcTools.Experiments.Reports.Details;

/// <summary>
/// What a report shows of one network beside its numbers: the samples one by one, and what it was made from. A run writes it beside the
/// network, format `ftc-details/1`, so that a report can be written again without the samples.
/// </summary>
public sealed record CellDetails
{
    public const string ThisFormat = "ftc-details/1";

    // Images of more samples make a page slow, and nobody looks at them.
    private const int MostImages = 500;

    public string Format { get; init; } = ThisFormat;

    /// <summary>The name of the samples.</summary>
    public required string Data { get; init; }

    /// <summary>d, the number of features.</summary>
    public required int Inputs { get; init; }

    /// <summary>As <see cref="FtcTools.Shipping.DataHash"/>.</summary>
    public required string DataHash { get; init; }

    /// <summary>The file name of the frozen model; null where its answers came with the samples.</summary>
    public string? Model { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? ModelHash { get; init; }

    /// <summary>SHA-256 of the network file.</summary>
    public required string NetworkHash { get; init; }

    /// <summary>The network's layers, for people.</summary>
    public required string NetworkShape { get; init; }

    public required SampleReport Samples { get; init; }

    /// <summary>The words that the data have for classes, by number; null where they have numbers.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>How features are an image, for people; null where they are none.</summary>
    public string? Image { get; init; }

    /// <summary>PNG files, by sample (from 1): of the edits that are listed first, and of the untouched samples.</summary>
    public IReadOnlyDictionary<int, byte[]> Images { get; init; } = new Dictionary<int, byte[]>();

    /// <summary>Looks at the samples behind a verdict.</summary>
    /// <param name="data">The samples that were verified, and their model.</param>
    /// <param name="shape">
    /// How features are an image: null to guess it; one of another number of features than the samples have is none.
    /// </param>
    internal static CellDetails Of(CellData data, Network network, Report report, double? tolerance, ImageShape? shape,
        CancellationToken cancellation)
    {
        var dataset = data.Dataset;
        var samples = SampleReport.Of(network, dataset, report, data.Classifier(report.Arithmetic), tolerance, cancellation: cancellation);
        int[] shown = [.. samples.Edits.Select(edit => edit.Sample).Take(MostImages).Concat(samples.Nearest.Select(sample => sample.Sample))
            .Order()];
        shape ??= ImageShape.Guess(dataset, shown.Select(sample => sample - 1));
        if (shape is not null && shape.Features != dataset.Inputs) shape = null;
        return new()
        {
            Data = dataset.Name,
            Inputs = dataset.Inputs,
            DataHash = Shipping.DataHash.Of(dataset, cancellation),
            Model = data.Point?.Model.Name,
            ModelHash = data.Point?.Model.Hash ?? network.Origin.Model,
            NetworkHash = HashOf(network),
            NetworkShape = network.Shape,
            Samples = samples,
            Classes = dataset.ClassNames,
            Image = shape?.ToString(),
            Images = shape is null ? new Dictionary<int, byte[]>() : Draw(dataset, shape, shown),
        };
    }

    /// <exception cref="FtcException">FTC0020.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, ResultLine.Options));

    /// <exception cref="FtcException">FTC0010; FTC0067: it holds something else.</exception>
    public static CellDetails Read(string path) => InputFile.Read(path, file =>
    {
        try
        {
            var details = JsonSerializer.Deserialize<CellDetails>(File.ReadAllBytes(file), ResultLine.Options);
            return details is { Format: ThisFormat, Samples: { Edits: not null, Nearest: not null } } ? details
                : throw new JsonException(ThisFormat);
        }
        catch (JsonException e)
        {
            throw new FtcException(Codes.ResultsFile,
                $"'{path}' does not hold the details of a cell. Delete it, and the report is written without them.", path, inner: e);
        }
    });

    private static Dictionary<int, byte[]> Draw(Dataset dataset, ImageShape shape, int[] samples)
    {
        var white = 0.0;
        foreach (var sample in samples)
        {
            foreach (var value in dataset.Row(sample - 1)) white = Math.Max(white, value);
        }
        if (!(white > 0)) white = 1;
        return samples.Distinct().ToDictionary(sample => sample, sample => shape.Draw(dataset.Row(sample - 1), white));
    }

    private static string HashOf(Network network)
    {
        using var bytes = new MemoryStream();
        NetworkFile.Write(bytes, network);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
