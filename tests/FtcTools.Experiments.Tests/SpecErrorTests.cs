using System.Globalization;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Experiments.Tests;

/// <summary>Whatever is wrong with an experiment file is one complaint with a code, the file, a line and a column.</summary>
public sealed class SpecErrorTests : IDisposable
{
    private const string Head = "experiment: e\n";
    private const string Line = Head + "dataset:\n  line: { T: [2, 4] }\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private FtcException Refused(string text)
    {
        var path = _folder.Write("e.ftc.yaml", text);
        return Assert.Throws<FtcException>(() => Experiment.Load(path));
    }

    [Theory]
    // No YAML at all.
    [InlineData(Codes.YamlSyntax, 1, 1, "empty", "")]
    [InlineData(Codes.YamlSyntax, 1, 1, "empty", "# only a comment\n")]
    [InlineData(Codes.YamlSyntax, 1, 1, "no keys", "hello\n")]
    [InlineData(Codes.YamlSyntax, 1, 1, "no keys", "- experiment\n")]
    [InlineData(Codes.YamlSyntax, 2, 1, "tab", "dataset:\n\tline: 3\n")]
    [InlineData(Codes.YamlSyntax, 1, 6, "not valid YAML", "a: [1, 2\nc: }\n")]
    [InlineData(Codes.YamlSyntax, 2, 10, "not valid YAML", "experiment: e\n  dataset: 3\n")]
    [InlineData(Codes.YamlSyntax, 1, 13, "not valid YAML", "experiment: \"e\n")]
    [InlineData(Codes.YamlSyntax, 1, 1, "not valid YAML", "%YAML 9.9\n---\n")]
    [InlineData(Codes.YamlSyntax, 1, 13, "no anchor &name", "experiment: *name\n")]
    [InlineData(Codes.YamlSyntax, 1, 13, "tag", "experiment: !!str e\n")]
    [InlineData(Codes.YamlSyntax, 2, 1, "second document", "experiment: e\n---\nexperiment: f\n")]
    [InlineData(Codes.YamlSyntax, 1, 1, "key is a plain word", "? [a, b]\n: c\n")]
    [InlineData(Codes.YamlSyntax, 1, 54, "nesting", "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n")]
    // Classes.
    [InlineData(Codes.InvalidValue, 3, 52, "itself answers", Head
        + "dataset:\n  { csv: d.csv, features: x, label: y, prediction: f, pretrained: m.onnx }\n")]
    [InlineData(Codes.InvalidValue, 3, 76, "true or false", Head
        + "dataset:\n  { csv: d.csv, features: x, label: y, prediction: [a, b], classification: yes }\n")]
    [InlineData(Codes.InvalidValue, 3, 63, "classification: true", Head
        + "dataset:\n  { csv: d.csv, features: x, label: y, prediction: f, margin: 1 }\n")]
    [InlineData(Codes.InvalidValue, 3, 59, "nothing of classes", Head
        + "dataset:\n  { csv: d.csv, features: x, residual: y, classification: true }\n")]
    [InlineData(Codes.InvalidValue, 3, 59, "name the model's file", Head
        + "dataset:\n  { csv: d.csv, features: x, label: y, prediction: f, at: t }\n")]
    [InlineData(Codes.InvalidValue, 3, 41, "belongs to the samples of a file", Head
        + "dataset:\n  { line: { T: [2], K: 8 }, pretrained: m.onnx }\n")]
    // What is exported.
    [InlineData(Codes.InvalidValue, 4, 9, "name the model's file", Line + "export: patched.onnx\n")]
    [InlineData(Codes.InvalidValue, 4, 9, "ends in .onnx", Line + "export: ../patched.onnx\n")]
    [InlineData(Codes.ManyNetworks, 3, 76, "the lists make 2 networks", Head
        + "export: p.onnx\ndataset: { csv: d.csv, features: x, label: y, pretrained: m.onnx, margin: [1, 2], classification: true }\n")]
    // Keys.
    [InlineData(Codes.UnknownKey, 2, 1, "is 'dataset' meant?", Head + "datset: 3\n")]
    [InlineData(Codes.UnknownKey, 5, 3, "is 'layers' meant?", Line + "network:\n  layer: 3\n")]
    [InlineData(Codes.UnknownKey, 5, 3, "Valid are layers, method, precision, untouched, radius, reach, norm, seed", Line
        + "network:\n  colour: red\n")]
    [InlineData(Codes.UnknownKey, 3, 3, "in 'dataset'", Head + "dataset:\n  <<: { csv: a.csv }\n")]
    [InlineData(Codes.UnknownKey, 2, 1, "Dataset", Head + "Dataset: 3\n")]
    [InlineData(Codes.DuplicateKey, 2, 1, "line 1", "experiment: e\nexperiment: f\n")]
    [InlineData(Codes.DuplicateKey, 3, 25, "'T'", Head + "dataset:\n  line: { T: [2], K: 8, T: 3 }\n")]
    // Values.
    [InlineData(Codes.InvalidValue, 1, 13, "letters", "experiment: a/b\n")]
    [InlineData(Codes.InvalidValue, 1, 13, "letters", "experiment: ..\n")]
    [InlineData(Codes.InvalidValue, 1, 13, "letters", "experiment: nul\n")]
    [InlineData(Codes.InvalidValue, 1, 13, "not a list", "experiment: [a, b]\n")]
    [InlineData(Codes.InvalidValue, 1, 1, "no value", "experiment:\n")]
    [InlineData(Codes.InvalidValue, 1, 1, "no value", "experiment: ~\n")]
    [InlineData(Codes.InvalidValue, 2, 1, "is a section", Head + "dataset:\n")]
    [InlineData(Codes.InvalidValue, 2, 10, "is a section", Head + "dataset: a.csv\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "leading zero", Line + "network:\n  layers: 010\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "without the quotes", Line + "network:\n  layers: \"3\"\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "an integer from 2 to 1000", Line + "network:\n  layers: 5.5\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "an integer from 2 to 1000", Line + "network:\n  layers: 1\n")]
    [InlineData(Codes.InvalidValue, 5, 15, "an integer from 2 to 1000", Line + "network:\n  layers: [2, three]\n")]
    [InlineData(Codes.InvalidValue, 5, 15, "stands twice", Line + "network:\n  layers: [2, 2]\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "empty list", Line + "network:\n  layers: []\n")]
    [InlineData(Codes.InvalidValue, 5, 12, "not a list", Line + "network:\n  layers: [[2]]\n")]
    [InlineData(Codes.InvalidValue, 5, 9, "an integer", Line + "network:\n  seed: 99999999999\n")]
    [InlineData(Codes.InvalidValue, 5, 9, "an integer", Line + "network:\n  seed: 1_000\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "one of auto", Line + "network:\n  method: magic\n")]
    [InlineData(Codes.InvalidValue, 5, 14, "is 'float64' meant?", Line + "network:\n  precision: flaot64\n")]
    [InlineData(Codes.InvalidValue, 5, 14, "a time such as", Line + "network:\n  timeLimit: 1:30\n")]
    [InlineData(Codes.InvalidValue, 5, 14, "decimal point", Line + "test:\n  tolerance: 1,5\n")]
    [InlineData(Codes.InvalidValue, 5, 14, "decimal point", Line + "test:\n  tolerance: .inf\n")]
    [InlineData(Codes.InvalidValue, 5, 14, "decimal point", Line + "test:\n  tolerance: -1e-6\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "true or false", Line + "expect:\n  passed: yes\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "true or false", Line + "expect:\n  passed: on\n")]
    [InlineData(Codes.InvalidValue, 5, 11, "without the quotes", Line + "expect:\n  passed: \"true\"\n")]
    [InlineData(Codes.InvalidValue, 5, 12, "comparison", Line + "expect:\n  neurons: \"about 30\"\n")]
    [InlineData(Codes.InvalidValue, 5, 12, "comparison", Line + "expect:\n  neurons: \"<= thirty\"\n")]
    [InlineData(Codes.InvalidValue, 5, 3, "expected but not tested", Line + "expect:\n  float32: { passed: true }\n")]
    [InlineData(Codes.InvalidValue, 5, 19, "html, csv, json", Line + "report:\n  formats: [html, pdf]\n")]
    [InlineData(Codes.InvalidValue, 3, 15, "an integer of at least 1", Head + "dataset:\n  line: { T: [0] }\n")]
    [InlineData(Codes.InvalidValue, 3, 22, "an integer of at least 3", Head + "dataset:\n  line: { T: [1], K: 2 }\n")]
    [InlineData(Codes.InvalidValue, 4, 3, "both 'dataset.csv' and 'dataset.line'", Head + "dataset:\n  csv: a.csv\n  line: { T: [2] }\n")]
    [InlineData(Codes.InvalidValue, 3, 22, "how many", Head + "dataset:\n  line: { T: [2], N: 3 }\n")]
    [InlineData(Codes.InvalidValue, 6, 10, "residual columns stand for", Head
        + "dataset:\n  csv: a.csv\n  features: x\n  residual: z\n  label: y\n")]
    // Missing keys.
    [InlineData(Codes.MissingKey, 1, 1, "'experiment'", "dataset:\n  line: { T: [2] }\n")]
    [InlineData(Codes.MissingKey, 1, 1, "'dataset'", Head)]
    [InlineData(Codes.MissingKey, 2, 1, "'dataset'", Head + "dataset: {}\n")]
    [InlineData(Codes.MissingKey, 3, 8, "'dataset.label'", Head + "dataset:\n  csv: a.csv\n")]
    [InlineData(Codes.InvalidValue, 4, 12, "both 'dataset.csv' and 'dataset.parquet'", Head
        + "dataset:\n  csv: a.csv\n  parquet: a.parquet\n")]
    [InlineData(Codes.MissingKey, 5, 3, "'dataset.image.column'", Head
        + "dataset:\n  csv: a.csv\n  residual: z\n  image: { width: 2, height: 2 }\n")]
    [InlineData(Codes.InvalidValue, 5, 13, "stop, drop, majority", Head + "dataset:\n  csv: a.csv\n  residual: z\n  conflict: keep\n")]
    [InlineData(Codes.MissingKey, 3, 8, "'dataset.prediction'", Head + "dataset:\n  csv: a.csv\n  features: x\n  label: y\n")]
    [InlineData(Codes.MissingKey, 3, 3, "'dataset.line.K'", Head + "dataset:\n  line: { N: 3 }\n")]
    [InlineData(Codes.InvalidValue, 3, 30, "one of alternating, signed, paper", Head + "dataset:\n  hard: { N: 3, K: 10, kind: easy }\n")]
    [InlineData(Codes.InvalidValue, 4, 3, "both 'dataset.line' and 'dataset.hard'", Head
        + "dataset:\n  line: { T: [2] }\n  hard: { N: 3, K: 10 }\n")]
    [InlineData(Codes.MissingKey, 3, 3, "'dataset.hard.K'", Head + "dataset:\n  hard: { N: 3 }\n")]
    [InlineData(Codes.MissingKey, 3, 3, "'dataset.gaussian.dimension'", Head + "dataset:\n  gaussian: { N: 3, K: 10 }\n")]
    // Extends.
    [InlineData(Codes.Extends, 1, 10, "no file", "extends: absent.ftc.yaml\n")]
    [InlineData(Codes.Extends, 1, 10, "e.ftc.yaml -> e.ftc.yaml", "extends: e.ftc.yaml\n")]
    public void One_clear_complaint(string code, int line, int column, string names, string text)
    {
        var e = Refused(text);
        Assert.Equal($"{code} ({line},{column}) {_folder["e.ftc.yaml"]}",
            string.Create(CultureInfo.InvariantCulture, $"{e.Code} ({e.Line},{e.Column}) {e.File}"));
        Assert.Contains(names, e.Message, StringComparison.Ordinal);
    }
}
