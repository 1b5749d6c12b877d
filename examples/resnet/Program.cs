// Draws images of shapes, trains a linear head on the 512 features that ResNet-18 has of a few of them, and writes both as one model: dotnet resnet.dll ResNet18.onnx folder.
using System.Globalization;
using Shapes;
using SixLabors.ImageSharp;

var (network, folder) = (args[0], Directory.CreateDirectory(args[1]).FullName);

// The head sees a few images of each shape; the others are the samples.
const int Trained = 6, Samples = 20;
using var features = new Features(network);
var head = Head.Train([.. Drawing.All(Trained, seed: 1).Select(drawing => (features.Of(drawing.Image), drawing.Shape))], Drawing.Names.Count);
head.Write(network, Path.Combine(folder, "resnet-shapes.onnx"));

var rows = new List<string> { "image,shape" };
foreach (var (image, shape) in Drawing.All(Samples, seed: 2))
{
    var name = string.Create(CultureInfo.InvariantCulture, $"{Drawing.Names[shape]}-{rows.Count:000}.png");
    image.SaveAsPng(Path.Combine(folder, name));
    rows.Add($"{name},{Drawing.Names[shape]}");
}
// Last: with it all is there.
File.WriteAllLines(Path.Combine(folder, "shapes.csv"), rows);
