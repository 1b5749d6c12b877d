using FtcTools.Data;
using FtcTools.Tests;

namespace FtcTools.Core.Tests.Support;

/// <summary>1,797 handwritten digits, of which a model gets 98 wrong.</summary>
public static class Digits
{
    public static string Path { get; } = Repository.File("examples", "quickstart", "digits.csv");

    /// <summary>With the model's ten outputs: an edit lifts the right one.</summary>
    public static Dataset Classes { get; } =
        DataFile.Read(Path, new DataColumns { Features = ["x0..x63"], Label = ["label"], Prediction = ["logit0..logit9"],
            Classification = true });
}
