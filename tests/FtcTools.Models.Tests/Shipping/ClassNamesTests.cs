using FtcTools.Patching;
using FtcTools.Constructions;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Onnx;
using FtcTools.Onnx.Messages;
using FtcTools.Shipping;
using FtcTools.Shipping.CSharp;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Shipping;

/// <summary>Words that the data have for classes come back in whatever leaves.</summary>
public sealed class ClassNamesTests : IDisposable
{
    private const string Awkward = "\"ä\\{0}\n";

    private static readonly DesignOptions s_options = new() { Untouched = Untouched.Exact, Precision = Arithmetic.Float32 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Dataset Words() =>
        DataFile.Read(_folder.Write("mail.csv", "x,y,f\n1,spam,ham\n2,ham,ham\n3,eggs,spam\n4,ham,ham\n"),
            new DataColumns { Label = ["y"], Prediction = ["f"] });

    private Dataset Scores(params string[] classes) =>
        DataFile.Read(_folder.Write("scores.csv", "x,y,f0,f1\n1,0,2,1\n2,1,3,1\n3,0,1,0\n"),
            new DataColumns { Label = ["y"], Prediction = ["f0", "f1"], Classification = true, Classes = classes });

    private static Shipment Ship(Dataset data) =>
        Shipment.Of(Design.Build(data, s_options).Network, new ShippingTerms { Precision = Arithmetic.Float32 });

    private static IReadOnlyList<string> Classes(Compiled compiled, string name) =>
        (IReadOnlyList<string>)compiled.Type(name).GetProperty("Classes")!.GetValue(null)!;

    [Fact]
    public void A_class_of_CSharp_has_them_as_they_are()
    {
        var words = new Compiled([CSharpFile.TextOf(Ship(Words()), new CSharpOptions { ClassName = "Mail" })]);
        Assert.Equal(["eggs", "ham", "spam"], Classes(words, "Mail"));
        var scores = new Compiled([CSharpFile.TextOf(Ship(Scores(Awkward, "b")), new CSharpOptions { ClassName = "Scores" })]);
        Assert.Equal([Awkward, "b"], Classes(scores, "Scores"));
        Assert.DoesNotContain("Classes", CSharpFile.TextOf(Ship(Scores()), new CSharpOptions { ClassName = "Scores" }),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_ONNX_file_has_them_in_its_metadata()
    {
        OnnxExport.Write(_folder["g.onnx"], Ship(Words()));
        using var file = File.OpenRead(_folder["g.onnx"]);
        var entry = Assert.Single(Model.Parser.ParseFrom(file).MetadataProps, property => property.Key == "ftc.classes");
        Assert.Equal("""["eggs","ham","spam"]""", entry.Value);
    }

    [Fact]
    public void An_evaluation_says_the_class()
    {
        var data = Words();
        var evaluator = new Evaluator(Design.Build(data, s_options).Network, Arithmetic.Float32);
        Assert.Equal(["spam", "ham", "eggs", "ham"], Enumerable.Range(0, data.K).Select(i => Assert.Single(evaluator.At(data, i)).Class));
        var scores = Scores("a", "b");
        Assert.Equal(["a", "b"],
            new Evaluator(Design.Build(scores, s_options).Network, Arithmetic.Exact).At(scores, 1).Select(result => result.Class));
    }

    [Fact]
    public void Datasets_of_other_classes_do_not_go_together()
    {
        Assert.Equal(["a", "b"], Scores("a", "b").With(Scores("a", "b")).ClassNames);
        Assert.Contains("a, b", Assert.Throws<Diagnostics.FtcException>(() => Scores("a", "b").With(Scores("b", "a"))).Message,
            StringComparison.Ordinal);
    }
}
