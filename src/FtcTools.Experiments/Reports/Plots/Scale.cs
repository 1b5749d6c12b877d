using System.Globalization;

namespace FtcTools.Experiments.Reports.Plots;

/// <summary>A position along an axis and the ticks that people read it from.</summary>
internal abstract class Scale(double least, double most)
{
    public double Least => least;

    public double Most => most;

    /// <summary>0 at the least value, 1 at the most.</summary>
    public abstract double At(double value);

    /// <summary>Values and labels, ascending, about as many as asked for.</summary>
    public abstract IReadOnlyList<(double Value, string Label)> Ticks(int about);

    /// <summary>Just wide enough for the values and round at both ends; values that the scale cannot show do not count.</summary>
    public static Scale For(IEnumerable<double> values, bool logarithmic)
    {
        var shown = values.Where(value => double.IsFinite(value) && (!logarithmic || value > 0)).DefaultIfEmpty(1).ToArray();
        var (least, most) = (shown.Min(), shown.Max());
        if (logarithmic) return new Log(least / 1.15, most * 1.15);
        least = Math.Min(least, 0);
        if (most <= least) most = least + 1;
        var step = Linear.Step(least, most, 5);
        return new Linear(Math.Floor(least / step) * step, Math.Ceiling(most / step) * step);
    }

    internal static string Label(double value) => Math.Abs(value) is > 0 and (< 1e-3 or >= 1e6)
        ? value.ToString("0.##e-0", CultureInfo.InvariantCulture)
        : value.ToString("0.######", CultureInfo.InvariantCulture);

    internal sealed class Linear(double least, double most) : Scale(least, most)
    {
        public override double At(double value) => (value - Least) / (Most - Least);

        public override IReadOnlyList<(double Value, string Label)> Ticks(int about)
        {
            var step = Step(Least, Most, about);
            var first = (long)Math.Ceiling(Least / step - 1e-9);
            var last = (long)Math.Floor(Most / step + 1e-9);
            return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => ((first + i) * step, Label(Math.Round((first + i) * step, 12))))];
        }

        /// <summary>1, 2 or 5 times a power of ten.</summary>
        public static double Step(double least, double most, int about)
        {
            var rough = (most - least) / Math.Max(1, about);
            var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            return power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        }
    }

    internal sealed class Log(double least, double most) : Scale(least, most)
    {
        public override double At(double value) => Math.Log(value / Least) / Math.Log(Most / Least);

        public override IReadOnlyList<(double Value, string Label)> Ticks(int about)
        {
            // The finest of these that is not too crowded.
            double[][] steps = [[1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];
            var choices = steps.Select(within => Decades(1).SelectMany(power => within.Select(factor => factor * power)).Where(value => value >= Least && value <= Most).ToArray()).ToArray();
            var chosen = Array.Find(choices, ticks => ticks.Length <= about) ?? [.. Decades((int)Math.Ceiling((double)choices[^1].Length / about)).Where(value => value >= Least && value <= Most)];
            return [.. chosen.Select(value => (value, Label(value)))];
        }

        private IEnumerable<double> Decades(int every)
        {
            for (var power = (int)Math.Floor(Math.Log10(Least)); power <= (int)Math.Ceiling(Math.Log10(Most)); power++)
            {
                if (power % every == 0) yield return Math.Pow(10, power);
            }
        }
    }
}
