using FtcTools.Diagnostics;

namespace FtcTools.Data;

/// <summary>How the numbers of a picture follow each other.</summary>
public enum ImageLayout
{
    /// <summary>Channel by channel, as PyTorch has them.</summary>
    Nchw,

    /// <summary>Pixel by pixel, as TensorFlow has them.</summary>
    Nhwc,
}

/// <summary>
/// How pictures that a column names become numbers: decoded, brought to one size, laid out, and scaled: (level x scale - mean) / deviation.
/// </summary>
public sealed record ImageOptions
{
    /// <summary>The column of paths, relative to the table's own folder.</summary>
    public required string Column { get; init; }

    /// <summary>Pixels in a row; null for those of the first picture, which all must have then.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels in a column; null with <see cref="Width"/>.</summary>
    public int? Height { get; init; }

    /// <summary>3 for red, green and blue, 1 for grey levels.</summary>
    public int Channels { get; init; } = 3;

    public ImageLayout Layout { get; init; }

    /// <summary>What a level of 0 to 255 is multiplied by.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>What is then subtracted, one for all channels or one for each; empty for 0.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>What the difference is divided by, one for all channels or one for each; empty for 1.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [];

    /// <exception cref="FtcException">FTC0034: a value that is not valid.</exception>
    internal void Check()
    {
        if (Width is null != Height is null || Width < 1 || Height < 1 || (long)(Width ?? 1) * (Height ?? 1) > 1 << 26)
            throw new FtcException(Codes.Argument,
                $"the size of a picture is {Width} x {Height}; it has a width and a height, each at least 1, and at most 2^26 pixels.");
        if (Channels is not (1 or 3))
            throw new FtcException(Codes.Argument, $"{Channels} channels are asked for; valid are 1 (grey) and 3 (red, green, blue).");
        if (!double.IsFinite(Scale) || Mean.Any(m => !double.IsFinite(m)) || Deviation.Any(s => !double.IsFinite(s) || s == 0))
            throw new FtcException(Codes.Argument, "scale, mean and deviation are finite numbers, and no deviation is 0.");
        foreach (var (what, values) in new[] { ("mean", Mean), ("deviation", Deviation) })
        {
            if (values.Count > 1 && values.Count != Channels)
                throw new FtcException(Codes.Argument,
                    $"{values.Count} numbers are given as {what}; valid is one, or one for each of {Channels} channels.");
        }
    }

    /// <summary>Where a number of a pixel stands.</summary>
    internal int Place(int x, int y, int channel) =>
        Layout == ImageLayout.Nchw ? (channel * Height!.Value + y) * Width!.Value + x : (y * Width!.Value + x) * Channels + channel;

    internal double Scaled(byte level, int channel) => (level * Scale - Of(Mean, channel, 0)) / Of(Deviation, channel, 1);

    private static double Of(IReadOnlyList<double> values, int channel, double otherwise) => values.Count switch
    {
        0 => otherwise,
        1 => values[0],
        _ => values[channel],
    };
}
