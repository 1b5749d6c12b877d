namespace FtcTools.Bounds.Yun;

/// <summary>
/// Yun, Sra and Jadbabaie 2019, Corollary 4.2 (2 layers, N samples of C classes in general position in R^d): 4N/d + 4C ReLUs. Sharper for N
/// of K samples of one class each: <see cref="GeneralPosition.HyperplaneHats"/> take 3 for up to d samples of a class.
/// </summary>
public sealed class YunCorollary42 : Statement
{
    internal YunCorollary42() : base(2, 2)
    {
    }

    public override string Source => "Yun et al. 2019, Corollary 4.2";
    public override string Says => "4N/d + 4C ReLUs memorize N samples of C classes in general position in R^d";

    public static double Neurons(long n, long classes, int dimension) => 4.0 * n / dimension + 4.0 * classes;
}
