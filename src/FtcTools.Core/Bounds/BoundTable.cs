namespace FtcTools.Bounds;

/// <summary>Neurons for samples, and samples for neurons.</summary>
public static class BoundTable
{
    /// <summary>The bounds for N of K samples and a number of layers.</summary>
    /// <exception cref="Diagnostics.FtcException">FTC0017 K &lt; 3; FTC0018 N outside 0..K; FTC0034 layers &lt; 2 or dimension &lt; 1.</exception>
    public static Bound Row(long n, long k, int layers, int? dimension = null) => throw new NotImplementedException();
}
