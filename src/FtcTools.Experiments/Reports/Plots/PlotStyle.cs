using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>What axes, grids and legends of all plots have in common.</summary>
internal static class PlotStyle
{
    /// <summary>A plot without series, with a legend below it, where it covers nothing.</summary>
    public static PlotModel Empty() => new()
    {
        PlotAreaBorderThickness = new OxyThickness(0),
        PlotMargins = new OxyThickness(double.NaN),
        Padding = new OxyThickness(4, 8, 20, 6),
        Legends =
        {
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomLeft,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendSymbolLength = 26, LegendItemSpacing = 22, LegendLineSpacing = 2, LegendMargin = 6, LegendPadding = 0,
                LegendTextColor = Palette.Ink,
            },
        },
    };

    /// <summary>
    /// A linear axis from 0, or below, or a logarithmic one, just wide enough for the values; those that it cannot show do not count.
    /// </summary>
    public static Axis Axis(AxisPosition position, string title, bool logarithmic, IEnumerable<double> values)
    {
        var shown = values.Where(value => double.IsFinite(value) && (!logarithmic || value > 0)).DefaultIfEmpty(1).ToArray();
        var (least, most) = (shown.Min(), shown.Max());
        var low = Math.Min(least, 0);
        Axis axis = logarithmic
            ? new LogarithmicAxis { Minimum = least / 1.15, Maximum = most * 1.15 }
            : new LinearAxis { Minimum = low, Maximum = most > low ? most + 0.03 * (most - low) : most + 1 };
        axis.LabelFormatter = Label;
        return Styled(axis, position, title);
    }

    /// <summary>The same for an axis of one's own.</summary>
    public static Axis Styled(Axis axis, AxisPosition position, string title)
    {
        axis.Position = position;
        axis.Title = title;
        axis.AxislineStyle = LineStyle.Solid;
        axis.AxislineColor = Palette.Faint;
        axis.TicklineColor = Palette.Faint;
        axis.MajorTickSize = 5;
        axis.MinorTickSize = 0;
        axis.TickStyle = TickStyle.Outside;
        axis.TextColor = Palette.Ink;
        axis.TitleColor = Palette.Ink;
        axis.AxisTitleDistance = 8;
        if (position == AxisPosition.Left)
        {
            axis.MajorGridlineStyle = LineStyle.Solid;
            axis.MajorGridlineColor = Palette.GridLine;
        }
        return axis;
    }

    /// <summary>A number beside a tick.</summary>
    public static string Label(double value) => Math.Abs(value) is > 0 and (< 1e-3 or >= 1e6)
        ? value.ToString("0.##e-0", CultureInfo.InvariantCulture)
        : Math.Round(value, 12).ToString("0.######", CultureInfo.InvariantCulture);
}
