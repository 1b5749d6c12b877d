using OxyPlot;
using OxyPlot.Series;

namespace FtcTools.Experiments.Reports.Plots;

internal enum Look
{
    Marks,
    Line,
    Dashed,
    LineAndMarks,
}

/// <summary>Points that belong together, under one name in the legend.</summary>
internal sealed record Series(string Name, Look Look, IReadOnlyList<(double X, double Y)> Points)
{
    // One of several shapes and dashes each, so that colour is never all that tells series apart.
    private static readonly MarkerType[] s_shapes = [MarkerType.Circle, MarkerType.Square, MarkerType.Triangle, MarkerType.Diamond];
    private static readonly LineStyle[] s_dashes = [LineStyle.Dash, LineStyle.Dot, LineStyle.DashDot];

    /// <summary>The shape of the marks of a series, from 0.</summary>
    public static MarkerType Shape(int number) => s_shapes[number % s_shapes.Length];

    /// <summary>The series that OxyPlot draws.</summary>
    /// <param name="number">Its place in the legend, from 0.</param>
    public LineSeries Draw(int number)
    {
        var line = new LineSeries
        {
            Title = Name,
            Color = Palette.Series(number),
            StrokeThickness = Look == Look.Marks ? 0 : 2,
            LineStyle = Look switch
            {
                Look.Marks => LineStyle.None,
                Look.Dashed => s_dashes[number % s_dashes.Length],
                _ => LineStyle.Solid,
            },
        };
        if (Look is Look.Marks or Look.LineAndMarks)
        {
            line.MarkerType = Shape(number);
            line.MarkerSize = 4;
            line.MarkerFill = Palette.Series(number);
            line.MarkerStroke = Palette.Paper;
            line.MarkerStrokeThickness = 1;
        }
        foreach (var (x, y) in Points) line.Points.Add(new DataPoint(x, y));
        return line;
    }
}
