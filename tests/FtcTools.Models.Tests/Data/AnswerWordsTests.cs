using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Data;

public sealed class AnswerWordsTests() : CsvReading(s_columns)
{
    private static readonly DataColumns s_columns = new() { Label = ["y"], Prediction = ["f"] };
    private static readonly DataColumns s_scores =
        new() { Features = ["x"], Label = ["y"], Prediction = ["dog", "ant", "cat"], Classification = true };

    [Fact]
    public void Features_are_the_columns_that_are_not_named()
    {
        var data = Read("a,y,b,f\n1,0,4,0\n2,0,5,1\n3,0,6,0\n");
        Assert.Equal([2.0, 5], data.Row(1).ToArray());
        Assert.Null(data.ClassNames);
        Assert.Equal(Codes.Argument, Assert.Throws<FtcException>(() => Read("y,f\n1,0\n2,0\n3,0\n")).Code);
    }

    [Fact]
    public void Words_are_numbers_in_ordinal_order()
    {
        var data = Read("x,y,f\n1,spam,ham\n2,ham,ham\n3,eggs,spam\n4,Zoo,Zoo\n");
        Assert.Equal(["Zoo", "eggs", "ham", "spam"], data.ClassNames);
        Assert.Equal([1, 3], data.T);
        Assert.Equal((1, -2), (data.Residual(0, 0), data.Residual(2, 0)));
        Assert.Equal([3.0], data.Predictions(2).ToArray());
    }

    [Theory]
    [InlineData("x,y,f\n1,true,false\n2,false,false\n3,false,false\n")]
    [InlineData("x,y,f\n1,True,false\n2,FALSE,False\n3,False,false\n")]
    public void Truths_are_the_same_in_any_case(string text)
    {
        var data = Read(text);
        Assert.Equal(["false", "true"], data.ClassNames);
        Assert.Equal([1], data.T);
        Assert.Equal(1, data.Residual(0, 0));
    }

    [Fact]
    public void Words_have_the_order_of_the_outputs_named_so()
    {
        var data = Read("x,y,dog,ant,cat\n1,cat,0,0,1\n2,ant,1,0,0\n3,ant,0,1,0\n", s_scores);
        Assert.Equal(["dog", "ant", "cat"], data.ClassNames);
        Assert.Equal([2], data.T);
        Assert.Equal((2, 1, "cat"), (data.Classes!.Label(0), data.Classes.Label(1), data.ClassName(2)));
    }

    [Fact]
    public void Words_have_the_order_that_is_given_and_otherwise_are_sorted()
    {
        const string text = "x,y,f0,f1,f2\n1,cat,0,0,1\n2,ant,0,1,0\n3,dog,0,1,0\n";
        var columns = s_scores with { Prediction = ["f0..f2"] };
        Assert.Equal(["ant", "cat", "dog"], Read(text, columns).ClassNames);
        Assert.Equal(["dog", "cat", "ant"], Read(text, columns with { Classes = ["dog", "cat", "ant"] }).ClassNames);
        var numbered = Read("x,y,f0,f1,f2\n1,0,1,0,0\n2,1,0,1,0\n3,2,0,1,0\n", columns with { Classes = ["dog", "cat", "ant"] });
        Assert.Equal(["dog", "cat", "ant"], numbered.ClassNames);
        Assert.Equal(2, numbered.Classes!.Label(2));
    }

