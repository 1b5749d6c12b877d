using System.Globalization;
using FtcTools.Bounds.Yun;
using FtcTools.Diagnostics;

namespace FtcTools.Bounds;

/// <summary>Widths of three hidden layers that memorize any N samples of so many classes, one-hot: one row, scalars only.</summary>
public sealed record ClassBound
{
    public required long N { get; init; }
    public required long Classes { get; init; }

    /// <summary>4: three hidden layers and the linear last one.</summary>
    public int Layers { get; } = 4;

    /// <summary>Hidden neurons that some data need: pieces along a line, with one class against the others.</summary>
    public required long Lower { get; init; }

    /// <summary>Hidden neurons that suffice.</summary>
    public required long Upper { get; init; }

    /// <summary>Their widths.</summary>
    public required string Widths { get; init; }

    /// <summary>The paper's number of neurons, as printed.</summary>
    public required long PaperUpper { get; init; }

    /// <summary>The paper's widths, such as 2000-2000-4000.</summary>
    public required string PaperWidths { get; init; }

    /// <summary>Weights and biases behind d features are d times the first width more.</summary>
    public required long Parameters { get; init; }

    public required string LowerSource { get; init; }
    public required string UpperSource { get; init; }
    public required string PaperSource { get; init; }

    /// <exception cref="FtcException">
    /// FTC0017 N &lt; 3; FTC0040 fewer than two classes; FTC0034 more classes than samples, or N above
    /// <see cref="BoundTable.MostSamples"/>.
    /// </exception>
    public static ClassBound Of(long n, long classes)
    {
        if (n < 3) throw new FtcException(Codes.TooFewSamples, Invariant($"N = {n} samples: valid is 3 or more."));
        if (n > BoundTable.MostSamples)
            throw new FtcException(Codes.Argument, Invariant($"N = {n} samples: valid is at most {BoundTable.MostSamples}."));
        if (classes < 2) throw new FtcException(Codes.Classes, Invariant($"{classes} class(es): valid is 2 or more."));
        if (classes > n) throw new FtcException(Codes.Argument, Invariant($"{classes} classes of N = {n} samples: valid is at most N."));
        var (printed, sharper) = (YunProposition32.Printed(n, classes), YunProposition32.Sharper(n, classes));
        return new()
        {
            N = n,
            Classes = classes,
            Lower = PiecesOfActivation.Neurons(n, n, 4, 2),
            Upper = sharper.D1 + sharper.D2 + sharper.D3,
            Widths = Invariant($"{sharper.D1}-{sharper.D2}-{sharper.D3}"),
            PaperUpper = printed.D1 + printed.D2 + printed.D3,
            PaperWidths = Invariant($"{printed.D1}-{printed.D2}-{printed.D3}"),
            Parameters = sharper.D1 + (sharper.D1 + 1) * sharper.D2 + (sharper.D2 + 1) * sharper.D3 + (sharper.D3 + 1) * classes,
            LowerSource = new PiecesOfActivation().Source,
            UpperSource = "FtcTools (class levels; sharpens Yun et al. 2019, Proposition 3.2)",
            PaperSource = new YunProposition32().Source,
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
