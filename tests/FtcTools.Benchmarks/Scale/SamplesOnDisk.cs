using System.Diagnostics;
using System.Globalization;
using FtcTools.Data;
using FtcTools.Data.Passes;
using FtcTools.Numerics;
using Parquet;
using Parquet.Schema;

namespace FtcTools.Benchmarks.Scale;

/// <summary>
/// The same as <see cref="ManySamples"/> where the samples are in Parquet files and stay there: seconds to read them with the library alone
/// and in a pass, to build and to prove, and the largest memory of the process, in which nothing else is done.
/// </summary>
internal static class SamplesOnDisk
{
    // Of the files that are written: GROUP_ROWS says another number.
    private static readonly int s_groupRows = int.TryParse(Environment.GetEnvironmentVariable("GROUP_ROWS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out var rows) ? rows : 1 << 14;

    private const int FileRows = 80 << 14;

    // Passes that are measured: the first one reads from the disk what the system does not hold.
    private const int Repeated = 5;

    public static void Run(MadeSamples made, string kind, double radius, TimeSpan time, long memoryLimit)
    {
        var folder = Directory.CreateTempSubdirectory("ftc-scale-");
        try
        {
            // In processes of their own, for what they take is not what is measured.
            Start("write", folder.FullName, kind, $"{made.K}", $"{made.N}", $"{made.Inputs}");
            Start("read", folder.FullName);
            string[] files = [.. Directory.GetFiles(folder.FullName).Order(StringComparer.Ordinal)];
            var (clock, before) = (Stopwatch.StartNew(), ManySamples.Cpu());
            var columns = new DataColumns { Features = [$"x0..x{made.Inputs - 1}"], Label = ["label"],
                Prediction = [$"p0..p{MadeSamples.Classes - 1}"], Classification = true };
            var data = DataFile.ReadWithin(files, columns, memoryLimit);
            ManySamples.Say($"imported in {clock.Elapsed.TotalSeconds:0.0} s, {ManySamples.Cpu() - before:0.0} s CPU: K = {data.K}, N = {data.N}, d = {data.Inputs}, on disk: {data.OnDisk}; at most {ManySamples.Peak():0} MB");
            if (data.Stored is { } source)
            {
                for (var i = 0; i < Repeated; i++)
                {
                    (clock, before) = (Stopwatch.StartNew(), ManySamples.Cpu());
                    source.Pass(() => new Nothing(), null, default);
                    Said("a pass", source.PassBytes, clock, before);
                }
            }
            if (Environment.GetEnvironmentVariable("NOBUILD") is null) ManySamples.Build(data, radius, time);
            ManySamples.Say($"process: at most {ManySamples.Peak():0} MB of {memoryLimit / 1e6:0} MB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>The exit code.</returns>
    public static int Child(string[] args)
    {
        if (args[0] == "write") Write(args[1], new MadeSamples(args[2], Number(3), Number(4), Number(5)));
        else for (var i = 0; i < Repeated; i++) Read([.. Directory.GetFiles(args[1]).Order(StringComparer.Ordinal)]);
        return 0;

        int Number(int at) => int.Parse(args[at], CultureInfo.InvariantCulture);
    }

    private static void Start(params string[] args)
    {
        using var child = Process.Start(Environment.ProcessPath!, [typeof(SamplesOnDisk).Assembly.Location, "scale-files", .. args]);
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"{args[0]} ended with {child.ExitCode}");
    }

    private static void Write(string folder, MadeSamples made)
    {
        var (clock, before) = (Stopwatch.StartNew(), ManySamples.Cpu());
        var files = Integers.CeilingOfQuotient(made.K, FileRows);
        Parallel.For(0, files, Cores.All(),
            file => Write(Path.Combine(folder, $"part-{file:000}.parquet"), made, file * FileRows, Math.Min(made.K, (file + 1) * FileRows))
                .GetAwaiter().GetResult());
        ManySamples.Say($"{files} file(s) of {new DirectoryInfo(folder).GetFiles().Sum(file => file.Length) / 1e6:0} MB written in {clock.Elapsed.TotalSeconds:0.0} s, {ManySamples.Cpu() - before:0.0} s CPU");
    }

    private static async Task Write(string file, MadeSamples made, int from, int to)
    {
        DataField[] fields = [.. Enumerable.Range(0, made.Inputs).Select(j => new DataField<float>($"x{j}")), new DataField<int>("label"),
            .. Enumerable.Range(0, MadeSamples.Classes).Select(c => new DataField<float>($"p{c}"))];
        await using var stream = File.Create(file);
        await using var writer =
            await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream,
                new ParquetOptions { CompressionMethod = CompressionMethod.None });
        var (x, f) = (new float[s_groupRows * made.Inputs], new float[s_groupRows * MadeSamples.Classes]);
        var (labels, column) = (new int[s_groupRows], new float[s_groupRows]);
        for (; from < to; from += s_groupRows)
        {
            var count = Math.Min(s_groupRows, to - from);
            for (var i = 0; i < count; i++)
                labels[i] = made.Fill(from + i, x.AsSpan(i * made.Inputs, made.Inputs),
                    f.AsSpan(i * MadeSamples.Classes, MadeSamples.Classes));
            using var group = writer.CreateRowGroup();
            for (var c = 0; c < fields.Length; c++)
            {
                if (c == made.Inputs)
                {
                    await group.WriteAsync<int>(fields[c], labels.AsMemory(0, count));
                    continue;
                }
                var (values, width, place) = c < made.Inputs ? (x, made.Inputs, c) : (f, MadeSamples.Classes, c - made.Inputs - 1);
                for (var i = 0; i < count; i++) column[i] = values[i * width + place];
                await group.WriteAsync<float>(fields[c], column.AsMemory(0, count));
            }
        }
    }

    // The library alone: every column of every group, a group a thread.
    private static void Read(string[] files)
    {
        var (clock, before, bytes) = (Stopwatch.StartNew(), ManySamples.Cpu(), 0L);
        Parallel.ForEach(files, Cores.All(), file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            var reader = ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
            for (var g = 0; g < reader.RowGroupCount; g++)
            {
                using var group = reader.OpenRowGroupReader(g);
                foreach (var field in reader.Schema.DataFields)
                {
                    using var column = group.ReadRawColumnDataBaseAsync(field).AsTask().GetAwaiter().GetResult();
                }
            }
            Interlocked.Add(ref bytes, stream.Length);
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        });
        Said("read by the library alone", bytes, clock, before);
    }

    private static void Said(string what, long bytes, Stopwatch clock, double before) =>
        ManySamples.Say($"{what}: {clock.Elapsed.TotalSeconds:0.00} s, {ManySamples.Cpu() - before:0.00} s CPU, {bytes / 1e6 / clock.Elapsed.TotalSeconds:0} MB/s");

    private sealed class Nothing : IBlockWorker
    {
        public void Take(SampleBlock block) { }

        public void End() { }
    }
}
