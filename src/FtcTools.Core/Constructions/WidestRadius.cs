using System.Diagnostics;
using FtcTools.Diagnostics;

namespace FtcTools.Constructions;

/// <summary>The widest of some radii within which edits can hold.</summary>
internal static class WidestRadius
{
    // The share of the time limit that all but the narrowest may take.
    private const double ForWider = 0.5;

    /// <summary>What is built within the first of the radii, or within the next one where that leaves edits no room.</summary>
    /// <param name="radii">The widest first.</param>
    /// <param name="build">Builds within a radius and a time limit.</param>
    public static T Of<T>(IEnumerable<double> radii, TimeSpan limit, Func<double, TimeSpan, T> build)
    {
        var (clock, all) = (Stopwatch.StartNew(), radii.ToArray());
        foreach (var radius in all.SkipLast(1))
        {
            var left = ForWider * limit - clock.Elapsed;
            if (left <= TimeSpan.Zero) break;
            try
            {
                return build(radius, left);
            }
            catch (FtcException e) when (IsForRoom(e))
            {
            }
        }
        return build(all[^1], limit - clock.Elapsed);
    }

    /// <summary>Whether edits that hold in less room may still be built.</summary>
    public static bool IsForRoom(FtcException e) => e.Code is Codes.NothingVerifies or Codes.TimeLimit or Codes.RadiusTooLarge
        or Codes.NoPolytope or Codes.NoSlab or Codes.Condition;
}
