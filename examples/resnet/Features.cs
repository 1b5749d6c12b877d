using Microsoft.ML.OnnxRuntime;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Shapes;

/// <summary>What ResNet-18 computes of an image.</summary>
internal sealed class Features(string network) : IDisposable
{
    // What `mean` says in the experiment file.
    private static readonly float[] s_mean = [123.68f, 116.78f, 103.94f];

    private readonly InferenceSession _session = new(network);

    public void Dispose() => _session.Dispose();

    /// <summary>The 512 numbers of an image.</summary>
    public double[] Of(Image<Rgb24> image)
    {
        var pixels = new float[3 * Drawing.Size * Drawing.Size];
        for (var i = 0; i < Drawing.Size * Drawing.Size; i++)
        {
            var pixel = image[i % Drawing.Size, i / Drawing.Size];
            (pixels[i], pixels[i + pixels.Length / 3], pixels[i + 2 * pixels.Length / 3]) = (pixel.R - s_mean[0], pixel.G - s_mean[1], pixel.B - s_mean[2]);
        }
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Drawing.Size, Drawing.Size]);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, [_session.InputNames[0]], [input], [_session.OutputNames[0]]);
        return [.. outputs[0].GetTensorDataAsSpan<float>().ToArray().Select(value => (double)value)];
    }
}
