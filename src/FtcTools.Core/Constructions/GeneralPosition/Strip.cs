using FtcTools.Numerics;

namespace FtcTools.Constructions.GeneralPosition;

/// <summary>t(y) = Weights . y + Bias, exact: small on the group it was made for, |t| > 1 at every other sample.</summary>
internal sealed record Strip(Rational[] Weights, Rational Bias);
