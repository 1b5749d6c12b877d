using OxyPlot;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>
/// Colours as style sheets. Series have those of Okabe and Ito ("Color Universal Design", 2008), which people with any colour vision tell
/// apart, in versions that stand out from a light and from a dark page; heat maps have viridis, whose lightness grows evenly.
/// </summary>
internal static class Palette
{
    public const int SeriesColours = 7;

    // Variables of the style sheet that marks and text of a plot are drawn in. OxyPlot passes colours through as numbers: that of the place
    // in this list.
    private static readonly string[] s_names =
        ["ink", "faint", "line", "paper", "edge", "stair", .. Enumerable.Range(0, SeriesColours).Select(series => $"c{series}")];

    private static readonly OxyPalette s_viridis = OxyPalettes.Viridis(256);

    /// <summary>Variables for a light page and, behind a media query, for a dark one.</summary>
    public const string Variables = """
        :root { color-scheme: light dark; --ink: #1b1f24; --faint: #59636e; --paper: #ffffff; --line: #d1d9e0; --band: #f6f8fa; --good: #116329; --bad: #a40e26; --focus: #0550ae;
          --edge: #ffffff; --stair: #d0005f;
          --c0: #0072b2; --c1: #c44e00; --c2: #007a5a; --c3: #a6498a; --c4: #8a6100; --c5: #6a4fc0; --c6: #1b1f24; }
        @media (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --line: #3d444d; --band: #151b23; --good: #56d364; --bad: #ff9492; --focus: #79c0ff;
          --c0: #56b4e9; --c1: #ff9142; --c2: #2fc79a; --c3: #e79bc8; --c4: #e6b422; --c5: #b9a6ff; --c6: #e6edf3; }
        }
        """;

    /// <summary>How the marks of a plot look.</summary>
    public static string Marks { get; } = """
        .plot text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        .plot path { stroke-linejoin: round; }
        """ + string.Concat(s_names.Select(name => $"\n.plot .fill-{name} {{ fill: var(--{name}); }} .plot .line-{name} {{ stroke: var(--{name}); }}"));

    public static OxyColor Ink { get; } = Of("ink");

    /// <summary>The colour of axes and of what stands behind the data.</summary>
    public static OxyColor Faint { get; } = Of("faint");

    public static OxyColor GridLine { get; } = Of("line");

    public static OxyColor Paper { get; } = Of("paper");

    /// <summary>On either side of a <see cref="Stair"/>, to part it from any colour of a heat map.</summary>
    public static OxyColor Edge { get; } = Of("edge");

    /// <summary>The colour of a line over a heat map.</summary>
    public static OxyColor Stair { get; } = Of("stair");

    /// <summary>The colour of a series, from 0; colours come again after <see cref="SeriesColours"/>.</summary>
    public static OxyColor Series(int series) => Of($"c{series % SeriesColours}");

    /// <summary>A colour between dark violet at 0 and yellow at 1.</summary>
    public static OxyColor Heat(double share) => s_viridis.Colors[(int)Math.Round(Math.Clamp(share, 0, 1) * (s_viridis.Colors.Count - 1))];

    /// <summary>The same in steps, for a bar beside the map.</summary>
    public static OxyPalette HeatSteps { get; } = OxyPalettes.Viridis(64);

    /// <summary>The variable that a colour stands for; null for a colour that is the same on every page.</summary>
    public static string? Name(OxyColor colour) => colour is { R: 1, G: 2, A: 255 } && colour.B < s_names.Length ? s_names[colour.B] : null;

    private static OxyColor Of(string name) => OxyColor.FromRgb(1, 2, (byte)Array.IndexOf(s_names, name));
}
