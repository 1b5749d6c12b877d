using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>Named rows, each with marks along one axis.</summary>
/// <param name="Rows">A name and, for each series, its value; null where the row has none.</param>
internal sealed record RangePlot(string Id, string Title, string Description, string Label, IReadOnlyList<string> Series,
    IReadOnlyList<(string Name, IReadOnlyList<double?> Values)> Rows)
{
    private const double RowHeight = 26;
    private const int LongestName = 42;

    public XElement Draw()
    {
        var model = PlotStyle.Empty();
        var values = PlotStyle.Axis(AxisPosition.Bottom, Label, logarithmic: false, Rows.SelectMany(row => row.Values).OfType<double>());
        (values.MajorGridlineStyle, values.MajorGridlineColor) = (LineStyle.Solid, Palette.GridLine);
        model.Axes.Add(values);
        var names = PlotStyle.Styled(new CategoryAxis { StartPosition = 1, EndPosition = 0 }, AxisPosition.Left, "");
        (names.MajorGridlineStyle, names.MajorTickSize, names.AxislineStyle) = (LineStyle.None, 0, LineStyle.None);
        ((CategoryAxis)names).Labels.AddRange(Rows.Select(row => Short(row.Name)));
        model.Axes.Add(names);
        for (var series = 0; series < Series.Count; series++) model.Series.Add(new Series(Series[series], Look.Marks, []).Draw(series));
        for (var r = 0; r < Rows.Count; r++) Row(model, r);
        return SvgCanvas.Draw(model, Id, Title, Description, width: 760, Rows.Count * RowHeight);
    }

    // A line from the least mark to the largest, and the marks over it.
    private void Row(PlotModel model, int r)
    {
        var values = Rows[r].Values.OfType<double>().ToArray();
        if (values.Length > 1)
        {
            var range = new PolylineAnnotation { Color = Palette.Faint, LineStyle = LineStyle.Solid, StrokeThickness = 1,
                Layer = AnnotationLayer.BelowSeries };
            range.Points.AddRange([new(values.Min(), r), new(values.Max(), r)]);
            model.Annotations.Add(range);
        }
        for (var series = 0; series < Series.Count; series++)
        {
            if (Rows[r].Values[series] is not { } value) continue;
            model.Annotations.Add(new PointAnnotation
            {
                X = value, Y = r, Shape = Plots.Series.Shape(series), Size = 4, Fill = Palette.Series(series), Stroke = Palette.Paper,
                StrokeThickness = 1,
                ToolTip = FormattableString.Invariant($"{Rows[r].Name}, {Series[series]}: {value:0.##}"),
            });
        }
    }

    private static string Short(string name) => name.Length <= LongestName ? name : $"{name[..20]}...{name[^19..]}";
}
