using System.Xml.Linq;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>Named rows, each with marks along one axis.</summary>
/// <param name="Rows">A name and, for each series, its value; null where the row has none.</param>
internal sealed record RangePlot(
    string Id, string Title, string Description, string Label, IReadOnlyList<string> Series, IReadOnlyList<(string Name, IReadOnlyList<double?> Values)> Rows)
{
    private const double Width = 760;
    private const double RowHeight = 26;
    private const int LongestName = 42;

    public XElement Draw()
    {
        var canvas = new Canvas(Id, Title, Description);
        var scale = Scale.For(Rows.SelectMany(row => row.Values).OfType<double>(), logarithmic: false);
        var left = 10 + Rows.Max(row => Canvas.WidthOf(Short(row.Name)));
        var right = Width - 24;
        var bottom = 6 + Rows.Count * RowHeight;
        double Place(double value) => left + scale.At(value) * (right - left);

        foreach (var (value, label) in scale.Ticks(8))
        {
            canvas.Line(Place(value), 6, Place(value), bottom, "grid");
            canvas.Text(Place(value), bottom + 18, label, Anchor.Middle);
        }
        for (var r = 0; r < Rows.Count; r++)
        {
            var y = 6 + (r + 0.5) * RowHeight;
            canvas.Text(left - 8, y + 4.5, Short(Rows[r].Name), Anchor.End);
            var values = Rows[r].Values.OfType<double>().ToArray();
            if (values.Length > 1) canvas.Line(Place(values.Min()), y, Place(values.Max()), y, "axis");
            for (var s = 0; s < Series.Count; s++)
            {
                if (Rows[r].Values[s] is { } value) canvas.Mark(Place(value), y, s, FormattableString.Invariant($"{Rows[r].Name}, {Series[s]}: {value:0.##}"));
            }
        }
        canvas.Line(left, bottom, right, bottom, "axis");
        canvas.Text((left + right) / 2, bottom + 18 + Canvas.LineHeight, Label, Anchor.Middle);
        var top = bottom + 18 + Canvas.LineHeight + 14;
        return canvas.Draw(Width, top + Legend.Draw(canvas, [.. Series.Select(name => new Series(name, Look.Marks, []))], left, top, right - left) + 6);
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..20]}...{name[^19..]}";
}