    [Fact]
    public void A_label_that_no_class_has_is_named_with_its_line()
    {
        var columns = s_scores with { Prediction = ["f0..f2"], Classes = ["dog", "cat", "ant"] };
        Assert.Contains("holds 'cow'; a class is one of",
            Refused(Codes.Classes, 3, "x,y,f0,f1,f2\n1,cat,0,0,1\n2,cow,0,1,0\n3,dog,0,1,0\n", columns).Message, StringComparison.Ordinal);
        Assert.Contains("holds 3; a class is an integer from 0 to 2",
            Refused(Codes.Classes, 4, "x,y,f0,f1,f2\n1,0,0,0,1\n2,2,0,1,0\n3,3,0,1,0\n", columns).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_whose_outputs_are_not_known_are_refused() => Assert.Contains(
        "2 words (cat, dog) and there are 3 outputs",
        Refused(Codes.Classes, 0, "x,y,f0,f1,f2\n1,cat,0,0,1\n2,cat,0,1,0\n3,dog,0,1,0\n",
            s_scores with { Prediction = ["f0..f2"] }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x,y,f\n1,0,0\n2,spam,0\n3,0,0\n", 3, "holds 'spam'; line 2 holds 0")]
    [InlineData("x,y,f\n1,ham,ham\n2,ham,ham\n\n3,7,ham\n", 5, "holds '7'; line 2 holds 'ham'")]
    [InlineData("x,y,f\n1,ham,1\n2,ham,1\n3,ham,0\n", 2, "column 'y' holds 'ham' and column 'f' 1")]
    public void A_column_of_numbers_and_words_is_refused(string text, int line, string says) =>
        Assert.Contains(says, Refused(Codes.NotANumber, line, text).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_answer_is_refused() =>
        Assert.Contains("column 'y' is empty", Refused(Codes.NotANumber, 3, "x,y,f\n1,ham,ham\n2,,ham\n3,ham,ham\n").Message,
            StringComparison.Ordinal);

    [Fact]
    public void Words_are_one_output() =>
        Refused(Codes.Argument, 0, "x,y,z,f,g\n1,a,a,a,a\n2,b,a,a,a\n3,a,b,a,a\n", new() { Label = ["y", "z"], Prediction = ["f", "g"] });

    [Fact]
    public void Residuals_and_outputs_of_classes_are_numbers()
    {
        Refused(Codes.NotANumber, 2, "x,z\n1,a\n2,b\n3,a\n", new() { Residual = ["z"] });
        Refused(Codes.NotANumber, 2, "x,y,f0,f1\n1,0,a,b\n2,0,a,b\n3,1,a,b\n",
            new() { Label = ["y"], Prediction = ["f0", "f1"], Classification = true });
    }

    [Fact]
    public void Every_contradiction_is_in_one_message()
    {
        var text = "x,y,f\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},0,0\n{i},1,0\n")) + "99,0,0\n";
        var e = Refused(Codes.ContradictingSamples, 3, text);
        Assert.StartsWith("60 samples in 30 group(s) have the same features and different residuals", e.Message, StringComparison.Ordinal);
        Assert.Contains("samples 1 (line 2), 2 (line 3) (0 and 1); samples 3 (line 4), 4 (line 5) (0 and 1);", e.Message,
            StringComparison.Ordinal);
        Assert.Contains("and 10 groups more", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictions_of_words_are_told_in_words() =>
        Assert.Contains("samples 1 (line 2), 2 (line 3), 3 (line 4) (ham for ham, 2 times and spam for ham)",
            Refused(Codes.ContradictingSamples, 4, "x,y,f\n1,ham,ham\n1,ham,ham\n1,spam,ham\n2,spam,spam\n3,ham,ham\n").Message,
            StringComparison.Ordinal);

    [Fact]
    public void Where_nothing_stays_that_is_said() =>
        Assert.Contains("0 of 4 samples stay where those that contradict each other are left out",
            Refused(Codes.TooFewSamples, 3, "x,y,f\n1,0,0\n1,1,0\n2,0,0\n2,1,0\n", s_columns with { Conflict = Conflict.Drop }).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Contradictions_are_dropped_or_put_to_the_vote()
    {
        const string text = "x,y,f\n1,0,0\n1,1,0\n1,1,0\n2,0,0\n2,1,0\n3,1,0\n3,1,0\n4,0,0\n5,0,0\n6,0,0\n";
        Refused(Codes.ContradictingSamples, 3, text);
        var dropped = Read(text, s_columns with { Conflict = Conflict.Drop });
        Assert.Equal((5, 2, 5), (dropped.K, dropped.N, dropped.Dropped));
        Assert.Equal([1, 2], dropped.T);
        var majority = Read(text, s_columns with { Conflict = Conflict.Majority });
        // Of x = 1 the two stay that agree; of x = 2 nobody has the majority.
        Assert.Equal((7, 4, 3), (majority.K, majority.N, majority.Dropped));
        Assert.Equal([1.0, 1, 3, 3, 4, 5, 6], Enumerable.Range(0, 7).Select(i => majority.Row(i)[0]));
        Assert.Equal(0, Read("x,y,f\n1,0,0\n2,1,0\n3,1,0\n", s_columns with { Conflict = Conflict.Drop }).Dropped);
    }

    [Fact]
    public void Classes_are_put_to_the_vote_by_name()
    {
        const string text = "x,y,dog,ant,cat\n1,cat,1,0,0\n1,cat,1,0,0\n1,dog,1,0,0\n2,ant,1,0,0\n3,dog,1,0,0\n4,dog,1,0,0\n";
        Assert.Contains("(class cat, 2 times and class dog)", Refused(Codes.ContradictingSamples, 4, text, s_scores).Message,
            StringComparison.Ordinal);
        var data = Read(text, s_scores with { Conflict = Conflict.Majority });
        Assert.Equal((5, 1), (data.K, data.Dropped));
        Assert.Equal([1, 2, 3], data.T);
        Assert.Equal(["dog", "ant", "cat"], data.ClassNames);
    }
}
