using System.Security.Cryptography;
using FtcTools.Constructions;
using FtcTools.Core.Tests.Support;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;
using Xunit.Runner.InProc.SystemConsole;

namespace FtcTools.Core.Tests;

/// <summary>
/// This assembly as a program: the tests, or a few networks that are built for a test, on a processor that lacks something.
/// </summary>
public static class BuildHost
{
    public const string Verb = "build";

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [Verb]) return await ConsoleRunner.Run(arguments);
        foreach (var (name, network) in Networks()) Console.WriteLine($"{name} {network.Neurons} {Hash(network)}");
        return 0;
    }

    // Of every kind of search: facets, slabs, hats, units on random features, and training.
    private static IEnumerable<(string Name, Network Network)> Networks()
    {
        var digits = First(Digits.Classes, 300);
        yield return ("polytope", Built(digits, "Polytope", 0.25));
        yield return ("slabs", Built(digits, "Slabs", 0));
        var gaussian = SyntheticData.Gaussian(60, 300, 24, 1);
        yield return ("values", Built(gaussian, "ValueSlabs", 0));
        yield return ("hats", Built(gaussian, "Hats", 0));
        yield return ("features", Built(SyntheticData.Gaussian(20, 60, 6, 1), "FeatureStrips", 0));
        yield return ("training",
            Trainer.Train(TrainingSet.Residuals(gaussian), [9, 5], new TrainingOptions { Steps = 20, Batch = 70 }).Network!);
    }

    private static Network Built(Dataset data, string method, double radius) =>
        Design.Build(data, new DesignOptions { Method = method, Radius = radius, Precision = Arithmetic.Float32 }).Network;

    private static Dataset First(Dataset data, int count)
    {
        var builder = new DatasetBuilder(data.Inputs, data.Outputs);
        for (var i = 0; i < count; i++) builder.Add(data.Row(i), data.Classes!.Label(i), data.Predictions(i));
        return builder.Build(data.Name);
    }

    private static string Hash(Network network)
    {
        using var json = new MemoryStream();
        NetworkFile.Write(json, network);
        return Convert.ToHexString(SHA256.HashData(json.ToArray()));
    }
}
