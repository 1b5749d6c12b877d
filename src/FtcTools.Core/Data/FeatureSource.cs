namespace FtcTools.Data;

/// <summary>Where features come from that no file holds: what a frozen model computes at one of its tensors.</summary>
/// <param name="Tensor">Its name in the model.</param>
/// <param name="Noise">
/// How far a feature moved between settings of the runtime, in the features' units; 0 where all settings gave the same.
/// </param>
public sealed record FeatureSource(string Tensor, double Noise)
{
    // What was measured on some samples and one machine is taken so many times for others.
    private const double Safety = 4;

    /// <summary>
    /// The radius in which edits are to hold where none is asked for: every runtime whose features are within it is then served.
    /// </summary>
    public double Radius => Noise == 0 ? 0 : Math.ScaleB(1, Math.ILogB(Safety * Noise) + 1);
}
