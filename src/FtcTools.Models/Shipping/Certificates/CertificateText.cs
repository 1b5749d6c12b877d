using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;

namespace FtcTools.Shipping.Certificates;

/// <summary>The text of a certificate, as JSON with a seal over all that is claimed and of what.</summary>
internal sealed class CertificateText(Network network, Dataset? dataset)
{
    // The metadata of the network are not a part of what is proven.
    private readonly Network _bare = new(network.Layers);
    private readonly string _method = network.Origin.Method ?? "unknown";
    private readonly string _hash = dataset is null ? "" : DataHash.Of(dataset);
    private readonly int _k = dataset?.K ?? 0;
    private readonly int _n = dataset?.N ?? 0;
    private readonly StringBuilder _text = new();

    private readonly double[][]? _errors = ErrorsOf(dataset);

    /// <summary>The radius within which edits hold, in every arithmetic claimed; 0 for none.</summary>
    public Rational Radius { get; init; } = Rational.Zero;

    public Norm Norm { get; init; } = Norm.Infinity;

    /// <summary>The radius of each sample, where edits have radii of their own.</summary>
    public IReadOnlyList<Rational>? Radii { get; init; }

    public IReadOnlyList<SampleClaim> Claims { get; init; } = [];

    public ArgmaxClaim? Argmax { get; init; }

    public RegionClaim? Regions { get; init; }

    public string Write()
    {
        Line("{");
        Line($"  \"format\": \"{Certificate.Format}\",");
        WriteClaim();
        Line($"  \"seal\": \"{Seal()}\",");
        using (var file = new MemoryStream())
        {
            NetworkFile.Write(file, _bare);
            Line($"  \"network\": {Encoding.UTF8.GetString(file.ToArray()).TrimEnd()},");
        }
        WriteData();
        Line("}");
        return _text.ToString();
    }

    private void WriteClaim()
    {
        Line($"  \"claim\": {{ \"method\": {Quoted(_method)}, \"K\": {_k}, \"N\": {_n}, \"radius\": {(Radius.IsZero ? "null" : $"\"{Radius}\"")}, \"norm\": \"{Norm}\", \"dataHash\": \"{_hash}\",");
        Line("    \"holds\": [");
        Lines(Claims.Select(claim =>
            $"      {{ \"arithmetic\": \"{claim.Arithmetic}\", \"tolerance\": \"{claim.Tolerance}\", \"zero\": {(claim.Zero ? "true" : "false")} }}"));
        Line(Argmax is null && Regions is null ? "    ] }," : "    ],");
        if (Argmax is not null)
        {
            Line($"    \"argmax\": {{ \"model\": \"{Argmax.Model}\", \"radius\": \"{Argmax.Radius}\",");
            Line("      \"holds\": [");
            Lines(Argmax.Leads.Select(lead => $"        {{ \"arithmetic\": \"{lead.Arithmetic}\", \"lead\": \"{lead.Lead}\" }}"));
            Line(Regions is null ? "      ] } }," : "      ] },");
        }
        foreach (var line in Regions?.Lines() ?? []) Line(line);
        if (Regions is not null) Line("  },");
    }

    private void WriteData()
    {
        Line("  \"data\": {");
        if (dataset?.Classes is { } classes)
        {
            Line($"    \"labels\": [{string.Join(", ", classes.Labels)}],");
            Rows("predictions", i => dataset.Predictions(i).ToArray());
            if (_errors is not null) Rows("errors", i => _errors[i]);
        }
        if (Radii is not null) Line($"    \"radii\": {Strings(Radii)},");
        Rows("features", i => dataset!.Row(i).ToArray());
        Line("    \"edits\": [");
        Lines((dataset?.T ?? []).Select(sample => $"      {{ \"sample\": {sample}, \"z\": {Strings(dataset!.Residual(sample - 1)!)} }}"));
        Line("    ]");
        Line("  }");
    }

    // A hash of the claims and of everything that they are about, apart from the samples, which have a hash of their own.
    private string Seal()
    {
        var lines = new List<string> { $"{Certificate.Format} {_method} {_k} {_n} {Radius} {Norm} {_hash}" };
        lines.AddRange(Claims.Select(claim => $"{claim.Arithmetic} {claim.Tolerance} {(claim.Zero ? "zero" : "any")}"));
        foreach (var layer in _bare.Layers)
        {
            lines.Add(NetworkReader.Name(layer.Activation));
            for (var r = 0; r < layer.Neurons; r++) lines.Add(string.Join(' ', layer.Weights(r).ToArray()));
            lines.Add(string.Join(' ', Enumerable.Range(0, layer.Neurons).Select(layer.Bias)));
        }
        if (_errors is not null) lines.AddRange(_errors.Select(row => string.Join(' ', row.Select(Rational.Of))));
        if (Radii is not null) lines.Add($"radii {string.Join(' ', Radii)}");
        if (Argmax is not null)
            lines.AddRange([$"argmax {Argmax.Model} {Argmax.Radius}", .. Argmax.Leads.Select(lead => $"{lead.Arithmetic} {lead.Lead}")]);
        if (Regions is not null) lines.AddRange(Regions.Seal());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
    }

    // How far the answers of the model may be off at each sample; null where they are exact.
    private static double[][]? ErrorsOf(Dataset? dataset) => dataset is null || dataset.PredictionErrors(0).Length == 0 ? null
        : [.. Enumerable.Range(0, dataset.K).Select(i => dataset.PredictionErrors(i).ToArray())];

    private void Line(string line) => _text.Append(line).Append('\n');

    private void Lines(IEnumerable<string> lines) => _text.AppendJoin(",\n", lines).Append('\n');

    private void Rows(string name, Func<int, double[]> row)
    {
        Line($"    \"{name}\": [");
        Lines(Enumerable.Range(0, _k).Select(i => $"      {Strings(row(i).Select(Rational.Of))}"));
        Line("    ],");
    }

    private static string Strings(IEnumerable<Rational> numbers) => $"[{string.Join(", ", numbers.Select(number => $"\"{number}\""))}]";

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
