namespace FtcTools.Bounds.Paper;

/// <summary>
/// Sohn et al. 2024, Theorem 4.4 (2 layers): m &lt;= K - 1 - sum over the blocks P of max{|P| - 2, 0}, the blocks being the maximal runs of
/// untouched samples along a direction. Of each block only the two ends are interpolated: the points J, |J| &lt;= min{3N + 2, K} (Lemma
/// 4.7), with |J| - 1 neurons.
/// </summary>
public sealed class Theorem44 : NeuronStatement
{
    internal Theorem44() : base(2, 2)
    {
    }

    public override string Source => "Sohn et al. 2024, Theorem 4.4";
    public override string Says => "m <= K - 1 - sum over blocks P of max{|P| - 2, 0} <= min{3N + 2, K} - 1";

    /// <summary>The bound for one instance: K samples and the sizes of its blocks of untouched samples.</summary>
    public static long Neurons(long k, IEnumerable<long> blocks) => k - 1 - blocks.Sum(block => Math.Max(block - 2, 0));

    internal override double Upper(in Case at) => Math.Min(3 * at.N + 2, at.K) - 1;
}
