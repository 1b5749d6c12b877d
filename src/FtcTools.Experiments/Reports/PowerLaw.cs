using MathNet.Numerics.Distributions;

namespace FtcTools.Experiments.Reports;

/// <summary>y = Factor * x^Exponent, fitted by least squares to the logarithms.</summary>
/// <param name="Low">The lower end of the 95 % confidence interval of the exponent (Student's t with n - 2 degrees of freedom).</param>
/// <param name="High">The upper end of the same interval.</param>
/// <param name="Points">n.</param>
internal sealed record PowerLaw(double Factor, double Exponent, double Low, double High, int Points)
{
    /// <summary>Null where there are fewer than three points of different x: no interval can be given.</summary>
    public static PowerLaw? Fit(IReadOnlyList<(double X, double Y)> points)
    {
        var logs = points.Where(p => p is { X: > 0, Y: > 0 }).Select(p => (X: Math.Log(p.X), Y: Math.Log(p.Y))).ToArray();
        if (logs.Select(p => p.X).Distinct().Count() < 3) return null;
        var (intercept, slope) = MathNet.Numerics.Fit.Line([.. logs.Select(p => p.X)], [.. logs.Select(p => p.Y)]);
        var mean = logs.Average(p => p.X);
        var spread = logs.Sum(p => (p.X - mean) * (p.X - mean));
        var residual = logs.Sum(p => (p.Y - intercept - slope * p.X) * (p.Y - intercept - slope * p.X));
        var half = StudentT.InvCDF(0, 1, logs.Length - 2, 0.975) * Math.Sqrt(residual / (logs.Length - 2) / spread);
        return new(Math.Exp(intercept), slope, slope - half, slope + half, logs.Length);
    }

    public double At(double x) => Factor * Math.Pow(x, Exponent);
}
