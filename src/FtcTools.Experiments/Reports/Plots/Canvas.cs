using System.Globalization;
using System.Xml.Linq;

namespace FtcTools.Experiments.Reports.Plots;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>
/// Puts marks and texts on an SVG image. It has a title and a description for who cannot see it, and colours only by class, so that a page or a
/// file decides what light and dark are.
/// </summary>
internal sealed class Canvas(string id, string title, string description)
{
    /// <summary>Of every text, in user units.</summary>
    public const double LineHeight = 18;

    private readonly List<XElement> _content = [];

    /// <summary>An upper estimate: the widest common font, DejaVu Sans, has digits of 8.27 px.</summary>
    public static double WidthOf(string text) => text.Length * 8.3;

    public void Add(XElement element) => _content.Add(element);

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add(new XElement("line", At("x1", x1), At("y1", y1), At("x2", x2), At("y2", y2), new XAttribute("class", style)));

    public void Path(IEnumerable<(double X, double Y)> points, string style, string? dashes = null)
    {
        var path = string.Concat(points.Select((p, i) => $"{(i == 0 ? "M" : "L")}{Number(p.X)} {Number(p.Y)}"));
        Add(new XElement("path", new XAttribute("d", path), new XAttribute("class", style), dashes is null ? null : new XAttribute("stroke-dasharray", dashes)));
    }

    public void Rectangle(double x, double y, double width, double height, string? fill, string? style = null, string? hint = null) => Add(new XElement(
        "rect", At("x", x), At("y", y), At("width", width), At("height", height), fill is null ? null : new XAttribute("fill", fill),
        style is null ? null : new XAttribute("class", style), hint is null ? null : new XElement("title", hint)));

    /// <summary>A mark of one of four shapes, so that colour is never all that tells series apart.</summary>
    public void Mark(double x, double y, int series, string? hint = null)
    {
        XElement shape = (series % 4) switch
        {
            0 => new("circle", At("cx", x), At("cy", y), At("r", 4)),
            1 => new("rect", At("x", x - 3.6), At("y", y - 3.6), At("width", 7.2), At("height", 7.2)),
            2 => new("path", new XAttribute("d", $"M{Number(x)} {Number(y - 5)}L{Number(x + 5)} {Number(y + 4)}L{Number(x - 5)} {Number(y + 4)}Z")),
            _ => new("path", new XAttribute("d", $"M{Number(x)} {Number(y - 5.4)}L{Number(x + 5.4)} {Number(y)}L{Number(x)} {Number(y + 5.4)}L{Number(x - 5.4)} {Number(y)}Z")),
        };
        shape.Add(new XAttribute("class", $"p{series % Palette.Series}"));
        if (hint is not null) shape.Add(new XElement("title", hint));
        Add(shape);
    }

    public void Text(double x, double y, string text, Anchor anchor = Anchor.Start, string? style = null, bool upwards = false) => Add(new XElement(
        "text", At("x", x), At("y", y), new XAttribute("text-anchor", anchor.ToString().ToLowerInvariant()), style is null ? null : new XAttribute("class", style),
        upwards ? new XAttribute("transform", $"rotate(-90 {Number(x)} {Number(y)})") : null, text));

    public XElement Draw(double width, double height) => new(
        "svg", new XAttribute("class", "plot"), new XAttribute("role", "img"), new XAttribute("aria-labelledby", $"{id}-title {id}-text"),
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), At("width", width), At("height", height),
        new XElement("title", new XAttribute("id", $"{id}-title"), title), new XElement("desc", new XAttribute("id", $"{id}-text"), description), _content);

    private static XAttribute At(string name, double value) => new(name, Number(value));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
