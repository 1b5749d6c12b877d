using System.Globalization;
using System.Text;

namespace FtcTools.Theory;

/// <summary>A picture that reads well on light and on dark pages: mid-tones for all lines, and text that follows the page.</summary>
internal sealed class Svg(int width, int height)
{
    private const string Style = """
        text{font:12px sans-serif;fill:#3a3a3a}
        .small{font-size:10.5px}.middle{text-anchor:middle}.end{text-anchor:end}
        .axis{fill:none;stroke:#8c8c8c;stroke-width:1}.guide{stroke:#8c8c8c;stroke-width:1;stroke-dasharray:3 3}
        .a,.b,.c,.d,.e,.f,.old{fill:none;stroke-width:2;stroke-linejoin:round}
        .a{stroke:#2f86d6}.b{stroke:#d9730d}.c{stroke:#3f9d4f}.d{stroke:#a35bc9}.e{stroke:#c9a400}.f{stroke:#1fa3a3}
        .old{stroke:#999999;stroke-width:1.5;stroke-dasharray:5 3}.thin{stroke-width:1.2}
        .band{fill:#2f86d6;fill-opacity:.16}.up{fill:#d9730d}.down{fill:#a35bc9}.zero{fill:#8c8c8c}.ring{fill:none;stroke:#8c8c8c;stroke-width:1.5}.mark{fill:#8c8c8c}
        @media (prefers-color-scheme:dark){text{fill:#d6d6d6}}
        """;

    private readonly StringBuilder _body = new();

    public int Width => width;

    /// <summary>A polyline.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string kind)
    {
        var d = string.Join(' ', points.Select(p => $"{Of(p.X)},{Of(p.Y)}"));
        if (d.Contains(' ')) _body.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"M{d}\"/>\n");
    }

    public void Line(double x1, double y1, double x2, double y2, string kind) => Path([(x1, y1), (x2, y2)], kind);

    public void Area(IEnumerable<(double X, double Y)> corners, string kind) =>
        _body.Append(CultureInfo.InvariantCulture,
            $"<polygon class=\"{kind}\" points=\"{string.Join(' ', corners.Select(p => $"{Of(p.X)},{Of(p.Y)}"))}\"/>\n");

    public void Dot(double x, double y, double radius, string kind) =>
        _body.Append(CultureInfo.InvariantCulture, $"<circle class=\"{kind}\" cx=\"{Of(x)}\" cy=\"{Of(y)}\" r=\"{Of(radius)}\"/>\n");

    public void Text(double x, double y, string text, string kind = "") =>
        _body.Append(CultureInfo.InvariantCulture,
            $"<text class=\"{kind}\" x=\"{Of(x)}\" y=\"{Of(y)}\">{text.Replace("&", "&amp;").Replace("<", "&lt;")}</text>\n");

    public override string ToString() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<style>\n{Style}\n</style>\n{_body}</svg>\n";

    // A tenth of a pixel, and never -0.
    private static string Of(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);
}
