using FtcTools.Data;
using FtcTools.Diagnostics;
using FtcTools.Tests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Xunit;

namespace FtcTools.Models.Tests.Data;

public sealed class PictureTests : IDisposable
{
    private static readonly DataColumns s_columns =
        new() { Label = ["y"], Prediction = ["f"], Image = new ImageOptions { Column = "file" } };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Picture(string name, int width, int height, Func<int, int, Rgb24> pixel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        using var image = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++) image[x, y] = pixel(x, y);
        }
        image.Save(_folder[name]);
    }

    private string Table()
    {
        for (var i = 0; i < 3; i++)
            Picture($"img/{i}.png", 3, 2, (x, y) => new Rgb24((byte)(100 * i + 10 * y + x), (byte)(50 + x), (byte)(200 + y)));
        return _folder.Write("data.csv", "id,file,y,f\na,img/0.png,ham,ham\n\nb,img/1.png,spam,ham\nc,img/2.png,ham,ham\n");
    }

    private FtcException Refused(string code, int line, DataColumns? columns = null)
    {
        var e = Assert.Throws<FtcException>(() => DataFile.Read(_folder["data.csv"], columns ?? s_columns));
        Assert.Equal((code, line), (e.Code, e.Line));
        return e;
    }

    [Fact]
    public void Channel_by_channel()
    {
        var data = DataFile.Read(Table(), s_columns);
        Assert.Equal((3, 18, 1), (data.K, data.Inputs, data.N));
        Assert.Equal([100.0, 101, 102, 110, 111, 112, 50, 51, 52, 50, 51, 52, 200, 200, 200, 201, 201, 201], data.Row(1).ToArray());
    }

    [Fact]
    public void Pixel_by_pixel_and_scaled()
    {
        var data = DataFile.Read(Table(), s_columns with
        {
            Image = new ImageOptions { Column = "file", Layout = ImageLayout.Nhwc, Scale = 0.5, Mean = [1, 2, 3], Deviation = [2] },
        });
        Assert.Equal([(100 * 0.5 - 1) / 2, (50 * 0.5 - 2) / 2, (200 * 0.5 - 3) / 2], data.Row(1)[..3].ToArray());
    }

    [Fact]
    public void Grey_levels_of_another_size()
    {
        for (var i = 0; i < 3; i++) Picture($"img/{i}.png", 4 + i, 6, (_, _) => new Rgb24((byte)(10 * i), (byte)(10 * i), (byte)(10 * i)));
        _folder.Write("data.csv", "file,y,f\nimg/0.png,1,1\nimg/1.png,0,1\nimg/2.png,1,1\n");
        Assert.Contains("it has 5 x 6 pixels, and the first picture 4 x 6", Refused(Codes.Picture, 3).Message, StringComparison.Ordinal);
        var data = DataFile.Read(_folder["data.csv"],
            s_columns with { Image = new ImageOptions { Column = "file", Width = 2, Height = 3, Channels = 1 } });
        Assert.Equal(6, data.Inputs);
        Assert.Equal(Enumerable.Repeat(20.0, 6), data.Row(2).ToArray());
    }

    [Fact]
    public void What_is_no_picture_is_named_with_its_line()
    {
        Table();
        File.WriteAllBytes(_folder["img/1.png"], File.ReadAllBytes(_folder["img/1.png"])[..40]);
        Assert.Contains("'img/1.png'", Refused(Codes.Picture, 4).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["img/1.png"], "none");
        Refused(Codes.Picture, 4);
        File.Delete(_folder["img/1.png"]);
        Assert.Contains("does not exist", Refused(Codes.FileNotReadable, 4).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_claims_to_be_huge_takes_no_memory()
    {
        Table();
        var png = File.ReadAllBytes(_folder["img/1.png"]);
        // Width and height stand behind the signature and the start of the first chunk.
        foreach (var at in new[] { 16, 20 }) png[at] = 0x7F;
        File.WriteAllBytes(_folder["img/1.png"], png);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Refused(Codes.Picture, 4);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
    }

    [Fact]
    public void Options_that_are_not_valid()
    {
        Table();
        foreach (var image in new[]
        {
            new ImageOptions { Column = "file", Width = 3 }, new ImageOptions { Column = "file", Width = 0, Height = 1 },
            new ImageOptions { Column = "file", Channels = 2 },
            new ImageOptions { Column = "file", Mean = [1, 2] }, new ImageOptions { Column = "file", Deviation = [0] },
        })
        {
            Refused(Codes.Argument, 0, s_columns with { Image = image });
        }
        Refused(Codes.MissingColumn, 1, s_columns with { Image = new ImageOptions { Column = "path" } });
        Refused(Codes.Argument, 0, s_columns with { Features = ["id"] });
    }
}
