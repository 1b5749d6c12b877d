using System.Globalization;
using FtcTools.Bounds.Parameters;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Constructions;

/// <summary>What one construction stores to edit N of K samples, and what any network of its depth must: one row, scalars only.</summary>
public sealed record ParameterRow
{
    public required int N { get; init; }
    public required int K { get; init; }
    public required string Method { get; init; }
    public required int Layers { get; init; }
    public required int Neurons { get; init; }

    /// <summary>Weights and biases, zeros included.</summary>
    public required long Parameters { get; init; }

    public required long NonzeroParameters { get; init; }

    /// <summary>Parameters / sqrt N.</summary>
    public required double PerRoot { get; init; }

    /// <summary>Bits of the longest parameter.</summary>
    public required long LongestBits { get; init; }

    /// <summary>Bits of all parameters that are not zero.</summary>
    public required long Bits { get; init; }

    /// <summary>Any network of so many layers has as many parameters: its VC dimension is at least N.</summary>
    public required long LowerParameters { get; init; }

    /// <summary>Any kind of network has as many bits in all: it must tell every T and every z apart.</summary>
    public required double LowerBits { get; init; }

    public required string Source { get; init; }
}

/// <summary>
/// Parameters and bits of every construction for the same samples: x_i = i, N of K edited as hard as can be, z = 1 or -1.
/// </summary>
public static class ParameterTable
{
    /// <summary>One row a construction, those that apply, each built.</summary>
    /// <param name="methods">Names; null for all.</param>
    /// <exception cref="FtcException">FTC0017, FTC0018: no such samples; FTC0030: no construction has that name.</exception>
    public static IEnumerable<ParameterRow> Rows(int n, int? k = null, IReadOnlyList<string>? methods = null,
        IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var data = SyntheticData.Hard(n, k ?? checked(4 * n), HardKind.Alternating);
        var constructions = methods?.Select(Catalogue.Find) ?? Catalogue.All;
        var problem = new Problem(data);
        return constructions.Where(construction => construction.Refusal(problem) is null).Select(construction =>
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"{construction.Name}, N = {n}"));
            var network = construction.Build(problem, cancellation);
            var parameters = network.Layers.SelectMany(layer => Enumerable.Range(0, layer.Neurons)
                .SelectMany(r => (Rational[])[.. layer.Weights(r), layer.Bias(r)])).Where(v => !v.IsZero).ToArray();
            return new ParameterRow
            {
                N = data.N,
                K = data.K,
                Method = construction.Name,
                Layers = network.Layers.Count,
                Neurons = network.Neurons,
                Parameters = network.Parameters,
                NonzeroParameters = parameters.Length,
                PerRoot = network.Parameters / Math.Sqrt(data.N),
                LongestBits = parameters.Max(v => v.Bits),
                Bits = parameters.Sum(v => v.Bits),
                LowerParameters = VcDimension.Parameters(data.N, network.Layers.Count),
                LowerBits = BitCount.Bits(data.N, data.K, 2),
                Source = construction.Source,
            };
        });
    }
}
