namespace FtcTools.Experiments.Tests;

/// <summary>This assembly as a program, so that a test can kill a sweep: spec, output folder, threads. It resumes what is there.</summary>
public static class SweepHost
{
    public static int Main(string[] arguments)
    {
        var options = new RunOptions { OutputFolder = arguments[1], Parallelism = int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture), Existing = Existing.Resume };
        foreach (var result in ExperimentRunner.Run(Experiment.Load(arguments[0]), options)) Console.WriteLine(result.Name);
        return 0;
    }
}
