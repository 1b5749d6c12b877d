using System.Text.Json;
using System.Text.Json.Nodes;
using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Models.Tests.Onnx;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Models.Tests.Support;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using FtcTools.Shipping.Certificates;
using FtcTools.Tests;
using FtcTools.Verification;
using Google.Protobuf;
using Xunit;
using Attribute = FtcTools.Onnx.Messages.Attribute;
using ElementType = FtcTools.Onnx.Messages.Tensor.Types.ElementType;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>Certificates, and the checker that knows nothing of FtcTools: run by python3 where that is installed.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (int ExitCode, string Output) Check(string certificate, string? model = null) =>
        model is null ? Python.Run(_folder[Certificate.Checker], certificate)
            : Python.Run(_folder[Certificate.Checker], certificate, "--model", model);

    private string Write(Network network, ShippingTerms? terms = null, Dataset? data = null)
    {
        var path = _folder["patch.cert.json"];
        Certificate.Write(path, network, data, terms);
        return path;
    }

    private static Network Build(Dataset data, string method) => Design.Build(data, new DesignOptions { Method = method }).Network;

    [Fact]
    public void The_checker_runs_here() =>
        Assert.SkipWhen(Python.Missing is not null, $"{Python.Missing}: no test of the checker of certificates runs");

    [PythonFact]
    public void The_checker_proves_what_is_certified()
    {
        var data = SyntheticData.Gaussian(7, 40, 4, 1);
        foreach (var (method, precision) in ((string, Arithmetic)[])[("Hats", Arithmetic.Float64), ("Hats", Arithmetic.Float32),
            ("Sawtooth", Arithmetic.Float64)])
        {
            var terms = new ShippingTerms { Precision = precision, Tolerance = 0.01,
                Untouched = method == "Hats" ? Untouched.Exact : Untouched.Any };
            var (code, output) = Check(Write(Build(data, method), terms));
            Assert.True(code == 0, output);
            Assert.Contains("Exact: 7 edits and 33 other samples are right, those exactly zero", output, StringComparison.Ordinal);
            Assert.Contains($"{precision}: 7 edits and 33 other samples are right{(method == "Hats" ? ", those exactly zero" : "")}",
                output, StringComparison.Ordinal);
            Assert.EndsWith("PROVEN", output.Trim(), StringComparison.Ordinal);
        }
    }

    [PythonFact]
    public void Every_activation_and_several_outputs_are_known_to_the_checker()
    {
        var proven = 0;
        for (var seed = 1; seed <= 8; seed++)
        {
            var data = Instances.Random(seed, largestK: 20);
            var methods = Catalogue.All.Where(c => c.Refusal(new Problem(data)) is null).ToList();
            var network = methods[seed % methods.Count].Build(new Problem(data));
            var (code, output) = Check(Write(network, null, data));
            Assert.True(code == 0, $"seed {seed}, {network.Origin.Method}: {output}");
            proven++;
        }
        Assert.Equal(8, proven);
    }

    [PythonFact]
    public void Changing_any_number_is_noticed()
    {
        var path = Write(Build(SyntheticData.Gaussian(2, 8, 2, 1), "Hats"), new ShippingTerms());
        var text = File.ReadAllText(path);
        var places = Leaves(JsonNode.Parse(text)!).Where(leaf => leaf.Any(char.IsDigit)).Count();
        Assert.True(places > 40, $"{places}");
        var driver = _folder.Write("tamper.py", """
            import contextlib, copy, io, json, sys
            sys.path.insert(0, sys.argv[2])
            import ftc_check

            def leaves(node, path=()):
                if isinstance(node, (dict, list)):
                    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                        yield from leaves(value, path + (key,))
                elif not isinstance(node, bool) and node is not None and any(c.isdigit() for c in str(node)):
                    yield path, node

            original = json.load(open(sys.argv[1], encoding="utf-8"))
            unnoticed, tried = [], 0
            for path, value in list(leaves(original)):
                digits = str(value)
                at = next(i for i, c in enumerate(digits) if c.isdigit())
                digits = digits[:at] + str((int(digits[at]) + 1) % 10) + digits[at + 1:]
                changed = copy.deepcopy(original)
                place = changed
                for key in path[:-1]:
                    place = place[key]
                place[path[-1]] = int(digits) if isinstance(value, int) else digits
                tried += 1
                with contextlib.redirect_stdout(io.StringIO()):
                    try:
                        ftc_check.check(changed)
                        unnoticed.append(path)
                    except Exception:
                        pass
            print(tried, unnoticed)
            """);
        var (code, output) = Python.Run(driver, path, _folder.Path);
        Assert.True(code == 0, output);
        Assert.Equal($"{places} []", output.Trim());

        // A broken file is an answer, not a stack trace.
        foreach (var broken in (string[])[text[..^200], "{}", "[]", "", text.Replace("\"relu\"", "\"sine\"", StringComparison.Ordinal)])
        {
            File.WriteAllText(path, broken);
            var (exit, said) = Check(path);
            Assert.Equal(1, exit);
            Assert.StartsWith("NOT PROVEN", said, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Leaves(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Leaves(pair.Value)),
        JsonArray list => list.SelectMany(Leaves),
        JsonValue value => [value.ToJsonString()],
        _ => [],
    };

    // The proof, not the seal, decides: a forger who seals anew does not get by.
    [PythonTheory]
    [InlineData("certificate['network']['layers'][0]['weights'][0][0] = '7'")]
    [InlineData("certificate['network']['layers'][-1]['bias'][0] = '1/1000000000000'")]
    [InlineData("certificate['claim']['holds'][1]['tolerance'] = '1/100000000000000000000000000000'")]
    [InlineData("certificate['claim']['radius'] = '1/10'")]
    [InlineData("certificate['claim']['N'] = 3")]
    public void A_false_claim_under_a_good_seal_is_not_proven(string forgery)
    {
        var path = Write(Build(SyntheticData.Gaussian(2, 8, 2, 1), "Hats"), new ShippingTerms());
        Forge(path, forgery);
    }

    // The certificate is proven; with each of these statements carried out and sealed anew it is not.
    private void Forge(string path, params string[] forgeries) => Forge(path, null, forgeries);

    // So with a model; a forgery may put another one in its place.
    private void Forge(string path, string? model, string[] forgeries)
    {
        var (code, output) = Python.Run("-c", $"""
            import json, sys
            from fractions import Fraction
            sys.path.insert(0, r'{_folder.Path}')
            import ftc_check
            def rehash(certificate):
                data, fractions = certificate['data'], lambda rows: [[Fraction(v) for v in row] for row in rows]
                edits = dict((e['sample'], [Fraction(z) for z in e['z']]) for e in data['edits'])
                certificate['claim']['dataHash'] = ftc_check.data_hash(fractions(data['features']), edits, fractions(data['predictions']), data['labels'], certificate['network']['outputs'])
            read = lambda: (json.load(open(r'{path}', encoding='utf-8')), {(model is null ? "None" : $"open(r'{model}', 'rb').read()")})
            assert ftc_check.check(*read())
            for forgery in json.loads(r'''{JsonSerializer.Serialize(forgeries)}'''):
                certificate, model = read()
                exec(forgery)
                certificate['seal'] = ftc_check.seal(certificate)
                try:
                    ftc_check.check(certificate, model)
                except ftc_check.Wrong as wrong:
                    print('WRONG', wrong)
            """);
        Assert.True(code == 0, output);
        Assert.Equal(forgeries.Length, output.Split("WRONG").Length - 1);
    }

    // The samples have the logits of float64; the model answers in float32, and so does what ships.
    [PythonFact]
    public void A_patched_model_is_certified_by_its_own_answers()
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var network = OnnxExportTests.Digits;
        var path = _folder["patched.cert.json"];
        var shipment = OnnxExport.WritePatched(_folder["patched.onnx"], model, network, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        var certificate = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.Equal(shipment.DataHash, (string)certificate["claim"]!["dataHash"]!);
        Assert.Equal("Float32", (string)certificate["claim"]!["holds"]![1]!["arithmetic"]!);
        for (var i = 0; i < shipment.Dataset!.K; i += 199)
        {
            Assert.Equal(shipment.Dataset.Predictions(i).ToArray().Select(Rational.Of).Select(v => v.ToString()),
                certificate["data"]!["predictions"]![i]!.AsArray().Select(v => (string)v!));
            Assert.Equal(shipment.Dataset.PredictionErrors(i).ToArray().Select(Rational.Of).Select(v => v.ToString()),
                certificate["data"]!["errors"]![i]!.AsArray().Select(v => (string)v!));
        }
        var (code, output) = Check(path, FrozenModelTests.DigitsModel);
        Assert.True(code == 0, output);
        Assert.Contains("Float32: 98 edits and 1699 other samples are right, those exactly zero", output, StringComparison.Ordinal);
        Assert.Contains("Float32: with the model the right class leads by ", output, StringComparison.Ordinal);
    }

    // Models of every operator that is read, from the file's bytes to the class all over each ball; whatever is changed in claim or model
    // is found out.
    [PythonTheory]
    [InlineData(Norm.Infinity, Arithmetic.Float32)]
    [InlineData(Norm.Two, Arithmetic.Float32)]
    [InlineData(Norm.Infinity, Arithmetic.Float64)]
    public void The_class_itself_is_proven_with_the_model(Norm norm, Arithmetic precision)
    {
        var claimed = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var file = _folder[$"{seed}.onnx"];
            File.WriteAllBytes(file, (seed % 2 == 0 ? OnnxExportTests.Decorated(seed) : TinyModel.Random(seed)).Model.ToByteArray());
            var model = FrozenModel.Read(file);
            if (model.Outputs < 2) continue;
            var data = OnnxExportTests.Classes(model, seed, 20);
            var radius = 0.2 * (Separation.Of(data, norm)?.Distance ?? 0);
            if (radius == 0) continue;
            var network = Design.Build(data,
                new DesignOptions { Radius = radius, Norm = norm, Precision = precision, Pretrained = model, Seed = seed }).Network;
            var path = _folder["patched.cert.json"];
            OnnxExport.WritePatched(_folder["patched.onnx"], model, network, new ShippingTerms { Precision = precision },
                proven: shipment => Certificate.Write(path, shipment));
            var argmax = JsonNode.Parse(File.ReadAllText(path))!["claim"]!["argmax"]!;
            Assert.Equal((model.Hash, Rational.Of(radius).ToString()), ((string)argmax["model"]!, (string)argmax["radius"]!));
            var (code, output) = Check(path, file);
            Assert.True(code == 0, $"seed {seed}: {output}");
            (code, output) = Check(path);
            Assert.Equal(3, code);
            Assert.Contains("NOT CHECKED", output, StringComparison.Ordinal);
            Assert.DoesNotContain("with the model", output, StringComparison.Ordinal);
            Assert.DoesNotContain(output.Split('\n'), line => line.Trim() == "PROVEN");
            if (claimed++ > 0) continue;
            Forge(path, file,
            [
                "certificate['claim']['argmax']['radius'] = str(1000 * Fraction(certificate['claim']['argmax']['radius']))",
                "certificate['claim']['argmax']['holds'][0]['lead'] = str(1000 * Fraction(certificate['claim']['argmax']['holds'][0]['lead']))",
                "model += b'\\x0a\\x00'",
                $"model = open(r'{_folder["patched.onnx"]}', 'rb').read()",
                $"import hashlib; model = open(r'{_folder["patched.onnx"]}', 'rb').read(); certificate['claim']['argmax']['model'] = hashlib.sha256(model).hexdigest()",
            ]);
        }
        Assert.True(claimed >= 5, $"{claimed}");
    }

    // The claim about the digits; a weight, a label and the model's file are each changed, with everything that hangs on them made good
    // again.
    [PythonTheory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void The_class_of_the_digits_is_proven_and_no_forgery_is(double radius)
    {
        var model = FrozenModel.Read(FrozenModelTests.DigitsModel);
        var all = Digits.Classes;
        // Every edit, and few enough others for a test.
        var data = all.Rows([.. Enumerable.Range(0, all.K).Where(i => i % 12 == 0 || all.Residual(i) is not null)]);
        var network = Design.Build(data, new DesignOptions { Radius = radius, Precision = Arithmetic.Float32, Pretrained = model }).Network;
        var path = _folder["patched.cert.json"];
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        var (code, output) = Check(path, FrozenModelTests.DigitsModel);
        Assert.True(code == 0, output);
        Assert.Contains($"for every input within {Rational.Of(radius)} of each of the 98 edits in the norm Infinity", output,
            StringComparison.Ordinal);
        if (radius > 0.25) return;
        var weights = model.Model.Graph.Initializer[0];
        weights = SideGraph.Tensor(weights.Name, [.. weights.Dims],
            [.. Constant.Of(weights, "").Values.Select((w, i) => i == 0 ? w + 1000 : w)], ElementType.Float);
        var other = model.Model.Clone();
        other.Graph.Initializer[0] = weights;
        File.WriteAllBytes(_folder["other.onnx"], other.ToByteArray());
        Forge(path, FrozenModelTests.DigitsModel,
        [
            $"import hashlib; model = open(r'{_folder["other.onnx"]}', 'rb').read(); certificate['claim']['argmax']['model'] = hashlib.sha256(model).hexdigest()",
            """
            data = certificate['data']; s = data['edits'][0]['sample'] - 1; data['labels'][s] = (data['labels'][s] + 1) % 10
            rehash(certificate)
            """,
            "certificate['claim']['argmax']['radius'] = '3/8'",
        ]);
    }

    // Files that runtimes take for another model than the one that is claimed: the class is proven for what runs, or not at all.
    [PythonFact]
    public void A_model_that_can_be_read_in_two_ways_proves_nothing()
    {
        var (path, file) = Claimed();
        var honest = Model.Parser.ParseFrom(File.ReadAllBytes(file));
        var forgeries = new List<string>();
        // Rounded to integers, across the samples, in columns, along the batch.
        Before(TinyModel.Int("to", (long)ElementType.Int32), "Cast");
        Before(TinyModel.Int("to", (long)ElementType.Bool), "Cast");
        Before(TinyModel.Int("axis", 0), "Flatten");
        Change(m => m.Graph.Input[0].Type.Tensor.ElemType = (int)ElementType.Int64);
        Change(m => m.Graph.Input[0].Type.Tensor.Shape.Dim[1].Size = 7);
        Change(m => Of(m, "Softmax").Attribute[0].I = 0);
        Change(m => Of(m, "ArgMax").Attribute[0].I = 0);
        Change(m => Of(m, "ArgMax").Attribute.Add(TinyModel.Int("select_last_index", 1)));
        Change(m =>
        {
            m.Graph.Initializer.Add(TinyModel.Integers("column", -1, 1));
            m.Graph.Initializer.Add(TinyModel.Integers("row", -1, 8));
            m.Graph.Initializer.Add(TinyModel.Tensor("nothing", [1], 0));
            var relu = m.Graph.Node.IndexOf(Of(m, "Relu"));
            m.Graph.Node[relu].Output[0] = "r0";
            m.Graph.Node.Insert(relu + 1, new() { OpType = "Reshape", Input = { "r0", "column" }, Output = { "r1" } });
            m.Graph.Node.Insert(relu + 2, new() { OpType = "Add", Input = { "r1", "nothing" }, Output = { "r2" } });
            m.Graph.Node.Insert(relu + 3, new() { OpType = "Reshape", Input = { "r2", "row" }, Output = { "h" } });
        });
        // Fields of another wire type than the schema's are none; those that stand twice are merged, or the last one counts.
        Change(m => m.Graph.Node[1] =
            Node.Parser.ParseFrom([.. new Node(m.Graph.Node[1]) { OpType = "Identity" }.ToByteArray(), 0x25, .. "Relu"u8]));
        Change(m => m.Graph.Node[0].Attribute.Add(
            Attribute.Parser.ParseFrom([.. TinyModel.Float("alpha", 3).ToByteArray(), 0x12, 4, .. BitConverter.GetBytes(1f)])));
        Change(m => m.Graph.Node[0].Attribute.Add(Attribute.Parser.ParseFrom([.. TinyModel.Int("transA", 1).ToByteArray(), 0x1a, 1, 0])));
        forgeries.Add($"model += model; {Claim}");
        forgeries.Add($"model = b'\\x3a' + b'\\xff' * 1000000; {Claim}");
        Forge(path, file, [.. forgeries]);

        Node Of(Model m, string type) => m.Graph.Node.First(node => node.OpType == type);

        void Before(Attribute attribute, string type) => Change(m =>
        {
            m.Graph.Node[0].Input[0] = "floats";
            m.Graph.Node.Insert(0, new() { OpType = type, Input = { "x" }, Output = { "other" }, Attribute = { attribute } });
            m.Graph.Node.Insert(1, new() { OpType = "Cast", Input = { "other" }, Output = { "floats" },
                Attribute = { TinyModel.Int("to", (long)ElementType.Float) } });
        });

        void Change(Action<Model> change)
        {
            var other = honest.Clone();
            change(other);
            var name = _folder[$"other{forgeries.Count}.onnx"];
            File.WriteAllBytes(name, other.ToByteArray());
            forgeries.Add($"model = open(r'{name}', 'rb').read(); {Claim}");
        }
    }

    private const string Claim = "import hashlib; certificate['claim']['argmax']['model'] = hashlib.sha256(model).hexdigest()";

    // A certificate of the class itself, and its model.
    private (string Certificate, string Model) Claimed()
    {
        var (path, file) = (_folder["patched.cert.json"], _folder["f.onnx"]);
        File.WriteAllBytes(file, OnnxExportTests.Decorated(1).Model.ToByteArray());
        var model = FrozenModel.Read(file);
        var network = Design.Build(OnnxExportTests.Classes(model, 1, 20),
            new DesignOptions { Radius = 1e-3, Precision = Arithmetic.Float32, Pretrained = model }).Network;
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        return (path, file);
    }

    // Rows cut to the right answer, errors below zero, an edit called true, a layer of another kind: nothing of it makes a claim hold.
    [PythonFact]
    public void A_claim_that_is_not_well_formed_is_not_proven()
    {
        var (path, file) = Claimed();
        const string Nothing = "last = certificate['network']['layers'][-1]; last['weights'] = [['0'] * len(row) for row in last['weights']]; data = certificate['data']; ";
        Forge(path, file,
        [
            $"{Nothing} data['predictions'] = [['1'] * (label + 1) for label in data['labels']]; data['errors'] = [['0'] * 4] * 20; del certificate['claim']['argmax']; model = None; rehash(certificate)",
            $"{Nothing} data['errors'] = [['-1000'] * 4] * 20; del certificate['claim']['argmax']; model = None",
            "certificate['data']['errors'] = certificate['data']['errors'][:3]",
            "certificate['network']['layers'][0]['kind'] = 'residual'",
            "certificate['claim']['holds'][1]['tolerance'] = '-1'",
            "certificate['claim']['K'] = float(certificate['claim']['K'])",
            .. new[] { "'0'", "'-1'", "'nan'", "'1e99999999999'", "'1/4 of each\\nPROVEN'", "'1' * 100000", "0.25",
                "None" }.Select(radius => $"model = None; certificate['claim']['argmax']['radius'] = {radius}"),
            .. new[] { "'0'", "'-1'",
                "'1e-99999999999'" }.Select(lead => $"model = None; certificate['claim']['argmax']['holds'][0]['lead'] = {lead}"),
            "model = None; certificate['claim']['argmax']['model'] = 'f\\nPROVEN'",
            "model = None; certificate['claim']['argmax']['holds'] = []",
            "model = None; certificate['claim']['argmax']['holds'][0]['arithmetic'] = 'Float16'",
        ]);

        var text = File.ReadAllText(path);
        foreach (var broken in (string[])
        [
            text.Replace("\"K\":", "\"K\": 7, \"K\":", StringComparison.Ordinal),
            text.Replace("\"K\": 20", "\"K\": 1e999", StringComparison.Ordinal),
            text.Replace("\"K\": 20", $"\"K\": {new string('9', 5000)}", StringComparison.Ordinal),
            new string('[', 200_000), text.Replace("\"claim\"", "\"other\"", StringComparison.Ordinal), "null",
            text.Replace("Exact", "\\ud800\\n\u001b[2J", StringComparison.Ordinal),
        ])
        {
            File.WriteAllText(path, broken);
            var (code, said) = Check(path);
            Assert.Equal(1, code);
            Assert.StartsWith("NOT PROVEN: ", said, StringComparison.Ordinal);
            Assert.Equal(-1, said.TrimEnd().IndexOfAny(['\n', '\u001b']));
        }
    }

    // What the hash does not speak of is not claimed, and an answer that is claimed is the model's own.
    [PythonTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_whose_weights_lie_elsewhere_gets_no_claim(bool asNode)
    {
        var file = _folder["split.onnx"];
        var split = OnnxExportTests.Decorated(1).Model;
        var tensor = split.Graph.Initializer.First(t => t.FloatData.Count > 1);
        File.WriteAllBytes(_folder["weights.bin"], [.. tensor.FloatData.SelectMany(BitConverter.GetBytes)]);
        tensor.FloatData.Clear();
        tensor.DataLocation = Tensor.Types.Location.External;
        tensor.ExternalData.Add(new Property { Key = "location", Value = "weights.bin" });
        if (asNode)
        {
            split.Graph.Initializer.Remove(tensor);
            split.Graph.Node.Insert(0,
                new() { OpType = "Constant", Output = { tensor.Name },
                    Attribute = { new Attribute { Name = "value", Type = Attribute.Types.Kind.Tensor, T = tensor } } });
        }
        File.WriteAllBytes(file, split.ToByteArray());
        var model = FrozenModel.Read(file);
        Assert.False(model.IsOneFile);
        var network = Design.Build(OnnxExportTests.Classes(model, 1, 20),
            new DesignOptions { Radius = 1e-3, Precision = Arithmetic.Float32, Pretrained = model }).Network;
        var path = _folder["patched.cert.json"];
        OnnxExport.WritePatched(_folder["patched.onnx"], model, network, OnnxExportTests.Single,
            proven: shipment => Certificate.Write(path, shipment));
        // Wherever it is written to, it is one file.
        OnnxExport.WritePatched(_folder["other/patched.onnx"], model, network, OnnxExportTests.Single);
        Assert.True(FrozenModel.Read(_folder["other/patched.onnx"]).IsOneFile);
        Assert.Null(JsonNode.Parse(File.ReadAllText(path))!["claim"]!["argmax"]);
        Assert.Equal(0, Check(path).ExitCode);
        Assert.Equal(1, Check(path, file).ExitCode);
    }

    // A plateau: 1 within 1/4 of sample 2, 0 within 1/4 of the others.
    [PythonFact]
    public void A_radius_is_proven_where_there_is_one()
    {
        var plateau = new Network(
        [
            new Layer(Activation.Relu, 1, [[2], [-2]], [Rational.Of(-9, 2), Rational.Of(7, 2)]),
            new Layer(Activation.Relu, 2, [[-1, -1]], [1]),
            new Layer(Activation.Identity, 1, [[1]], [0]),
        ]);
        var builder = new DatasetBuilder(1, 1);
        for (var i = 1; i <= 4; i++) builder.Add([i], [i == 2 ? 1 : Rational.Zero]);
        var path = Write(plateau, new ShippingTerms(), builder.Build("plateau"));
        foreach (var (radius, holds) in ((string, bool)[])[("1/8", true), ("1/5", true), ("3/8", false), ("1", false)])
        {
            var (code, output) = Python.Run("-c", $"""
                import json, sys
                sys.path.insert(0, r'{_folder.Path}')
                import ftc_check
                certificate = json.load(open(r'{path}', encoding='utf-8'))
                certificate['claim']['radius'] = '{radius}'
                certificate['seal'] = ftc_check.seal(certificate)
                ftc_check.check(certificate)
                """);
            Assert.True(code == 0 == holds, output);
        }
    }

    // In the norm that it was built for; twice as large it is a forgery.
    [PythonTheory]
    [InlineData(Norm.Infinity, Arithmetic.Float64)]
    [InlineData(Norm.Infinity, Arithmetic.Float32)]
    [InlineData(Norm.Two, Arithmetic.Float64)]
    [InlineData(Norm.Two, Arithmetic.Float32)]
    public void The_radius_of_a_network_is_proven_in_its_norm(Norm norm, Arithmetic precision)
    {
        var network = Design.Build(SyntheticData.Gaussian(4, 40, 3, 1),
            new DesignOptions { Radius = 0.01, Norm = norm, Precision = precision }).Network;
        Assert.Equal(norm, network.Origin.Norm);
        var path = Write(network, new ShippingTerms { Precision = precision });
        var (code, output) = Check(path);
        Assert.True(code == 0, output);
        Assert.Equal(2, output.Split($" of each in the norm {norm}", StringSplitOptions.None).Length - 1);
        Forge(path, "certificate['claim']['radius'] = str(2 * Fraction(certificate['claim']['radius']))");
    }

    // The box reaches further than the ball in it.
    [PythonFact]
    public void A_radius_of_the_2_norm_is_none_of_the_infinity_norm()
    {
        var path = Write(Design.Build(SyntheticData.Gaussian(4, 40, 3, 1), new DesignOptions { Radius = 0.05, Norm = Norm.Two }).Network,
            new ShippingTerms());
        Forge(path, "certificate['claim']['norm'] = 'Infinity'", "certificate['claim']['norm'] = 'One'");
    }

    [Fact]
    public void What_is_not_proven_is_not_certified()
    {
        var data = SyntheticData.Gaussian(3, 20, 2, 1);
        var network = Build(data, "Hats");
        var wrong = new DataWith(data).Residual(data.T[0] - 1, Rational.One);
        Assert.Equal(Codes.NotProven, Assert.Throws<FtcException>(() => Write(network, null, wrong)).Code);
        Assert.Equal(Codes.NotProven, Assert.Throws<FtcException>(() => Write(new Network(network.Layers))).Code);
        Assert.Equal(Codes.NotProven, Assert.Throws<FtcException>(() => Write(network, new ShippingTerms { Tolerance = 0 })).Code);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Write(network, new ShippingTerms { Unproven = true })).Code);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
