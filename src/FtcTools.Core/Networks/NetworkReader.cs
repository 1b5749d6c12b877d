using System.Globalization;
using System.Text;
using System.Text.Json;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Reads `ftc-network/1` token by token, so that every complaint has a line and a column. Nothing is allocated for a size that the file
/// only claims.
/// </summary>
internal ref struct NetworkReader
{
    // No construction writes numbers this long; reading one takes seconds.
    private const int LongestNumber = 1 << 20;

    public const string ResidualKind = "residual";

    private readonly ReadOnlySpan<byte> _text;
    private readonly string? _file;
    private Utf8JsonReader _json;
    private readonly List<RegionPlan> _regions;

    public NetworkReader(ReadOnlySpan<byte> text, string? file)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        _text = text.StartsWith(mark) ? text[mark.Length..] : text;
        _file = file;
        _regions = [];
        _json = new Utf8JsonReader(_text, new JsonReaderOptions { MaxDepth = 64 });
    }

    private sealed record Row(Rational[] Values, long At);

    private sealed record RawLayer(Activation Activation, List<Row> Weights, Row Bias, long At)
    {
        // The outer matrix of a residual block: V and c.
        public List<Row>? Outer { get; init; }
        public Row? Shift { get; init; }
    }

    public static string Name(Activation activation) => activation switch
    {
        Activation.Relu => "relu",
        Activation.HardTanh => "hardtanh",
        _ => "identity",
    };

    public Network Read()
    {
        try
        {
            Next();
            Expect(JsonTokenType.StartObject, "a JSON object");
            var network = Root();
            if (_regions.Count > 0) network = network.With(network.Origin, null, CheckedRegions(network.Inputs, network.Outputs));
            if (_json.Read()) throw Fail("more text follows the network", "one JSON object");
            return network;
        }
        catch (InvalidOperationException e)
        {
            throw new FtcException(Codes.NetworkFile, "a string of the file is not Unicode text; UTF-8 is expected.", _file, inner: e);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } n ? (int)n + 1 : 0;
            var column = e.BytePositionInLine is { } c ? (int)c + 1 : 0;
            throw new FtcException(Codes.NetworkFile, $"the file is not valid JSON: {Reason(e)}.", _file, line, column, e);
        }
    }

    private Network Root()
    {
        var (inputs, outputs) = (-1, -1);
        var (format, origin) = (false, new NetworkOrigin());
        List<RawLayer>? layers = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(seen, ["format", "inputs", "outputs", "layers", "metadata"]) is { } key)
        {
            switch (key)
            {
                case "format":
                    if (Text("the format") is var name && name != NetworkFile.Format)
                        throw Fail($"the format is {Quote(name)}", $"\"{NetworkFile.Format}\"");
                    format = true;
                    break;
                case "inputs": inputs = Count("inputs"); break;
                case "outputs": outputs = Count("outputs"); break;
                case "layers": layers = Layers(); break;
                default: origin = Metadata(); break;
            }
        }
        if (!format) throw Missing("format", $"\"format\": \"{NetworkFile.Format}\"");
        if (inputs < 0) throw Missing("inputs", "\"inputs\": the number of features");
        if (outputs < 0) throw Missing("outputs", "\"outputs\": the number of outputs");
        if (layers is null) throw Missing("layers", "\"layers\": [ ... ]");
        return Assemble(inputs, outputs, layers, origin);
    }

    private readonly Network Assemble(int inputs, int outputs, List<RawLayer> raw, NetworkOrigin origin)
    {
        if (raw.Count == 0 || raw[^1].Outer is not null)
            throw Fail(raw.Count == 0 ? "the network has no layer" : "the last layer is a residual block",
                "at least the last one, of activation \"identity\"");
        var layers = new List<Layer>();
        var blocks = new List<ResidualBlock>();
        var width = inputs;
        foreach (var layer in raw)
        {
            var dense = Make(layer.Activation, width, layer.Weights, layer.Bias,
                blocks.Count + layers.Count == 0 ? "one for each input" : "one for each number of the layer before");
            if (layer.Outer is { } outer)
            {
                if (layers.Count > 0) throw FailAt(layer.At, "a residual block stands behind a dense layer", "blocks first");
                if (layer.Activation != Activation.Relu)
                    throw FailAt(layer.At, $"the block's activation is \"{Name(layer.Activation)}\"", "\"relu\"");
                if (outer.Count != width)
                    throw FailAt(layer.Shift!.At, $"the block gives {outer.Count} number(s) back", $"{width}, as many as it takes");
                blocks.Add(new(dense, Make(Activation.Identity, dense.Neurons, outer, layer.Shift!, "one for each neuron of the block")));
                continue;
            }
            layers.Add(dense);
            width = dense.Neurons;
        }
        if (raw[^1].Activation != Activation.Identity)
            throw FailAt(raw[^1].At, $"the last layer is \"{Name(raw[^1].Activation)}\"", "\"identity\"");
        if (width != outputs)
            throw FailAt(raw[^1].At, $"the last layer has {width} row(s) and the network {outputs} output(s)", "a row for each output");
        return blocks.Count > 0 ? new Network(new ResidualNetwork(blocks, layers), origin) : new Network(layers, origin);
    }

    private readonly Layer Make(Activation activation, int inputs, List<Row> weights, Row bias, string each)
    {
        foreach (var row in weights)
        {
            if (row.Values.Length != inputs) throw FailAt(row.At, $"the row has {row.Values.Length} weight(s)", $"{inputs}, {each}");
        }
        if (bias.Values.Length != weights.Count)
            throw FailAt(bias.At, $"the layer has {bias.Values.Length} bias(es) and {weights.Count} row(s) of weights",
                "one of either for each neuron");
        return new Layer(activation, inputs, weights.ConvertAll(row => row.Values), bias.Values);
    }

    private List<RawLayer> Layers()
    {
        Expect(JsonTokenType.StartArray, "an array of layers");
        var layers = new List<RawLayer>();
        while (NextItem())
        {
            Expect(JsonTokenType.StartObject, "a layer, an object");
            layers.Add(Layer());
        }
        return layers;
    }

    private RawLayer Layer()
    {
        var at = _json.TokenStartIndex;
        Activation? activation = null;
        List<Row>? weights = null;
        List<Row>? outer = null;
        Row? bias = null, shift = null;
        var residual = false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(seen, ["activation", "weights", "bias", "kind", "outer", "shift"]) is { } key)
        {
            switch (key)
            {
                case "activation": activation = ReadActivation(); break;
                case "weights": weights = Matrix(); break;
                case "bias": bias = Vector("the bias"); break;
                case "outer": outer = Matrix(); break;
                case "shift": shift = Vector("the shift"); break;
                default:
                    var kind = Text("a layer's kind");
                    residual = kind == ResidualKind;
                    if (!residual && kind != "dense")
                        throw Fail($"the layer is of kind {Quote(kind)}, which this version does not know",
                            $"\"{ResidualKind}\", or a dense layer, without \"kind\"");
                    break;
            }
        }
        return new RawLayer(
            activation ?? throw Missing("activation", "relu, hardtanh or identity"),
            weights ?? throw Missing("weights", "\"weights\": [[...], ...], a row for each neuron"),
            bias ?? throw Missing("bias", "\"bias\": [...], a number for each neuron"),
            at)
        {
            Outer = residual ? outer
                ?? throw Missing("outer", "\"outer\": [[...], ...], a row for each number that the residual block gives back")
                : outer is null ? null : throw FailAt(at, "a dense layer has the key \"outer\"",
                    $"\"kind\": \"{ResidualKind}\", or no such key"),
            Shift = residual ? shift ?? throw Missing("shift", "\"shift\": [...], one for each number that the residual block gives back")
                : shift is null ? null : throw FailAt(at, "a dense layer has the key \"shift\"",
                    $"\"kind\": \"{ResidualKind}\", or no such key"),
        };
    }

    private readonly Activation ReadActivation()
    {
        var name = Text("an activation");
        foreach (var activation in Enum.GetValues<Activation>())
        {
            if (Name(activation) == name) return activation;
        }
        throw Fail($"the activation is {Quote(name)}", "\"relu\", \"hardtanh\" or \"identity\"");
    }

    private List<Row> Matrix()
    {
        Expect(JsonTokenType.StartArray, "an array of rows");
        var rows = new List<Row>();
        while (NextItem()) rows.Add(Vector("a row of weights"));
        return rows;
    }

    private Row Vector(string what)
    {
        Expect(JsonTokenType.StartArray, $"{what}, an array of numbers as strings");
        var at = _json.TokenStartIndex;
        var values = new List<Rational>();
        while (NextItem()) values.Add(Number());
        return new Row([.. values], at);
    }

    private readonly Rational Number()
    {
        const string valid = "a string such as \"1/3\", \"-2\" or \"0.125\"";
        if (_json.TokenType == JsonTokenType.Number) throw Fail($"{Shown()} is a JSON number, which other programs would round", valid);
        if (_json.TokenType != JsonTokenType.String) throw Fail($"{Shown()} is no number", valid);
        if (_json.ValueSpan.Length > LongestNumber)
            throw Fail($"a number has {_json.ValueSpan.Length} characters", $"at most {LongestNumber}");
        var text = _json.GetString();
        if (!Rational.TryParse(text, out var value)) throw Fail($"{Quote(text!)} is no number", valid);
        // 1e99999 is seven characters and 40 kB; no float is that large or small.
        if (value.Bits > 4000 + 5L * text!.Length) throw Fail($"{Quote(text)} is beyond the exponents of any float", valid);
        return value;
    }

    private NetworkOrigin Metadata()
    {
        Expect(JsonTokenType.StartObject, "an object");
        var origin = new NetworkOrigin();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // Whatever else a writer notes about a network changes nothing in it.
        while (NextKey(seen, null) is { } key)
        {
            origin = key switch
            {
                "method" => origin with { Method = Text("method") },
                "source" => origin with { Source = Text("source") },
                "maker" => origin with { Maker = Text("maker") },
                "K" => origin with { K = Count("K") },
                "N" => origin with { N = Count("N") },
                "seed" => origin with { Seed = Integer("seed", int.MinValue) },
                "radius" => origin with { Radius = Radius() },
                "reach" => origin with { Reach = Radius() is < 1 and var share ? share
                    : throw Fail($"reach is {Shown()}", "a number from 0 to below 1") },
                "reachCurve" => origin with { ReachCurve = Text("reachCurve") },
                "radii" => origin with { Radii = Radii() },
                "norm" => origin with { Norm = Norm() },
                "model" => origin with { Model = Text("model") },
                "precision" => origin with { Precision = Precision() },
                "at" => origin with { At = Text("at") },
                "regions" => Regions(origin),
                "until" => origin with { Until = Day() },
                _ => Skip(origin),
            };
        }
        return origin;
    }

    // Beside the origin, which is what they are not.
    private NetworkOrigin Regions(NetworkOrigin origin)
    {
        Expect(JsonTokenType.StartArray, "regions, an array");
        while (NextItem())
        {
            var at = _json.TokenStartIndex;
            Expect(JsonTokenType.StartObject, "a region, an object");
            using var json = JsonDocument.ParseValue(ref _json);
            try
            {
                _regions.Add(RegionMetadata.Read(json.RootElement));
            }
            catch (Exception e) when (e is FtcException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw FailAt(at, $"the region is none ({e.Message.TrimEnd('.')})",
                    "what FtcTools writes: name, low, high, class or require, and numbers");
            }
        }
        return origin;
    }

    private readonly List<RegionPlan> CheckedRegions(int inputs, int outputs)
    {
        foreach (var region in _regions.Select(plan => plan.Region))
        {
            if (region.Inputs != inputs)
                throw FailAt(0, $"{region.Name} is about {region.Inputs} inputs and the network has {inputs}", "one end for each");
            try
            {
                _ = region.Requirement.Clauses(outputs);
            }
            catch (FtcException e)
            {
                throw FailAt(0, $"{region.Name}: {e.Message.TrimEnd('.')}", "what is required of outputs that the network has");
            }
        }
        return _regions;
    }

    private DateOnly Day() => DateOnly.TryParseExact(Text("until"), "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw Fail("until is no day", "a day such as \"2027-01-31\"");

    private NetworkOrigin Skip(NetworkOrigin origin)
    {
        _json.Skip();
        return origin;
    }

    private readonly double Radius() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var value) && value >= 0 && double.IsFinite(value)
        ? value
        : throw Fail($"radius is {Shown()}", "a number from 0 on");

    private List<double> Radii()
    {
        Expect(JsonTokenType.StartArray, "radii, an array");
        var radii = new List<double>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray) radii.Add(Radius());
        return radii;
    }

    private readonly Norm Norm() => Text("norm") switch
    {
        "Infinity" => Numerics.Norm.Infinity,
        "Two" => Numerics.Norm.Two,
        var other => throw Fail($"there is no norm {Quote(other)}", "Infinity or Two"),
    };

    private readonly Arithmetic Precision() => Text("precision") switch
    {
        "Exact" => Arithmetic.Exact,
        "Float64" => Arithmetic.Float64,
        "Float32" => Arithmetic.Float32,
        var other => throw Fail($"there is no arithmetic {Quote(other)}", "Exact, Float64 or Float32"),
    };

    private readonly int Count(string what) => Integer(what, 0);

    private readonly int Integer(string what, int least)
    {
        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value) && value >= least
            ? value
            : throw Fail($"{what} is {Shown()}", $"an integer from {least} to {int.MaxValue}");
    }

    private readonly string Text(string what)
    {
        Expect(JsonTokenType.String, $"{what}, a string");
        return _json.GetString()!;
    }

    private void Next()
    {
        if (!_json.Read()) throw Fail("the file ends early", "a whole JSON object");
    }

    private bool NextItem()
    {
        Next();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    // Stands on the key's value afterwards; null at the end of the object.
    private string? NextKey(HashSet<string> seen, string[]? valid)
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndObject) return null;
        var key = _json.GetString()!;
        if (valid is not null && !valid.Contains(key)) throw Fail($"there is no key {Quote(key)}", Nearest.List(key, valid));
        if (!seen.Add(key)) throw Fail($"the key {Quote(key)} stands twice", "each key once");
        Next();
        return key;
    }

    private readonly void Expect(JsonTokenType type, string valid)
    {
        if (_json.TokenType != type) throw Fail($"{Shown()} stands here", valid);
    }

    private readonly FtcException Missing(string key, string valid) => Fail($"\"{key}\" is missing", valid);

    private readonly FtcException Fail(string problem, string valid) => FailAt(_json.TokenStartIndex, problem, valid);

    private readonly FtcException FailAt(long at, string problem, string valid)
    {
        var before = _text[..(int)Math.Min(at, _text.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new FtcException(Codes.NetworkFile, $"{problem}; valid is {valid}.", _file, line, column);
    }

    private readonly string Shown() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject or JsonTokenType.EndArray => "nothing",
        _ => Shorten(Encoding.UTF8.GetString(_json.ValueSpan)),
    };

    private static string Quote(string text) => $"\"{Shorten(text)}\"";

    private static string Shorten(string text) => text.Length > 40 ? string.Concat(text.AsSpan(0, 40), "...") : text;

    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end > 0 ? e.Message[..end] : e.Message).TrimEnd('.');
    }
}
