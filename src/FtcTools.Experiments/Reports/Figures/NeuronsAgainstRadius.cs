using System.Globalization;
using FtcTools.Experiments.Reports.Documents;
using FtcTools.Experiments.Reports.Plots;
using FtcTools.Alternatives;

namespace FtcTools.Experiments.Reports.Figures;

/// <summary>Neurons against the radius within which a patch is certified, and where other alternatives are lost to an attack.</summary>
internal static class NeuronsAgainstRadius
{
    /// <summary>The figure; null where fewer than two patches have a radius.</summary>
    public static Figure? Of(IReadOnlyList<Alternative> alternatives)
    {
        var patches = alternatives.Where(alternative => alternative is { Asked: not null, Certified: not null })
            .OrderBy(alternative => alternative.Certified).ToArray();
        if (patches.Length < 2) return null;
        List<Series> series = [new("patches, certified", Look.LineAndMarks,
            [.. patches.Select(patch => (patch.Certified!.Value, (double)patch.Neurons))])];
        if (patches.Any(patch => patch.Attacked is not null))
            series.Add(new("the same, lost to an attack", Look.Marks,
                [.. patches.Where(patch => patch.Attacked is not null).Select(patch => (patch.Attacked!.Value, (double)patch.Neurons))]));
        foreach (var other in alternatives.Where(alternative => alternative.Asked is null))
        {
            if ((other.Certified ?? other.Attacked) is { } radius)
                series.Add(new(AlternativeReport.Name(other) + (other.Certified is null ? ", lost to an attack" : ""), Look.Marks,
                    [(radius, other.Neurons)]));
        }
        const string title = "Neurons against radius";
        var norm = alternatives[0].Norm == Numerics.Norm.Infinity ? "every feature may change by the radius"
            : "the 2-norm of the change is at most the radius";
        var description = $"Neurons that are added to the model, and the radius within which the class of every corrected sample is right: {norm}. What is certified is proven; what an attack finds is an upper bound.";
        var plot = new XyPlot("radius", title, description, new("radius"), new("neurons"), series);
        var data = new Table("Neurons by radius", [new("Alternative", Words: true), new("radius"), new("neurons")],
            [.. series.SelectMany(s =>
                s.Points.Select(p => (IReadOnlyList<Entry>)[s.Name, p.X.ToString("0.###", CultureInfo.InvariantCulture),
                    p.Y.ToString("0", CultureInfo.InvariantCulture)]))]);
        return new("neurons-against-radius", title, description, plot.Draw(), data);
    }
}
