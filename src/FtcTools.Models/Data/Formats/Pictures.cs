using FtcTools.Diagnostics;
using FtcTools.Numerics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace FtcTools.Data.Formats;

/// <summary>
/// The numbers of pictures that a column of a table names, by paths relative to the table's own folder. Decoded by ImageSharp.
/// </summary>
internal sealed class Pictures
{
    // A small file can claim to be a huge picture.
    private const long MostPixels = 1 << 26;
    private const int RowsAtOnce = 256;

    private readonly Table _table;
    private readonly string _folder;
    private readonly string[] _names;
    private readonly ImageOptions _options;
    private readonly bool _resize;

    /// <param name="table">Was read; places of complaints are its.</param>
    /// <param name="names">The column of paths.</param>
    /// <exception cref="FtcException">
    /// FTC0010, FTC0024: the first picture, which says how large all are where the options do not.
    /// </exception>
    public Pictures(Table table, ValueColumn names, ImageOptions options)
    {
        (_table, _folder) = (table, Path.GetDirectoryName(Path.GetFullPath(table.File))!);
        if (!names.IsWords)
            throw new FtcException(Codes.Picture, $"column '{names.Name}' holds {names.First}; a picture is named by its path.", table.File,
                table.LineOf(0), Math.Min(table.LineOf(0), 1));
        _names = [.. names.Indices.Select(index => names.Words[index])];
        _resize = options.Width is not null;
        if (!_resize)
        {
            var (width, height) = SizeOf(0);
            options = options with { Width = width, Height = height };
        }
        _options = options;
    }

    /// <summary>Numbers a picture.</summary>
    public int Width => _options.Channels * _options.Width!.Value * _options.Height!.Value;

    /// <summary>Their dimensions, as they are laid out.</summary>
    public long[] Shape => _options.Layout == ImageLayout.Nchw ? [_options.Channels, _options.Height!.Value, _options.Width!.Value]
        : [_options.Height!.Value, _options.Width!.Value, _options.Channels];

    /// <summary>The numbers of all pictures.</summary>
    /// <param name="progress">Gets the number of pictures decoded.</param>
    /// <exception cref="FtcException">FTC0010, FTC0024 with the line that names the picture; FTC0034: more numbers than fit.</exception>
    public double[] Read(IProgress<long>? progress, CancellationToken cancellation)
    {
        var rows = new NumberRows(Width);
        for (var done = 0; done < _names.Length; done += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, _names.Length - done);
            var numbers = new double[count * Width];
            var from = done;
            // What is wrong with the first of several pictures is what is said.
            var wrong = new FtcException?[count];
            Parallel.For(0, count, Cores.All(cancellation), i =>
            {
                try
                {
                    Decode(from + i, numbers.AsSpan(i * Width, Width));
                }
                catch (FtcException e)
                {
                    wrong[i] = e;
                }
            });
            if (Array.Find(wrong, e => e is not null) is { } first) throw first;
            numbers.CopyTo(rows.Next(count));
            progress?.Report(done + count);
        }
        return rows.ToArray();
    }

    private (int Width, int Height) SizeOf(int row) => Guard(row, path =>
    {
        var info = Image.Identify(path) ?? throw new UnknownImageFormatException("it is of no known format");
        if ((long)info.Width * info.Height > MostPixels)
            throw Wrong(row, $"it claims {info.Width} x {info.Height} pixels; at most {MostPixels} are read");
        return (info.Width, info.Height);
    });

    private void Decode(int row, Span<double> to)
    {
        var size = SizeOf(row);
        if (!_resize && size != (_options.Width, _options.Height))
            throw Wrong(row, $"it has {size.Width} x {size.Height} pixels, and the first picture {_options.Width} x {_options.Height}; give a size to which all are brought");
        if (_options.Channels == 1)
        {
            using var grey = Load<L8>(row);
            for (var y = 0; y < grey.Height; y++)
            {
                for (var x = 0; x < grey.Width; x++) to[_options.Place(x, y, 0)] = _options.Scaled(grey[x, y].PackedValue, 0);
            }
            return;
        }
        using var image = Load<Rgb24>(row);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var pixel = image[x, y];
                to[_options.Place(x, y, 0)] = _options.Scaled(pixel.R, 0);
                to[_options.Place(x, y, 1)] = _options.Scaled(pixel.G, 1);
                to[_options.Place(x, y, 2)] = _options.Scaled(pixel.B, 2);
            }
        }
    }

    private Image<T> Load<T>(int row)
        where T : unmanaged, IPixel<T>
    {
        return Guard(row, path =>
        {
            var image = Image.Load<T>(path);
            if (image.Width != _options.Width || image.Height != _options.Height)
                image.Mutate(work => work.Resize(_options.Width!.Value, _options.Height!.Value));
            return image;
        });
    }

    private FtcException Wrong(int row, string reason, Exception? inner = null, string code = Codes.Picture)
    {
        var line = _table.LineOf(row);
        return new(code, $"'{_names[row]}' is not read: {reason}.", _table.File, line, Math.Min(line, 1), inner);
    }

    private T Guard<T>(int row, Func<string, T> read)
    {
        try
        {
            return read(Path.Combine(_folder, _names[row]));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong(row, "it does not exist; a path is relative to the folder of the table", e, Codes.FileNotReadable);
        }
        catch (Exception e) when (e is not (FtcException or OperationCanceledException))
        {
            throw Wrong(row, $"it is no image, or broken ({e.Message.Split('\n')[0].TrimEnd('.')})", e);
        }
    }
}
