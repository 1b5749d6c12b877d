using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>One of the maps that share a colour scale.</summary>
/// <param name="Values">By column and row.</param>
/// <param name="Stairs">For each column the lowest row that a step line runs under; null where none does.</param>
internal sealed record HeatPanel(string Name, IReadOnlyDictionary<(int Column, int Row), double> Values, IReadOnlyList<int?> Stairs);

/// <summary>Maps of a quantity over two lists, one below the other, with one bar of colours.</summary>
internal sealed record HeatMap(string Id, string Title, string Description, string ColumnLabel, IReadOnlyList<int> Columns, string RowLabel,
    IReadOnlyList<int> Rows, string ValueLabel, IReadOnlyList<HeatPanel> Panels, string StairsLabel)
{
    private const double Width = 860;

    private const double BarWidth = 16;

    // Room for the name of a panel above it.
    private const double NameHeight = 26;

    public XElement Draw()
    {
        var model = PlotStyle.Empty();
        var most = Panels.SelectMany(panel => panel.Values.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (most <= 0) most = 1;
        var rowHeight = Math.Clamp(240.0 / Rows.Count, 10, 30);
        var panelHeight = NameHeight + rowHeight * Rows.Count;
        model.Axes.Add(Numbers(AxisPosition.Bottom, ColumnLabel, Columns, (Width - 200) / Columns.Count, width: number => 8.3
            * Show(number).Length + 14));
        var bar = PlotStyle.Styled(
            new LinearColorAxis { Minimum = 0, Maximum = most, Palette = Palette.HeatSteps, LabelFormatter = PlotStyle.Label },
            AxisPosition.Right, ValueLabel);
        bar.MajorTickSize = BarWidth;
        model.Axes.Add(bar);
        for (var p = 0; p < Panels.Count; p++)
        {
            var rows = Numbers(AxisPosition.Left, RowLabel, Rows, rowHeight, width: _ => SvgCanvas.FontSize + 5);
            (rows.Key, rows.MajorGridlineStyle) = ($"panel {p}", LineStyle.None);
            // Rows go from the top of the image down.
            rows.EndPosition = 1 - (p + NameHeight / panelHeight) / Panels.Count;
            rows.StartPosition = 1 - (p + 1.0) / Panels.Count;
            model.Axes.Add(rows);
            Panel(model, Panels[p], rows.Key, most, p == 0 ? StairsLabel : null);
        }
        return SvgCanvas.Draw(model, Id, Title, Description, Width, Panels.Count * panelHeight);
    }

    private void Panel(PlotModel model, HeatPanel panel, string axis, double most, string? legend)
    {
        model.Annotations.Add(new TextAnnotation
        {
            Text = panel.Name, TextPosition = new(-0.5, Rows.Count - 0.5), YAxisKey = axis,
            TextHorizontalAlignment = HorizontalAlignment.Left,
            TextVerticalAlignment = VerticalAlignment.Bottom, StrokeThickness = 0, TextColor = Palette.Ink, ClipByYAxis = false,
        });
        foreach (var ((column, row), value) in panel.Values.OrderBy(cell => cell.Key))
        {
            if (!double.IsFinite(value)) continue;
            // Sharp edges leave no seams between neighbours.
            model.Annotations.Add(new RectangleAnnotation
            {
                MinimumX = column - 0.5, MaximumX = column + 0.5, MinimumY = row - 0.5, MaximumY = row + 0.5, YAxisKey = axis,
                Fill = Palette.Heat(value / most),
                Layer = AnnotationLayer.BelowSeries, EdgeRenderingMode = EdgeRenderingMode.PreferSharpness,
                ToolTip = FormattableString.Invariant($"{ColumnLabel[0]} = {Columns[column]}, {RowLabel[0]} = {Rows[row]}: {value:G3}"),
            });
        }
        model.Series.Add(Stairs(panel, axis, Palette.Edge, 4, null));
        model.Series.Add(Stairs(panel, axis, Palette.Stair, 2, legend));
    }

    private static LineSeries Stairs(HeatPanel panel, string axis, OxyColor colour, double thickness, string? title)
    {
        var line = new LineSeries { Color = colour, StrokeThickness = thickness, LineStyle = LineStyle.Solid, YAxisKey = axis,
            Title = title, RenderInLegend = title is not null };
        for (var column = 0; column < panel.Stairs.Count; column++)
        {
            if (panel.Stairs[column] is { } row) line.Points.AddRange([new(column - 0.5, row - 0.5), new(column + 0.5, row - 0.5)]);
            else line.Points.Add(DataPoint.Undefined);
        }
        return line;
    }

    // An axis of places 0, 1, ... with every so many of the numbers written, so that no label meets the next.
    private static LinearAxis Numbers(AxisPosition position, string title, IReadOnlyList<int> numbers, double step, Func<int, double> width)
    {
        var axis = new LinearAxis
        {
            Minimum = -0.5, Maximum = numbers.Count - 0.5, MajorStep = Math.Max(1, (int)Math.Ceiling(numbers.Max(width) / step)),
            LabelFormatter = place => place == Math.Round(place) && place >= 0 && place < numbers.Count ? Show(numbers[(int)place]) : "",
        };
        PlotStyle.Styled(axis, position, title);
        axis.MajorTickSize = 0;
        return axis;
    }

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);
}
