using System.Xml.Linq;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>What an axis says and how it runs.</summary>
internal sealed record Axis(string Label, bool Logarithmic = false);

/// <summary>Lines and marks over two axes.</summary>
internal sealed record XyPlot(string Id, string Title, string Description, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    private const double Width = 760;
    private const double PlotHeight = 380;
    private const double Top = 14;

    public XElement Draw()
    {
        var canvas = new Canvas(Id, Title, Description);
        var (xs, ys) = (Scale.For(Series.SelectMany(s => s.Points).Select(p => p.X), X.Logarithmic), Scale.For(Series.SelectMany(s => s.Points).Select(p => p.Y), Y.Logarithmic));
        var yTicks = ys.Ticks(8);
        var left = 2 * Canvas.LineHeight + yTicks.Max(tick => Canvas.WidthOf(tick.Label));
        var right = Width - 20;
        var bottom = Top + PlotHeight;
        double PlaceX(double value) => left + xs.At(value) * (right - left);
        double PlaceY(double value) => bottom - ys.At(value) * PlotHeight;

        foreach (var (value, label) in yTicks)
        {
            canvas.Line(left, PlaceY(value), right, PlaceY(value), "grid");
            canvas.Text(left - 7, PlaceY(value) + 4.5, label, Anchor.End);
        }
        foreach (var (value, label) in TicksThatFit(xs, right - left))
        {
            canvas.Line(PlaceX(value), bottom, PlaceX(value), bottom + 5, "axis");
            canvas.Text(PlaceX(value), bottom + 19, label, Anchor.Middle);
        }
        canvas.Line(left, bottom, right, bottom, "axis");
        canvas.Line(left, Top, left, bottom, "axis");
        canvas.Text(Canvas.LineHeight - 4, Top + PlotHeight / 2, Y.Label, Anchor.Middle, upwards: true);
        canvas.Text((left + right) / 2, bottom + 19 + Canvas.LineHeight, X.Label, Anchor.Middle);

        for (var s = 0; s < Series.Count; s++)
        {
            var series = Series[s];
            var points = series.Points.Where(p => Shown(p.X, xs, X) && Shown(p.Y, ys, Y)).Select(p => (PlaceX(p.X), PlaceY(p.Y))).ToArray();
            if (points.Length > 1 && series.Look != Look.Marks) canvas.Path(points, $"line l{s % Palette.Series}", Legend.Dashes(series.Look, s));
            if (series.Look is Look.Marks or Look.LineAndMarks) foreach (var (x, y) in points) canvas.Mark(x, y, s);
        }
        var legendTop = bottom + 19 + Canvas.LineHeight + 14;
        return canvas.Draw(Width, legendTop + Legend.Draw(canvas, Series, left, legendTop, right - left) + 6);
    }

    private static bool Shown(double value, Scale scale, Axis axis) => double.IsFinite(value) && (!axis.Logarithmic || value > 0) && scale.At(value) is >= -1e-9 and <= 1 + 1e-9;

    // Labels need some room between them.
    private static IReadOnlyList<(double Value, string Label)> TicksThatFit(Scale scale, double width)
    {
        for (var about = 12; about > 1; about--)
        {
            var ticks = scale.Ticks(about);
            if (ticks.Zip(ticks.Skip(1)).All(pair => (scale.At(pair.Second.Value) - scale.At(pair.First.Value)) * width > (Canvas.WidthOf(pair.First.Label) + Canvas.WidthOf(pair.Second.Label)) / 2 + 8))
                return ticks;
        }
        return scale.Ticks(1);
    }
}
