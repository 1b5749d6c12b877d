using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Files;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Networks as JSON, format `ftc-network/1`: weights are strings, exact rationals p/q. The same network gives the same bytes.
/// </summary>
public static class NetworkFile
{
    public const string Format = "ftc-network/1";

    // What an editor shows as text needs no \u escapes; every string is still valid JSON.
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a network to a file, whole or not at all.</summary>
    /// <exception cref="FtcException">FTC0020.</exception>
    public static void Write(string path, Network network) => AtomicFile.Write(path, stream => Write(stream, network));

    /// <summary>Writes a network to a stream as UTF-8, one row of weights a line.</summary>
    public static void Write(Stream stream, Network network)
    {
        using var text = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("{");
        text.WriteLine($"  \"format\": \"{Format}\",");
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  \"inputs\": {network.Inputs},"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  \"outputs\": {network.Outputs},"));
        text.WriteLine("  \"layers\": [");
        foreach (var block in network.Residual?.Blocks ?? []) Write(text, block);
        var layers = network.Residual?.Layers ?? network.Layers;
        for (var l = 0; l < layers.Count; l++) Write(text, layers[l], last: l == layers.Count - 1);
        text.WriteLine("  ],");
        text.WriteLine($"  \"metadata\": {Metadata(network.Origin, network.Regions)}");
        text.WriteLine("}");
    }

    // A reader that does not know the kind must refuse the file.
    private static void Write(StreamWriter text, ResidualBlock block)
    {
        text.WriteLine($"    {{ \"kind\": \"{NetworkReader.ResidualKind}\", \"activation\": \"{NetworkReader.Name(block.Inner.Activation)}\",");
        Write(text, block.Inner, "weights", "bias", ",");
        Write(text, block.Outer, "outer", "shift", " },");
    }

    private static void Write(StreamWriter text, Layer layer, bool last)
    {
        text.WriteLine($"    {{ \"activation\": \"{NetworkReader.Name(layer.Activation)}\",");
        Write(text, layer, "weights", "bias", last ? " }" : " },");
    }

    private static void Write(StreamWriter text, Layer layer, string weights, string bias, string end)
    {
        text.Write($"      \"{weights}\": [");
        for (var r = 0; r < layer.Neurons; r++)
        {
            text.WriteLine(r == 0 ? "" : ",");
            text.Write("        ");
            Write(text, layer.Weights(r));
        }
        text.WriteLine("],");
        text.Write($"      \"{bias}\": ");
        Write(text, [.. Enumerable.Range(0, layer.Neurons).Select(layer.Bias)]);
        text.WriteLine(end);
    }

    private static void Write(StreamWriter text, ReadOnlySpan<Rational> row)
    {
        text.Write('[');
        for (var c = 0; c < row.Length; c++)
        {
            text.Write(c == 0 ? "\"" : ", \"");
            text.Write(row[c].ToString());
            text.Write('"');
        }
        text.Write(']');
    }

    private static string Metadata(NetworkOrigin origin, IReadOnlyList<RegionPlan> regions)
    {
        var entries = new (string Key, object? Value)[]
        {
            ("method", origin.Method), ("source", origin.Source), ("K", origin.K), ("N", origin.N), ("seed", origin.Seed),
            ("radius", origin.Radius), ("reach", origin.Reach), ("reachCurve", origin.ReachCurve), ("radii", origin.Radii),
            ("norm", origin.Norm?.ToString()), ("model", origin.Model), ("at", origin.At),
            ("until", origin.Until?.ToString("O", CultureInfo.InvariantCulture)), ("precision", origin.Precision?.ToString()),
            ("maker", origin.Maker), ("regions", regions.Count == 0 ? null : regions.Select(RegionMetadata.Of)),
        };
        return $"{{ {string.Join(", ", entries.Where(e => e.Value is not null).Select(e => $"\"{e.Key}\": {JsonSerializer.Serialize(e.Value, s_options)}"))} }}";
    }

    /// <summary>Reads a network; it is tied to no dataset.</summary>
    /// <exception cref="FtcException">
    /// FTC0010: the file cannot be read. FTC0021, with file, line and column: it is not a valid network file.
    /// </exception>
    public static Network Read(string path) => Read(InputFile.Read(path, File.ReadAllBytes), path);

    /// <summary>Reads a network from UTF-8 text.</summary>
    /// <param name="file">The name that complaints carry.</param>
    /// <exception cref="FtcException">FTC0021.</exception>
    public static Network Read(ReadOnlySpan<byte> json, string? file = null) => new NetworkReader(json, file).Read();
}
