using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Figures;
using FtcTools.Networks;
using FtcTools.Alternatives;

namespace FtcTools.Experiments.Reports;

/// <summary>What there is to say about alternatives that were measured beside each other.</summary>
internal static class AlternativeReport
{
    public static Document Of(IReadOnlyList<Alternative> alternatives, string title)
    {
        var (first, blocks) = (alternatives[0], new List<Block>());
        blocks.Add(new Paragraph(FormattableString.Invariant($"N = {first.N} wrong answers of K = {first.N + first.Others}.")));
        if (NeuronsAgainstRadius.Of(alternatives) is { } figure) blocks.Add(figure);
        blocks.Add(Measured(alternatives));
        blocks.Add(new Bullets(
        [
            "Certified: within this of every sample that was wrong the class is right, the model's own outputs included, and within this of any other no output moves to the last bit; proven.",
            "Attacked: so near an attack finds an input that loses its class; an upper bound of the radius, and no proof.",
            "Microseconds: one query of what is added, of a retrained model the model itself. Seconds: to make it, proof included.",
        ]));
        return new(title, blocks, NetworkOrigin.ThisMaker + ".");
    }

    private static Table Measured(IReadOnlyList<Alternative> alternatives)
    {
        var heldOut = alternatives[0].HeldOut;
        List<Column> columns =
        [
            new("Alternative", Words: true), new("radius asked"), new("neurons"), new($"right, of {alternatives[0].N}"),
            new($"lost, of {alternatives[0].Others}"), new("largest move of a logit"), new("of one that was right"),
            new("certified"), new("attacked"), new("microseconds"), new("seconds"),
        ];
        if (heldOut is not null)
            columns.AddRange([new("better", Group: $"{heldOut} held out"), new("worse", Group: $"{heldOut} held out")]);
        return new("Alternatives, measured in one run", columns,
        [
            .. alternatives.Select(alternative => (IReadOnlyList<Entry>)
            [
                Name(alternative), Show(alternative.Asked), Show(alternative.Neurons),
                new(Show(alternative.Right), alternative.Right == alternative.N ? Tone.Good : Tone.Bad),
                new(Show(alternative.Lost), alternative.Lost == 0 ? Tone.Good : Tone.Bad),
                alternative.LargestMove.ToString("0.0", CultureInfo.InvariantCulture),
                alternative.LargestMoveElsewhere.ToString("0.0", CultureInfo.InvariantCulture),
                Show(alternative.Certified), Show(alternative.Attacked),
                alternative.Microseconds.ToString("0.00", CultureInfo.InvariantCulture),
                alternative.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
                .. heldOut is null ? (Entry[])[] : [Show(alternative.Better), Show(alternative.Worse)],
            ]),
        ]);
    }

    /// <summary>An alternative, for people.</summary>
    public static string Name(Alternative alternative) => alternative.Method switch
    {
        "None" => "no patch within the time limit",
        _ when alternative.Asked is not null => "patch",
        "LookupTable" => "lookup table",
        "Retrained" => "model, trained anew",
        _ => "side network, trained",
    };

    // Rounded down: what is certified is not more.
    private static string Show(double? value) =>
        value is { } number ? (Math.Floor(number * 1000) / 1000).ToString("0.###", CultureInfo.InvariantCulture) : "";
}
