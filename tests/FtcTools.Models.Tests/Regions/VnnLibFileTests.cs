using FtcTools.Data.Regions;
using FtcTools.Diagnostics;
using FtcTools.Models.Regions;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Models.Tests.Regions;

public class VnnLibFileTests
{
    private const string Variables =
        "(declare-const X_0 Real)\n(declare-const X_1 Real)\n(declare-const Y_0 Real)\n(declare-const Y_1 Real)\n(declare-const Y_2 Real)\n";
    private const string Box = "(assert (<= X_0 1))\n(assert (>= X_0 -1.5e0))\n(assert (<= X_1 0.25))\n(assert (>= X_1 0))\n";

    private static IReadOnlyList<Region> Read(string text)
    {
        using var folder = new TemporaryFolder();
        return VnnLibFile.Read(folder.Write("property.vnnlib", text));
    }

    [Fact]
    public void What_is_asserted_together_must_not_all_hold()
    {
        var region = Assert.Single(Read($"; a comment\n{Variables}{Box}(assert (<= Y_1 Y_0))\n(assert (<= Y_2 Y_0))\n"));
        Assert.Equal([-1.5, 0], region.Low);
        Assert.Equal([1, 0.25], region.High);
        Assert.Equal("(- y0 + y1 > 0 or - y0 + y2 > 0)", region.Requirement.ToString());
        Assert.Equal("property.vnnlib", region.Name);
    }

    [Fact]
    public void Each_case_of_an_or_is_a_clause()
    {
        var region = Assert.Single(Read($"{Variables}{Box}(assert (or (and (<= Y_0 Y_1) (<= Y_0 3)) (>= Y_2 7)))"));
        Assert.Equal("(y0 - y1 > 0 or y0 > 3) and - y2 > -7", region.Requirement.ToString());
    }

    [Fact]
    public void Cases_with_boxes_of_their_own_are_regions_of_their_own()
    {
        var regions = Read($"{Variables}(assert (or (and (<= X_0 1) (>= X_0 0) (<= X_1 1) (>= X_1 0) (<= Y_0 0)) (and (<= X_0 3) (>= X_0 2) (<= X_1 1) (>= X_1 0) (<= Y_1 0))))");
        Assert.Equal(["property.vnnlib 1", "property.vnnlib 2"], regions.Select(region => region.Name));
        Assert.Equal([0, 2], regions.Select(region => region.Low[0]));
        Assert.Equal(["y0 > 0", "y1 > 0"], regions.Select(region => region.Requirement.ToString()));
    }

    [Fact]
    public void Linear_terms_of_inputs_and_outputs_are_read()
    {
        var region = Assert.Single(
            Read($"{Variables}{Box}(assert (<= (+ X_0 (* 2 X_1)) (- 1)))\n(assert (> (- (* Y_0 0.5) (/ Y_1 4) 1) (+ Y_2 1)))"));
        Assert.Equal("- x0 - 2 x1 >= 1", Assert.Single(region.Inside).ToString('x'));
        // not (0.5 y0 - 0.25 y1 - y2 > 2)
        Assert.Equal("- 0.5 y0 + 0.25 y1 + y2 >= -2", region.Requirement.ToString());
    }

    [Fact]
    public void A_negation_is_turned_around() =>
        Assert.Equal("y0 - y1 >= 0", Assert.Single(Read($"{Variables}{Box}(assert (not (>= Y_0 Y_1)))")).Requirement.ToString());

