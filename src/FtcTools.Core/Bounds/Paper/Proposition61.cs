namespace FtcTools.Bounds.Paper;

/// <summary>
/// Sohn et al. 2024, Proposition 6.1 (L >= 4): a network whose widest layer has at most 4 min{sqrt(3N/floor((L - 1)/2) + 5), sqrt(K)} + 2
/// neurons. It stacks floor((L - 1)/2) networks of 3 layers, one for each part of T, beside two neurons that carry the input and the sum.
/// </summary>
public sealed class Proposition61 : Statement
{
    internal Proposition61() : base(4, AnyDepth)
    {
    }

    public override string Source => "Sohn et al. 2024, Proposition 6.1";
    public override string Says => "width <= 4 min{sqrt(3N/floor((L - 1)/2) + 5), sqrt(K)} + 2";

    /// <summary>The width as printed.</summary>
    public static double Width(long n, long k, int layers) => 4 * Math.Min(Math.Sqrt(3.0 * n / ((layers - 1) / 2) + 5), Math.Sqrt(k)) + 2;
}
