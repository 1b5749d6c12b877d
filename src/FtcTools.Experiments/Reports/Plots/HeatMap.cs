using System.Globalization;
using System.Xml.Linq;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>One of the maps that share a colour scale.</summary>
/// <param name="Values">By column and row.</param>
/// <param name="Stairs">For each column the lowest row that a step line runs under; null where none does.</param>
internal sealed record HeatPanel(string Name, IReadOnlyDictionary<(int Column, int Row), double> Values, IReadOnlyList<int?> Stairs);

/// <summary>Maps of a quantity over two lists, one below the other, with one bar of colours.</summary>
internal sealed record HeatMap(
    string Id, string Title, string Description, string ColumnLabel, IReadOnlyList<int> Columns, string RowLabel, IReadOnlyList<int> Rows, string ValueLabel,
    IReadOnlyList<HeatPanel> Panels, string StairsLabel)
{
    private const double Width = 860;
    private const double BarWidth = 16;

    public XElement Draw()
    {
        var canvas = new Canvas(Id, Title, Description);
        var most = Panels.SelectMany(panel => panel.Values.Values).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (most <= 0) most = 1;
        var bar = new Scale.Linear(0, most);
        var barTicks = bar.Ticks(6);
        var left = 2 * Canvas.LineHeight + Rows.Max(row => Canvas.WidthOf(Show(row)));
        var right = Width - 2 * Canvas.LineHeight - barTicks.Max(tick => Canvas.WidthOf(tick.Label)) - BarWidth - 24;
        var (cellWidth, cellHeight) = ((right - left) / Columns.Count, Math.Clamp(240.0 / Rows.Count, 10, 30));
        var height = cellHeight * Rows.Count;

        var top = 0.0;
        foreach (var panel in Panels)
        {
            canvas.Text(left, top + 14, panel.Name);
            top += Canvas.LineHeight + 4;
            Panel(panel, top);
            top += height + (panel == Panels[^1] ? 0 : Canvas.LineHeight + 12);
        }
        canvas.Text((left + right) / 2, top + 19 + Canvas.LineHeight, ColumnLabel, Anchor.Middle);
        Bar(Canvas.LineHeight + 4, top);
        var foot = top + 19 + Canvas.LineHeight + 16;
        canvas.Path([(left, foot + 9), (left + 26, foot + 9)], "edge");
        canvas.Path([(left, foot + 9), (left + 26, foot + 9)], "stair");
        canvas.Text(left + 34, foot + 13.5, StairsLabel);
        return canvas.Draw(Width, foot + Canvas.LineHeight + 4);

        void Panel(HeatPanel panel, double at)
        {
            for (var c = 0; c < Columns.Count; c++)
            {
                for (var r = 0; r < Rows.Count; r++)
                {
                    if (!panel.Values.TryGetValue((c, r), out var value) || !double.IsFinite(value)) continue;
                    // A hair wider than they are apart: no seams.
                    canvas.Rectangle(
                        left + c * cellWidth, at + height - (r + 1) * cellHeight, cellWidth + 0.3, cellHeight + 0.3, Palette.Heat(value / most),
                        hint: FormattableString.Invariant($"{ColumnLabel[0]} = {Columns[c]}, {RowLabel[0]} = {Rows[r]}: {value:G3}"));
                }
            }
            foreach (var style in (string[])["edge", "stair"]) Stairs(panel, at, style);
            foreach (var r in Sparse(Rows, cellHeight, _ => Canvas.LineHeight)) canvas.Text(left - 7, at + height - (r + 0.5) * cellHeight + 4.5, Show(Rows[r]), Anchor.End);
            foreach (var c in Sparse(Columns, cellWidth, column => Canvas.WidthOf(Show(column)) + 14)) canvas.Text(left + (c + 0.5) * cellWidth, at + height + 16, Show(Columns[c]), Anchor.Middle);
            canvas.Text(Canvas.LineHeight - 4, at + height / 2, RowLabel, Anchor.Middle, upwards: true);
        }

        void Stairs(HeatPanel panel, double at, string style)
        {
            var line = new List<(double, double)>();
            for (var c = 0; c <= Columns.Count; c++)
            {
                if (c < Columns.Count && panel.Stairs[c] is { } row)
                {
                    var y = at + height - row * cellHeight;
                    line.Add((left + c * cellWidth, y));
                    line.Add((left + (c + 1) * cellWidth, y));
                    continue;
                }
                if (line.Count > 0) canvas.Path(line, style);
                line.Clear();
            }
        }

        void Bar(double from, double to)
        {
            var x = right + 24;
            const int bands = 64;
            for (var band = 0; band < bands; band++)
                canvas.Rectangle(x, to - (band + 1) * (to - from) / bands, BarWidth, (to - from) / bands + 0.3, Palette.Heat((band + 0.5) / bands));
            foreach (var (value, label) in barTicks) canvas.Text(x + BarWidth + 6, to - bar.At(value) * (to - from) + 4.5, label);
            canvas.Text(Width - 8, (from + to) / 2, ValueLabel, Anchor.Middle, upwards: true);
        }
    }

    // Every so many, so that no label meets the next.
    private static IEnumerable<int> Sparse(IReadOnlyList<int> values, double step, Func<int, double> needed)
    {
        var every = Math.Max(1, (int)Math.Ceiling(values.Max(needed) / step));
        for (var i = 0; i < values.Count; i += every) yield return i;
    }

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);
}
