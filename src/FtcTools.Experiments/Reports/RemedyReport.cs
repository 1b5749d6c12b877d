using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Figures;
using FtcTools.Networks;
using FtcTools.Remedies;

namespace FtcTools.Experiments.Reports;

/// <summary>What there is to say about remedies that were measured beside each other.</summary>
internal static class RemedyReport
{
    public static Document Of(IReadOnlyList<Remedy> remedies, string title)
    {
        var (first, blocks) = (remedies[0], new List<Block>());
        blocks.Add(new Paragraph(FormattableString.Invariant($"N = {first.N} wrong answers of K = {first.N + first.Others}.")));
        if (NeuronsAgainstRadius.Of(remedies) is { } figure) blocks.Add(figure);
        blocks.Add(Measured(remedies));
        blocks.Add(new Bullets(
        [
            "Certified: within this of every sample that was wrong the class is right, the model's own outputs included, and within this of any other no output moves to the last bit; proven.",
            "Attacked: so near an attack finds an input that loses its class; an upper bound of the radius, and no proof.",
            "Microseconds: one query of what is added, of a retrained model the model itself. Seconds: to make it, proof included.",
        ]));
        return new(title, blocks, NetworkOrigin.ThisMaker + ".");
    }

    private static Table Measured(IReadOnlyList<Remedy> remedies)
    {
        var heldOut = remedies[0].HeldOut;
        List<Column> columns =
        [
            new("Remedy", Words: true), new("radius asked"), new("neurons"), new($"right, of {remedies[0].N}"), new($"lost, of {remedies[0].Others}"), new("largest move of a logit"), new("of one that was right"),
            new("certified"), new("attacked"), new("microseconds"), new("seconds"),
        ];
        if (heldOut is not null) columns.AddRange([new("better", Group: $"{heldOut} held out"), new("worse", Group: $"{heldOut} held out")]);
        return new("Remedies, measured in one run", columns,
        [
            .. remedies.Select(remedy => (IReadOnlyList<Entry>)
            [
                Name(remedy), Show(remedy.Asked), Show(remedy.Neurons),
                new(Show(remedy.Right), remedy.Right == remedy.N ? Tone.Good : Tone.Bad), new(Show(remedy.Lost), remedy.Lost == 0 ? Tone.Good : Tone.Bad),
                remedy.LargestMove.ToString("0.0", CultureInfo.InvariantCulture), remedy.LargestMoveElsewhere.ToString("0.0", CultureInfo.InvariantCulture),
                Show(remedy.Certified), Show(remedy.Attacked), remedy.Microseconds.ToString("0.00", CultureInfo.InvariantCulture), remedy.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
                .. heldOut is null ? (Entry[])[] : [Show(remedy.Better), Show(remedy.Worse)],
            ]),
        ]);
    }

    /// <summary>A remedy, for people.</summary>
    public static string Name(Remedy remedy) => remedy.Method switch
    {
        _ when remedy.Asked is not null => "patch",
        "LookupTable" => "lookup table",
        "Retrained" => "model, trained anew",
        _ => "side network, trained",
    };

    // Rounded down: what is certified is not more.
    private static string Show(double? value) => value is { } number ? (Math.Floor(number * 1000) / 1000).ToString("0.###", CultureInfo.InvariantCulture) : "";
}
