using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>
/// What OxyPlot draws on: an SVG element of the page itself. OxyPlot's own SVG exporter writes fixed colours and takes text to be as narrow
/// as Helvetica, so that labels meet in the reader's font; here colours are classes, which light and dark pages define, and text is
/// measured with room.
/// </summary>
internal sealed class SvgCanvas : RenderContextBase
{
    public const double FontSize = 13;

    // The widest common font, DejaVu Sans, has digits of 8.27 px at this size.
    private const double CharacterWidth = 8.3;
    private const double LineHeight = 18;

    private readonly List<XElement> _content = [];
    private string? _hint;
    private int _clips;

    public override int ClipCount => _clips;

    /// <summary>Draws a plot and gives its SVG element, with a title and a description for those who cannot see it.</summary>
    /// <param name="id">The id of the title and the description; unique in the page.</param>
    /// <param name="plotHeight">The height of the area inside the axes; axes and legend come on top of it.</param>
    public static XElement Draw(PlotModel model, string id, string title, string description, double width, double plotHeight)
    {
        model.Culture = CultureInfo.InvariantCulture;
        model.DefaultFontSize = FontSize;
        model.TextColor = Palette.Ink;
        // How high axes and legend are is known once they have been laid out.
        var height = plotHeight;
        for (var round = 0; round < 3 && Math.Abs(model.PlotArea.Height - plotHeight) > 0.5; round++)
        {
            height += round == 0 ? 100 : plotHeight - model.PlotArea.Height;
            Render(model, new SvgCanvas(), width, height);
        }
        var canvas = new SvgCanvas();
        Render(model, canvas, width, height);
        return new("svg", new XAttribute("class", "plot"), new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{id}-title {id}-text"), new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            At("width", width), At("height", height), new XElement("title", new XAttribute("id", $"{id}-title"), title),
            new XElement("desc", new XAttribute("id", $"{id}-text"), description), canvas._content);
    }

    private static void Render(PlotModel model, SvgCanvas canvas, double width, double height)
    {
        IPlotModel plot = model;
        plot.Update(updateData: true);
        plot.Render(canvas, new OxyRect(0, 0, width, height));
        // It would otherwise be drawn over the plot, as text.
        if (model.GetLastPlotException() is { } failure)
            throw new InvalidOperationException($"a plot could not be drawn: {failure.Message}", failure);
    }

    public override void DrawLine(IList<ScreenPoint> points, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray, LineJoin lineJoin) =>
        Add(new XElement("path", new XAttribute("d", Path(points)), Paint(OxyColors.Undefined, stroke, thickness, dashArray)));

    public override void DrawPolygon(IList<ScreenPoint> points, OxyColor fill, OxyColor stroke, double thickness,
        EdgeRenderingMode edgeRenderingMode, double[]? dashArray, LineJoin lineJoin) =>
        Add(new XElement("path", new XAttribute("d", Path(points) + "Z"), Paint(fill, stroke, thickness, dashArray)));

    public override void DrawRectangle(OxyRect rectangle, OxyColor fill, OxyColor stroke, double thickness,
        EdgeRenderingMode edgeRenderingMode) => Add(new XElement("rect", At("x", rectangle.Left), At("y", rectangle.Top),
            At("width", rectangle.Width), At("height", rectangle.Height), Paint(fill, stroke, thickness, null),
            edgeRenderingMode == EdgeRenderingMode.PreferSharpness ? new XAttribute("shape-rendering", "crispEdges") : null));

    public override void DrawEllipse(OxyRect extents, OxyColor fill, OxyColor stroke, double thickness,
        EdgeRenderingMode edgeRenderingMode) => Add(new XElement("circle", At("cx", extents.Center.X), At("cy", extents.Center.Y),
            At("r", extents.Width / 2), Paint(fill, stroke, thickness, null)));

    public override void DrawText(
        ScreenPoint p, string text, OxyColor fill, string? fontFamily, double fontSize, double fontWeight, double rotation,
        HorizontalAlignment horizontalAlignment, VerticalAlignment verticalAlignment, OxySize? maxSize)
    {
        if (string.IsNullOrEmpty(text)) return;
        var anchor = horizontalAlignment switch { HorizontalAlignment.Left => "start", HorizontalAlignment.Right => "end", _ => "middle" };
        var baseline = verticalAlignment switch { VerticalAlignment.Top => 14, VerticalAlignment.Bottom => -4, _ => 4.5 };
        Add(new XElement("text", At("x", p.X), At("y", p.Y), At("dy", baseline), new XAttribute("text-anchor", anchor),
            new XAttribute("class", $"fill-{Palette.Name(fill) ?? "ink"}"),
            rotation == 0 ? null : new XAttribute("transform", $"rotate({Number(rotation)} {Number(p.X)} {Number(p.Y)})"), text));
    }

    public override OxySize MeasureText(string text, string? fontFamily, double fontSize, double fontWeight) =>
        string.IsNullOrEmpty(text) ? OxySize.Empty : new(text.Length * CharacterWidth, LineHeight);

    public override void SetToolTip(string? text) => _hint = text;

    // Nothing is drawn outside the axes: they span all points.
    public override void PushClip(OxyRect clippingRectangle) => _clips++;

    public override void PopClip() => _clips--;

    private void Add(XElement mark)
    {
        if (_hint is { Length: > 0 }) mark.Add(new XElement("title", _hint));
        _content.Add(mark);
    }

    // A colour with a name is a class, any other stands in the element.
    private static IEnumerable<XAttribute> Paint(OxyColor fill, OxyColor stroke, double thickness, double[]? dashes)
    {
        var classes = new List<string>();
        if (!fill.IsVisible()) yield return new("fill", "none");
        else if (Palette.Name(fill) is { } name) classes.Add($"fill-{name}");
        else yield return new("fill", Hexadecimal(fill));
        if (stroke.IsVisible() && thickness > 0)
        {
            if (Palette.Name(stroke) is { } name) classes.Add($"line-{name}");
            else yield return new("stroke", Hexadecimal(stroke));
            yield return At("stroke-width", thickness);
            if (dashes is not null) yield return new("stroke-dasharray", string.Join(' ', dashes.Select(Number)));
        }
        if (classes.Count > 0) yield return new("class", string.Join(' ', classes));
    }

    private static string Path(IEnumerable<ScreenPoint> points) =>
        string.Concat(points.Select((p, i) => $"{(i == 0 ? "M" : "L")}{Number(p.X)} {Number(p.Y)}"));

    private static XAttribute At(string name, double value) => new(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Hexadecimal(OxyColor colour) => $"#{colour.R:x2}{colour.G:x2}{colour.B:x2}";
}
