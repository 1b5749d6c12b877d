namespace FtcTools.Data;

/// <summary>The tensor of a frozen model at which features were computed, where no file holds them.</summary>
/// <param name="Name">The name of the tensor in the model.</param>
/// <param name="Noise">
/// How far a feature moved between settings of the runtime, in the features' units; 0 where all settings gave the same.
/// </param>
public sealed record FeatureTensor(string Name, double Noise)
{
    // What was measured on some samples and one machine is taken so many times for others.
    private const double Safety = 4;

    /// <summary>
    /// The radius in which edits are to hold where none is asked for: every runtime whose features are within it is then served.
    /// </summary>
    public double Radius => Noise == 0 ? 0 : Math.ScaleB(1, Math.ILogB(Safety * Noise) + 1);
}
