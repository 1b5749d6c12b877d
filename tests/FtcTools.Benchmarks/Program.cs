using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FtcTools.Benchmarks;
using FtcTools.Benchmarks.Classes;
using FtcTools.Benchmarks.Models;
using FtcTools.Benchmarks.Patches;
using FtcTools.Benchmarks.PyTorch;
using FtcTools.Benchmarks.Real;
using FtcTools.Benchmarks.Regions;
using FtcTools.Benchmarks.Scale;
using FtcTools.Benchmarks.Slabs;

if (args is ["pytorch", .. var rest])
{
    AgainstPyTorch.Run(rest);
    return;
}

if (args is ["onnxruntime"])
{
    AgainstOnnxRuntime.Run();
    return;
}

if (args is ["class"])
{
    ClassAgainstOnnxRuntime.Run();
    return;
}

if (args is ["balls", .. var kind])
{
    Environment.ExitCode = ManyBalls.Run(kind);
    return;
}

if (args is ["models", .. var models])
{
    Environment.ExitCode = RealModels.Run(models);
    return;
}

if (args is ["certify", _, _, ..])
{
    Environment.ExitCode = CertifiedModels.Run(args[1..]);
    return;
}

if (args is ["real", .. var kinds])
{
    RealTable.Run(kinds);
    return;
}

if (args is ["slabs", .. var instances])
{
    Environment.ExitCode = ManySlabs.Run(instances);
    return;
}

if (args is ["scale-files", .. var files])
{
    Environment.ExitCode = SamplesOnDisk.Child(files);
    return;
}

if (args is ["scale", .. var scale])
{
    Environment.ExitCode = ManySamples.Run(scale);
    return;
}

if (args is ["regions", .. var property])
{
    Environment.ExitCode = RegionRepair.Run(property);
    return;
}

if (args is ["classes", .. var size])
{
    ManyClasses.Run(size);
    return;
}

// Every class compares one thing with a baseline in the same run; the column Ratio is the figure to quote.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(BenchmarkDotNet.Engines.RunStrategy.Monitoring)
        .WithWarmupCount(2).WithIterationCount(7))
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.Console)
    .AddLogger(ConsoleLogger.Default)
    .WithOptions(ConfigOptions.DisableOptimizationsValidator);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
