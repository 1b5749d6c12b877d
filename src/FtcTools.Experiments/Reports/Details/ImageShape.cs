using System.Globalization;
using FtcTools.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace FtcTools.Experiments.Reports.Details;

/// <summary>How the features of a sample are an image: row by row, all of one channel before the next.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    // A smaller square shows nothing.
    private const int Least = 5;

    private static readonly PngEncoder s_grey = Encoder(PngColorType.Grayscale);
    private static readonly PngEncoder s_coloured = Encoder(PngColorType.Rgb);

    /// <summary>That of no sample: there is no image.</summary>
    public static ImageShape None { get; } = new(0, 0, 0);

    /// <summary>The number of features.</summary>
    public int Features => Channels * Height * Width;

    /// <summary>`28x28` for grey images, `3x32x32` for colours; null for anything else.</summary>
    public static ImageShape? Parse(string text)
    {
        int[] parts = [.. text.Split('x')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= 9999
                ? size : 0)];
        return parts switch
        {
            [> 0 and var height, > 0 and var width] => new(1, height, width),
            [var channels and (1 or 3), > 0 and var height, > 0 and var width] => new(channels, height, width),
            _ => null,
        };
    }

    /// <summary>
    /// A guess: the features are a square of grey levels, or three of colours, if their number is, and every feature of some samples is a
    /// whole level, 0 to 255, or such a level divided by 255. What a layer of a model puts out is none. Null for no image.
    /// </summary>
    /// <param name="samples">The samples to look at, from 0.</param>
    public static ImageShape? Guess(Dataset dataset, IEnumerable<int> samples)
    {
        var shape = Square(1, dataset.Inputs) ?? Square(3, dataset.Inputs);
        if (shape is null) return null;
        var (whole, shares) = (true, true);
        foreach (var i in samples)
        {
            foreach (var value in dataset.Row(i))
            {
                whole &= value is >= 0 and <= 255 && value == Math.Round(value);
                shares &= value is >= 0 and <= 1 && Math.Abs(255 * value - Math.Round(255 * value)) < 1e-4;
            }
            if (!whole && !shares) return null;
        }
        return shape;
    }

    /// <summary>The image of a sample as a PNG file, from black at 0 to white at <paramref name="white"/>.</summary>
    public byte[] Draw(ReadOnlySpan<double> features, double white)
    {
        var pixels = new byte[Features];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var pixel = 0; pixel < Height * Width; pixel++)
                pixels[pixel * Channels + channel] =
                    (byte)Math.Round(255 * Math.Clamp(features[channel * Height * Width + pixel] / white, 0, 1));
        }
        using var file = new MemoryStream();
        using Image image = Channels == 1 ? Image.LoadPixelData<L8>(pixels, Width, Height)
            : Image.LoadPixelData<Rgb24>(pixels, Width, Height);
        image.Save(file, Channels == 1 ? s_grey : s_coloured);
        return file.ToArray();
    }

    public override string ToString() => FormattableString.Invariant($"{(Channels == 1 ? "" : $"{Channels}x")}{Height}x{Width}");

    // Nothing but the pixels is written, so that the same image is the same bytes.
    private static PngEncoder Encoder(PngColorType colour) => new()
    {
        ColorType = colour, BitDepth = PngBitDepth.Bit8, CompressionLevel = PngCompressionLevel.BestCompression,
        ChunkFilter = PngChunkFilter.ExcludeAll,
    };

    private static ImageShape? Square(int channels, int features)
    {
        var side = (int)Math.Round(Math.Sqrt(features / (double)channels));
        return side >= Least && channels * side * side == features ? new(channels, side, side) : null;
    }
}
