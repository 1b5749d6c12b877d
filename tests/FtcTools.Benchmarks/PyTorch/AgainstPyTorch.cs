using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FtcTools.Data;
using FtcTools.Networks;
using FtcTools.Numerics;
using FtcTools.Training;

namespace FtcTools.Benchmarks.PyTorch;

/// <summary>
/// The cells of the paper's Figure 9 (K = 1000, d = 10, two hidden layers of m/2), trained by PyTorch and by FtcTools in turns: the same
/// samples, first weights, optimizer and steps. Both use every core: PyTorch as one single-threaded process a core, FtcTools as one thread
/// a core.
/// </summary>
internal static class AgainstPyTorch
{
    private const int K = 1000;
    private const int Dimension = 10;

    /// <param name="args">Every how many values of N to take (1 is the whole grid of 400 cells), and the steps.</param>
    public static void Run(string[] args)
    {
        var every = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        var options = new TrainingOptions { Steps = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 2000 };
        var workers = new ConcurrentBag<PyTorchWorker>();
        for (var core = 0; core < Environment.ProcessorCount; core++)
        {
            if (PyTorchWorker.Start(out var reason) is { } worker)
            {
                workers.Add(worker);
                continue;
            }
            Console.WriteLine($"skipped: {reason}. On Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread");
            return;
        }
        workers.TryPeek(out var first);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"PyTorch {first!.Version} against FtcTools: Adam, full batch, {options.Steps} steps, {workers.Count} cores; load {Load()}"));
        Console.WriteLine("   m  cells   PyTorch us/step   FtcTools us/step   ratio   ratio of CPU time   FtcTools GFlop/s a core   loss FtcTools/PyTorch");

        var sets = Enumerable.Range(0, 50).Where(i => i % every == 0)
            .Select(i => TrainingSet.Residuals(SyntheticData.Relabelled(1 + 10 * i, K, Dimension, 1))).ToArray();
        // Compiled and tiered before the first measurement.
        Parallel.For(0, 8, i => Trainer.Train(sets[0], [3 * (i + 1), 3 * (i + 1)], options));
        var all = new List<Cell>();
        for (var m = 6; m <= 48; m += 6)
        {
            var cells = sets.Select((set, i) => new Cell(set, Start(m / 2, 1000 * m + i))).ToArray();
            Each(cells, cell =>
            {
                if (!workers.TryTake(out var worker)) throw new InvalidOperationException("more cells at a time than workers");
                cell.Theirs = worker.Train(cell.Set, cell.Start, options);
                workers.Add(worker);
            });
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            Each(cells, cell => cell.Ours = Trainer.Train(cell.Set, cell.Start, options));
            var ours = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
            foreach (var cell in cells) cell.OurCpu = ours / cells.Length;
            all.AddRange(cells);
            Print($"{m,4}", cells, options.Steps);
        }
        Print(" all", all, options.Steps);
        foreach (var worker in workers) worker.Dispose();
    }

    private static void Each(Cell[] cells, Action<Cell> train) => Parallel.ForEach(
        Partitioner.Create(cells, EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, train);

    private static void Print(string name, IReadOnlyList<Cell> cells, int steps)
    {
        var (theirs, ours) = (cells.Sum(cell => cell.Theirs!.Wall), cells.Sum(cell => cell.Ours!.Seconds));
        var (theirCpu, ourCpu) = (cells.Sum(cell => cell.Theirs!.Cpu), cells.Sum(cell => cell.OurCpu));
        // Every core trains one cell at a time, so a step of the grid takes a core's time over the cores.
        var unit = 1e6 / steps / cells.Count / Environment.ProcessorCount;
        var flops = cells.Sum(cell => Flops(cell.Start)) * steps / ourCpu / 1e9;
        var losses = Math.Exp(cells.Average(cell => Math.Log(cell.Ours!.Loss / cell.Theirs!.Loss)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}  {cells.Count,5}  {theirs * unit,16:f1}  {ours * unit,17:f1}  {theirs / ours,6:f1}  {theirCpu / ourCpu,18:f1}  {flops,24:f1}  {losses,21:f3}"));
    }

    // Products and sums of a step: forward, the gradient of every weight, and of every hidden neuron but the first layer's inputs.
    private static double Flops(Network network) =>
        2.0 * K * network.Layers.Select((layer, l) => layer.Neurons * layer.Inputs * (l == 0 ? 2.0 : 3.0)).Sum();

    // Uniform in +-1/sqrt(inputs), as PyTorch does it, and float32 for both.
    private static Network Start(int width, int seed)
    {
        var random = new Random(seed);
        int[] sizes = [Dimension, width, width, 1];
        return new([.. Enumerable.Range(0, 3).Select(l => new Layer(
            l == 2 ? Activation.Identity : Activation.Relu, sizes[l],
            [.. Enumerable.Range(0, sizes[l + 1]).Select(_ => Enumerable.Range(0, sizes[l]).Select(_ => Number(sizes[l])).ToArray())],
            [.. Enumerable.Range(0, sizes[l + 1]).Select(_ => Number(sizes[l]))]))]);

        Rational Number(int inputs) => Rational.Of((double)(float)((2 * random.NextDouble() - 1) / Math.Sqrt(inputs)));
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private sealed record Cell(TrainingSet Set, Network Start)
    {
        public PyTorchWorker.Outcome? Theirs { get; set; }

        public TrainingResult? Ours { get; set; }

        public double OurCpu { get; set; }
    }
}
