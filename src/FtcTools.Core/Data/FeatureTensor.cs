using System.Globalization;

namespace FtcTools.Data;

/// <summary>The tensor of a frozen model at which features were computed, where no file holds them.</summary>
/// <param name="Name">The name of the tensor in the model.</param>
/// <param name="Noise">
/// How far a feature moved between settings of the runtime, in the features' units; 0 where all settings gave the same.
/// </param>
public sealed record FeatureTensor(string Name, double Noise)
{
    // What was measured on some samples and one machine is taken about so many times for others, whose processors add in other orders.
    private const double Safety = 32;

    // Where the samples leave less room, it is taken more than so many times.
    private const double LeastSafety = 4;

    // Those of round numbers, the first of the next decade included.
    private static readonly int[] s_digits = [1, 2, 5, 10];

    /// <summary>
    /// The radius in which edits are to hold where none is asked for: every runtime whose features are within it is then served. It is the
    /// number 1, 2 or 5 of a decade that is nearest to 32 times the noise, so that it is the same where the noise is about the same.
    /// </summary>
    public double Radius => Noise == 0 ? 0 : NearestRoundNumber(Safety * Noise);

    /// <summary>
    /// The radius that is still taken where the samples leave no room for <see cref="Radius"/>: four to eight times the noise.
    /// </summary>
    public double LeastRadius => Noise == 0 ? 0 : Math.ScaleB(1, Math.ILogB(LeastSafety * Noise) + 1);

    /// <summary>From <see cref="Radius"/> by halves, and <see cref="LeastRadius"/>.</summary>
    internal IEnumerable<double> Radii
    {
        get
        {
            for (var radius = Radius; radius > LeastRadius; radius /= 2) yield return radius;
            yield return LeastRadius;
        }
    }

    private static double NearestRoundNumber(double number)
    {
        var decade = (int)Math.Floor(Math.Log10(number));
        return s_digits.Select(digit => double.Parse(FormattableString.Invariant($"{digit}e{decade}"), CultureInfo.InvariantCulture))
            .MinBy(round => Math.Abs(Math.Log(round / number)));
    }
}
