using System.Globalization;
using System.Xml.Linq;
using FtcTools.Experiments.Reports.Documents;
using OxyPlot.Axes;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>What an axis says and how it runs.</summary>
internal sealed record AxisLabel(string Text, bool Logarithmic = false);

/// <summary>Lines and marks over two axes.</summary>
internal sealed record XyPlot(string Id, string Title, string Description, AxisLabel X, AxisLabel Y, IReadOnlyList<Series> Series)
{
    public XElement Draw()
    {
        var model = PlotStyle.Empty();
        var points = Series.SelectMany(series => series.Points).ToArray();
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Bottom, X.Text, X.Logarithmic, points.Select(point => point.X)));
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, Y.Text, Y.Logarithmic, points.Select(point => point.Y)));
        for (var number = 0; number < Series.Count; number++) model.Series.Add(Series[number].Draw(number));
        return SvgCanvas.Draw(model, Id, Title, Description, width: 760, plotHeight: 380);
    }

    /// <summary>The numbers in it: a row for each x, a column for each series.</summary>
    public Table Data(string caption, string x) => new(caption, [new(x), .. Series.Select(series => new Column(series.Name))],
        [.. Series.SelectMany(series => series.Points).Select(point => point.X).Distinct().Order().Select(at => (IReadOnlyList<Entry>)
        [
            Show(at),
            .. Series.Select(series => new Entry(string.Join(", ", series.Points.Where(point => point.X == at).Select(p => Show(p.Y))))),
        ])]);

    private static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
