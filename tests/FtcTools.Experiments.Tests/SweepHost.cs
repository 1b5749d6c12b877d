using System.Globalization;
using FtcTools.Experiments.Sweeps;
using Xunit.Runner.InProc.SystemConsole;

namespace FtcTools.Experiments.Tests;

/// <summary>This assembly as a program: the tests, or a sweep that a test can kill.</summary>
public static class SweepHost
{
    /// <summary>The argument in front of the sweep's own.</summary>
    public const string Verb = "sweep";

    public static async Task<int> Main(string[] arguments) =>
        arguments is [Verb, var spec, var folder, var threads] ? Sweep(spec, folder, int.Parse(threads, CultureInfo.InvariantCulture))
            : await ConsoleRunner.Run(arguments);

    // Resumes what is there.
    private static int Sweep(string spec, string folder, int threads)
    {
        var options = new RunOptions { OutputFolder = folder, Parallelism = threads, Existing = Existing.Resume };
        foreach (var result in ExperimentRunner.Run(Experiment.Load(spec), options)) Console.WriteLine(result.Name);
        return 0;
    }
}
