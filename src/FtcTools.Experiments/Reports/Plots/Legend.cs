namespace FtcTools.Experiments.Reports.Plots;

/// <summary>Names of series in rows below a plot, where they cover nothing.</summary>
internal static class Legend
{
    private const double Key = 34;
    private const double Gap = 22;

    /// <summary>Draws it and gives the height that it takes.</summary>
    public static double Draw(Canvas canvas, IReadOnlyList<Series> series, double left, double top, double width)
    {
        var (x, y) = (left, top);
        for (var s = 0; s < series.Count; s++)
        {
            var needed = Key + Canvas.WidthOf(series[s].Name);
            if (x > left && x + needed > left + width) (x, y) = (left, y + Canvas.LineHeight + 2);
            var middle = y + 9;
            if (series[s].Look != Look.Marks) canvas.Path([(x, middle), (x + 26, middle)], $"line l{s % Palette.Series}", Dashes(series[s].Look, s));
            if (series[s].Look is Look.Marks or Look.LineAndMarks) canvas.Mark(x + 13, middle, s);
            canvas.Text(x + Key, y + 13.5, series[s].Name);
            x += needed + Gap;
        }
        return y + Canvas.LineHeight - top;
    }

    public static string? Dashes(Look look, int series) => look switch
    {
        Look.Dashed => (series % 3) switch { 0 => "7 4", 1 => "2 3", _ => "9 3 2 3" },
        _ => null,
    };
}
