namespace FtcTools.Verification;

/// <summary>What one sample showed.</summary>
/// <param name="Right">Equal, provably within the tolerance, or provably of the right class.</param>
/// <param name="Error">The error of a plain evaluation.</param>
/// <param name="Bound">Proven for every order of summation.</param>
/// <param name="Zero">All outputs of g are zero to the last bit, in every order of summation.</param>
/// <param name="Moved">Largest |g| of a plain evaluation.</param>
/// <param name="Lead">For a classification, how far the output of the right class is proven to be above the others.</param>
internal readonly record struct Finding(bool Right, double Error, double Bound, bool Zero, double Moved, double Lead = 0);

/// <summary>Looks at the samples of one dataset, for one network in one arithmetic.</summary>
internal interface ISampleCheck
{
    /// <summary>A function for one thread: the finding for a sample, from 0.</summary>
    Func<int, Finding> NewWorker();
}