    [Theory]
    [InlineData("(assert (<= X_0 1)", 1, 1, "never closed")]
    [InlineData("(declare-const X_0 Real))", 1, 25, "closes nothing")]
    [InlineData("(declare-const X_0 Int)", 1, 1, "Real")]
    [InlineData("(declare-const X_1 Real)", 1, 16, "X_0 would come next")]
    [InlineData("(declare-const X_0 Real)\n(declare-const X_0 Real)", 2, 16, "twice")]
    [InlineData("(declare-const A Real)", 1, 16, "inputs X_0")]
    [InlineData("(hello)", 1, 1, "no statement")]
    [InlineData("", 1, 1, "nothing is asserted")]
    [InlineData(Variables + Box + "(assert (<= Y_0 (* Y_1 Y_2)))", 10, 17, "multiplies variables")]
    [InlineData(Variables + Box + "(assert (<= Y_0 Y_9))", 10, 17, "not declared")]
    [InlineData(Variables + Box + "(assert (<= Y_0 X_0))", 10, 9, "mixes inputs and outputs")]
    [InlineData(Variables + Box + "(assert (<= Y_0 1e999))", 10, 17, "no number")]
    [InlineData(Variables + Box + "(assert (<= Y_0 NaN))", 10, 17, "no number")]
    [InlineData(Variables + Box + "(assert (<= Y_0 inf))", 10, 17, "no number")]
    [InlineData(Variables + Box + "(assert (<= Y_0 (* 1e308 10)))", 10, 9, "beyond float64")]
    [InlineData(Variables + Box + "(assert (<= (* 1e308 10 X_0) 1))", 10, 9, "beyond float64")]
    [InlineData(Variables + Box + "(assert (<= (/ Y_0 0) 1))", 10, 13, "no linear term")]
    [InlineData("(declare-const X_999999999999 Real)", 1, 16, "inputs X_0")]
    [InlineData(Variables + Box + "(assert (<= 1 2))", 10, 9, "no variable")]
    [InlineData(Variables + Box + "(assert (xor (<= Y_0 1) (<= Y_1 1)))", 10, 9, "no assertion")]
    [InlineData(Variables + Box + "(assert (<= Y_0))", 10, 9, "1 arguments; 2 are needed")]
    [InlineData(Variables + Box, 9, 9, "says nothing of the outputs")]
    public void What_is_not_valid_is_named_with_its_place(string text, int line, int column, string what)
    {
        var error = Assert.Throws<FtcException>(() => Read(text));
        Assert.Equal((Codes.RegionFile, line, column), (error.Code, error.Line, error.Column));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("property.vnnlib", error.File, StringComparison.Ordinal);
    }

    [Fact]
    public void A_box_whose_ends_are_swapped_is_empty_and_says_where()
    {
        var error = Assert.Throws<FtcException>(() => Read($"{Variables}{Box}(assert (>= X_0 2))\n(assert (<= Y_0 0))"));
        Assert.Equal((Codes.Region, 10), (error.Code, error.Line));
        Assert.Contains("input 0 ranges from 2 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_and_endless_files_end_in_an_error()
    {
        Assert.Equal(Codes.RegionFile, Assert.Throws<FtcException>(() => Read(new string('(', 100_000))).Code);
        var or = $"(assert (or {string.Concat(Enumerable.Range(0, 40).Select(i => $"(<= Y_0 {i})"))}))";
        Assert.Contains("100000 cases",
            Assert.Throws<FtcException>(() => Read(Variables + Box + string.Concat(Enumerable.Repeat(or, 5)))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Many_cases_of_many_constraints_end_in_an_error_and_many_constraints_alone_do_not()
    {
        var or = $"(assert (or {string.Concat(Enumerable.Range(0, 300).Select(i => $"(<= Y_0 {i})"))}))\n";
        var rest = string.Concat(Enumerable.Range(0, 5000).Select(i => $"(assert (<= Y_1 {i}))\n"));
        Assert.Contains("constraints in all", Assert.Throws<FtcException>(() => Read(Variables + Box + or + or + rest)).Message,
            StringComparison.Ordinal);
        Assert.Equal(5000, Assert.Single(Assert.Single(Read(Variables + Box + rest)).Requirement.Clauses(3)).Count);
    }

    [Fact]
    public void A_bound_with_a_weight_leaves_no_input_out()
    {
        var region = Assert.Single(Read($"{Variables}{Box}(assert (<= (* 3 X_0) 1))\n(assert (>= (* 3 X_1) 0.1))\n(assert (<= Y_0 0))"));
        Assert.Equal((Math.BitIncrement(1 / 3.0), Math.BitDecrement(0.1 / 3)), (region.High[0], region.Low[1]));
    }

    [Fact]
    public void Random_text_never_crashes_the_reader()
    {
        var random = new Random(1);
        string[] words = ["(", ")", "assert", "and", "or", "not", "<=", ">=", "X_0", "Y_0", "1", "-2.5", "+", "*", "declare-const", "Real",
            "\n", ";x\n", "=", "=>"];
        for (var i = 0; i < 1000; i++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(30)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                Assert.NotEmpty(Read(i % 2 == 0 ? text : Variables + Box + text));
            }
            catch (FtcException error)
            {
                Assert.True(error.Line > 0, text);
            }
        }
    }
}
