using System.Globalization;
using FtcTools.Diagnostics;

namespace FtcTools.PowerShell;

/// <summary>A share of the room that samples have, or `Auto`: what cross-validation chooses.</summary>
public sealed class ReachArgument
{
    private readonly string _text;

    public ReachArgument(double share) => (Share, _text) = (share, Numerics.Text.Of(share));

    public ReachArgument(string text)
    {
        _text = text;
        IsAuto = text.Equals("Auto", StringComparison.OrdinalIgnoreCase);
        Share = IsAuto ? 0 : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : double.NaN;
    }

    internal bool IsAuto { get; }

    internal double Share { get; }

    /// <exception cref="FtcException">FTC0034: a word that is not Auto.</exception>
    internal void MustBeValid()
    {
        if (double.IsNaN(Share))
            throw new FtcException(Codes.Argument, $"the reach is '{_text}'; valid are a number from 0 to below 1 and Auto.");
    }

    /// <inheritdoc />
    public override string ToString() => _text;
}
