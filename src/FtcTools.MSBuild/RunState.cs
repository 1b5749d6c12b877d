using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FtcTools.Data;
using FtcTools.Experiments;
using FtcTools.Files;

namespace FtcTools.MSBuild;

/// <summary>A file as it was: any change of length or time counts, also to an older one.</summary>
internal sealed record FileStamp(string Path, long Length, long Ticks)
{
    public static FileStamp Of(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new(path, info.Length, info.LastWriteTimeUtc.Ticks) : new(path, -1, 0);
    }
}

/// <summary>
/// What a run of one experiment read and wrote: a file under obj. The names of its results stand inside the experiment file, so MSBuild's
/// own Inputs and Outputs cannot know them.
/// </summary>
internal sealed record RunState(string Experiment, string Tool, string OutputPath, bool Succeeded, FileStamp[] Inputs, string[] Outputs)
{
    // Any rebuilt assembly of ours may compute something else.
    private static string ThisTool { get; } =
        string.Join(' ', new[] { typeof(RunState), typeof(Experiment), typeof(Dataset) }.Select(type => type.Module.ModuleVersionId.ToString("n", CultureInfo.InvariantCulture)));

    public static RunState Start(Experiment experiment, string outputPath) =>
        new(experiment.Name, ThisTool, outputPath, false, [.. experiment.Files.Concat(experiment.DataFiles).Select(FileStamp.Of)], []);

    public bool IsCurrent(string outputPath) =>
        Succeeded && Tool == ThisTool && OutputPath == outputPath && Inputs.All(input => input == FileStamp.Of(input.Path)) && Outputs.All(File.Exists);

    public static RunState? Load(string folder, string experimentFile) => Read(PathOf(folder, experimentFile));

    public static IEnumerable<(string File, RunState? State)> LoadAll(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Select(file => (file, Read(file))) : [];

    public void Save(string folder) => AtomicFile.Write(PathOf(folder, Inputs[0].Path), stream => JsonSerializer.Serialize(stream, this));

    /// <summary>Deletes files, and the folders that this empties.</summary>
    public static void Delete(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            File.Delete(file);
            for (var folder = Path.GetDirectoryName(file); Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder))
                Directory.Delete(folder);
        }
    }

    // A state that cannot be read is none: the experiment runs again.
    private static RunState? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunState>(File.ReadAllBytes(file)) is { Inputs: not null, Outputs: not null } state ? state : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathOf(string folder, string experimentFile) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(experimentFile)).AsSpan(0, 8)) + ".json");
}
