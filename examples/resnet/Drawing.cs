using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Shapes;

/// <summary>Images of shapes: each of a colour, size, angle and place of its own, on a noisy ground.</summary>
internal static class Drawing
{
    /// <summary>Pixels in a row and in a column, as ResNet-18 takes them.</summary>
    public const int Size = 224;

    private const int Noise = 60;

    // Whether a point is inside a shape of about radius 1.
    private static readonly (string Name, Func<double, double, bool> Holds)[] s_shapes =
    [
        ("cross", (x, y) => Math.Min(Math.Abs(x), Math.Abs(y)) <= 0.3 && Math.Max(Math.Abs(x), Math.Abs(y)) <= 1),
        ("disc", (x, y) => x * x + y * y <= 1),
        ("ring", (x, y) => x * x + y * y is >= 0.3 and <= 1),
        ("square", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) <= 0.85),
        ("star", (x, y) => Math.Sqrt(x * x + y * y) <= 0.7 + 0.3 * Math.Cos(5 * Math.Atan2(y, x))),
        ("triangle", (x, y) => y >= -0.6 && Math.Abs(x) <= 0.6 * (1 - y)),
    ];

    /// <summary>The names of the shapes, by number.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_shapes.Select(shape => shape.Name)];

    /// <summary>So many images of each shape; the same for a seed.</summary>
    public static IEnumerable<(Image<Rgb24> Image, int Shape)> All(int each, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < each * s_shapes.Length; i++) yield return (Draw(s_shapes[i % s_shapes.Length].Holds, random), i % s_shapes.Length);
    }

    private static Image<Rgb24> Draw(Func<double, double, bool> holds, Random random)
    {
        var (ground, colour) = (Colour(random), Colour(random));
        var radius = Size * (0.15 + 0.25 * random.NextDouble());
        var (middleX, middleY) = (Size * (0.4 + 0.2 * random.NextDouble()), Size * (0.4 + 0.2 * random.NextDouble()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
        var image = new Image<Rgb24>(Size, Size);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var (x, y) = ((column - middleX) / radius, (row - middleY) / radius);
                var (r, g, b) = holds(cosine * x + sine * y, cosine * y - sine * x) ? colour : ground;
                var noise = random.Next(-Noise, Noise + 1);
                image[column, row] = new(Level(r + noise), Level(g + noise), Level(b + noise));
            }
        }
        return image;
    }

    private static (int R, int G, int B) Colour(Random random) => (random.Next(256), random.Next(256), random.Next(256));

    private static byte Level(int value) => (byte)Math.Clamp(value, 0, 255);
}
