using System.Text.Json;
using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Numerics;

namespace FtcTools.Networks;

/// <summary>
/// Reads the format `ftc-network/1` token by token, so that every complaint has a line and a column. Nothing is allocated for a size that
/// the file only claims.
/// </summary>
internal ref struct NetworkReader
{
    // No construction writes numbers this long; reading one takes seconds.
    private const int LongestNumber = 1 << 20;

    public const string ResidualKind = "residual";

    private JsonTokens _json;
    private readonly List<RegionPlan> _regions = [];

    public NetworkReader(ReadOnlySpan<byte> text, string? file) => _json = new JsonTokens(text, file);

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
            _json.Next();
            _json.Expect(JsonTokenType.StartObject, "a JSON object");
            var network = Root();
            if (_regions.Count > 0) network = network.With(network.Origin, null, CheckedRegions(network.Inputs, network.Outputs));
            _json.ExpectEnd();
            return network;
        }
        catch (InvalidOperationException e)
        {
            throw _json.NoText(e);
        }
        catch (JsonException e)
        {
            throw _json.NoJson(e);
        }
    }

    private Network Root()
    {
        var (inputs, outputs) = (-1, -1);
        var (format, origin) = (false, new NetworkOrigin());
        List<RawLayer>? layers = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_json.NextKey(seen, ["format", "inputs", "outputs", "layers", "metadata"]) is { } key)
        {
            switch (key)
            {
                case "format":
                    if (_json.Text("the format") is var name && name != NetworkFile.Format)
                        throw _json.Fail($"the format is {JsonTokens.Quote(name)}", $"\"{NetworkFile.Format}\"");
                    format = true;
                    break;
                case "inputs": inputs = _json.Count("inputs"); break;
                case "outputs": outputs = _json.Count("outputs"); break;
                case "layers": layers = Layers(); break;
                default: origin = OriginReader.Read(ref _json, _regions); break;
            }
        }
        if (!format) throw _json.Missing("format", $"\"format\": \"{NetworkFile.Format}\"");
        if (inputs < 0) throw _json.Missing("inputs", "\"inputs\": the number of features");
        if (outputs < 0) throw _json.Missing("outputs", "\"outputs\": the number of outputs");
        if (layers is null) throw _json.Missing("layers", "\"layers\": [ ... ]");
        return Assemble(inputs, outputs, layers, origin);
    }

    private readonly Network Assemble(int inputs, int outputs, List<RawLayer> raw, NetworkOrigin origin)
    {
        if (raw.Count == 0 || raw[^1].Outer is not null)
            throw _json.Fail(raw.Count == 0 ? "the network has no layer" : "the last layer is a residual block",
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
                if (layers.Count > 0) throw _json.FailAt(layer.At, "a residual block stands behind a dense layer", "blocks first");
                if (layer.Activation != Activation.Relu)
                    throw _json.FailAt(layer.At, $"the block's activation is \"{Name(layer.Activation)}\"", "\"relu\"");
                if (outer.Count != width)
                    throw _json.FailAt(layer.Shift!.At, $"the block gives {outer.Count} number(s) back", $"{width}, as many as it takes");
                blocks.Add(new(dense, Make(Activation.Identity, dense.Neurons, outer, layer.Shift!, "one for each neuron of the block")));
                continue;
            }
            layers.Add(dense);
            width = dense.Neurons;
        }
        if (raw[^1].Activation != Activation.Identity)
            throw _json.FailAt(raw[^1].At, $"the last layer is \"{Name(raw[^1].Activation)}\"", "\"identity\"");
        if (width != outputs)
            throw _json.FailAt(raw[^1].At, $"the last layer has {width} row(s) and the network {outputs} output(s)",
                "a row for each output");
        return blocks.Count > 0 ? new Network(new ResidualNetwork(blocks, layers), origin) : new Network(layers, origin);
    }

    private readonly Layer Make(Activation activation, int inputs, List<Row> weights, Row bias, string each)
    {
        foreach (var row in weights)
        {
            if (row.Values.Length != inputs) throw _json.FailAt(row.At, $"the row has {row.Values.Length} weight(s)", $"{inputs}, {each}");
        }
        if (bias.Values.Length != weights.Count)
            throw _json.FailAt(bias.At, $"the layer has {bias.Values.Length} bias(es) and {weights.Count} row(s) of weights",
                "one of either for each neuron");
        return new Layer(activation, inputs, weights.ConvertAll(row => row.Values), bias.Values);
    }

    private List<RawLayer> Layers()
    {
        _json.Expect(JsonTokenType.StartArray, "an array of layers");
        var layers = new List<RawLayer>();
        while (_json.NextItem())
        {
            _json.Expect(JsonTokenType.StartObject, "a layer, an object");
            layers.Add(Layer());
        }
        return layers;
    }

    private RawLayer Layer()
    {
        var at = _json.At;
        Activation? activation = null;
        List<Row>? weights = null;
        List<Row>? outer = null;
        Row? bias = null, shift = null;
        var residual = false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_json.NextKey(seen, ["activation", "weights", "bias", "kind", "outer", "shift"]) is { } key)
        {
            switch (key)
            {
                case "activation": activation = ReadActivation(); break;
                case "weights": weights = Matrix(); break;
                case "bias": bias = Vector("the bias"); break;
                case "outer": outer = Matrix(); break;
                case "shift": shift = Vector("the shift"); break;
                default:
                    var kind = _json.Text("a layer's kind");
                    residual = kind == ResidualKind;
                    if (!residual && kind != "dense")
                        throw _json.Fail($"the layer is of kind {JsonTokens.Quote(kind)}, which this version does not know",
                            $"\"{ResidualKind}\", or a dense layer, without \"kind\"");
                    break;
            }
        }
        return new RawLayer(
            activation ?? throw _json.Missing("activation", "relu, hardtanh or identity"),
            weights ?? throw _json.Missing("weights", "\"weights\": [[...], ...], a row for each neuron"),
            bias ?? throw _json.Missing("bias", "\"bias\": [...], a number for each neuron"),
            at)
        {
            Outer = residual ? outer
                ?? throw _json.Missing("outer", "\"outer\": [[...], ...], a row for each number that the residual block gives back")
                : outer is null ? null : throw _json.FailAt(at, "a dense layer has the key \"outer\"",
                    $"\"kind\": \"{ResidualKind}\", or no such key"),
            Shift = residual ? shift
                ?? throw _json.Missing("shift", "\"shift\": [...], one for each number that the residual block gives back")
                : shift is null ? null : throw _json.FailAt(at, "a dense layer has the key \"shift\"",
                    $"\"kind\": \"{ResidualKind}\", or no such key"),
        };
    }

    private readonly Activation ReadActivation()
    {
        var name = _json.Text("an activation");
        foreach (var activation in Enum.GetValues<Activation>())
        {
            if (Name(activation) == name) return activation;
        }
        throw _json.Fail($"the activation is {JsonTokens.Quote(name)}", "\"relu\", \"hardtanh\" or \"identity\"");
    }

    private List<Row> Matrix()
    {
        _json.Expect(JsonTokenType.StartArray, "an array of rows");
        var rows = new List<Row>();
        while (_json.NextItem()) rows.Add(Vector("a row of weights"));
        return rows;
    }

    private Row Vector(string what)
    {
        _json.Expect(JsonTokenType.StartArray, $"{what}, an array of numbers as strings");
        var at = _json.At;
        var values = new List<Rational>();
        while (_json.NextItem()) values.Add(Number());
        return new Row([.. values], at);
    }

    private readonly Rational Number()
    {
        const string valid = "a string such as \"1/3\", \"-2\" or \"0.125\"";
        if (_json.Type == JsonTokenType.Number)
            throw _json.Fail($"{_json.Shown()} is a JSON number, which other programs would round", valid);
        if (_json.Type != JsonTokenType.String) throw _json.Fail($"{_json.Shown()} is no number", valid);
        if (_json.Bytes.Length > LongestNumber)
            throw _json.Fail($"a number has {_json.Bytes.Length} characters", $"at most {LongestNumber}");
        var text = _json.Text("a number");
        if (!Rational.TryParse(text, out var value)) throw _json.Fail($"{JsonTokens.Quote(text)} is no number", valid);
        // 1e99999 is seven characters and 40 kB; no float is that large or small.
        if (value.Bits > 4000 + 5L * text.Length)
            throw _json.Fail($"{JsonTokens.Quote(text)} is beyond the exponents of any float", valid);
        return value;
    }

    private readonly List<RegionPlan> CheckedRegions(int inputs, int outputs)
    {
        foreach (var region in _regions.Select(plan => plan.Region))
        {
            if (region.Inputs != inputs)
                throw _json.FailAt(0, $"{region.Name} is about {region.Inputs} inputs and the network has {inputs}", "one end for each");
            try
            {
                _ = region.Requirement.Clauses(outputs);
            }
            catch (FtcException e)
            {
                throw _json.FailAt(0, $"{region.Name}: {e.Message.TrimEnd('.')}", "what is required of outputs that the network has");
            }
        }
        return _regions;
    }
}
