namespace FtcTools.Experiments.Reports.Plots;

/// <summary>
/// Colours as style sheets. Series have those of Okabe and Ito ("Color Universal Design", 2008), which people with any colour vision tell apart, in
/// versions that stand out from a light and from a dark page; heat maps have viridis, whose lightness grows evenly.
/// </summary>
internal static class Palette
{
    public const int Series = 7;

    /// <summary>Variables for a light page and, behind a media query, for a dark one.</summary>
    public const string Variables = """
        :root { color-scheme: light dark; --ink: #1b1f24; --faint: #59636e; --paper: #ffffff; --line: #d1d9e0; --band: #f6f8fa; --good: #116329; --bad: #a40e26; --focus: #0550ae;
          --c0: #0072b2; --c1: #c44e00; --c2: #007a5a; --c3: #a6498a; --c4: #8a6100; --c5: #6a4fc0; --c6: #1b1f24; }
        @media (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --faint: #9198a1; --paper: #0d1117; --line: #3d444d; --band: #151b23; --good: #56d364; --bad: #ff9492; --focus: #79c0ff;
          --c0: #56b4e9; --c1: #ff9142; --c2: #2fc79a; --c3: #e79bc8; --c4: #e6b422; --c5: #b9a6ff; --c6: #e6edf3; }
        }
        """;

    /// <summary>How the marks of a plot look.</summary>
    public static string Marks { get; } = """
        .plot text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
        .plot .faint { fill: var(--faint); }
        .plot .grid { stroke: var(--line); stroke-width: 1; fill: none; }
        .plot .axis { stroke: var(--faint); stroke-width: 1; fill: none; }
        .plot .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .plot .edge { fill: none; stroke: #ffffff; stroke-width: 4; stroke-linejoin: round; }
        .plot .stair { fill: none; stroke: #d0005f; stroke-width: 2; stroke-linejoin: round; }
        """ + string.Concat(Enumerable.Range(0, Series).Select(s => $"\n.plot .l{s} {{ stroke: var(--c{s}); }} .plot .p{s} {{ fill: var(--c{s}); stroke: var(--paper); }}"));

    private static readonly (int R, int G, int B)[] s_viridis =
    [
        (0x44, 0x01, 0x54), (0x48, 0x28, 0x78), (0x3e, 0x49, 0x89), (0x31, 0x68, 0x8e), (0x26, 0x82, 0x8e),
        (0x1f, 0x9e, 0x89), (0x35, 0xb7, 0x79), (0x6e, 0xce, 0x58), (0xb5, 0xde, 0x2b), (0xfd, 0xe7, 0x25),
    ];

    /// <summary>A colour between dark violet at 0 and yellow at 1.</summary>
    public static string Heat(double share)
    {
        var at = Math.Clamp(share, 0, 1) * (s_viridis.Length - 1);
        var below = Math.Min((int)at, s_viridis.Length - 2);
        var (from, to, rest) = (s_viridis[below], s_viridis[below + 1], at - below);
        return $"#{Mix(from.R, to.R):x2}{Mix(from.G, to.G):x2}{Mix(from.B, to.B):x2}";

        int Mix(int a, int b) => (int)Math.Round(a + (b - a) * rest);
    }
}
