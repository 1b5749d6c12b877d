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
/// What a run of one experiment file read and wrote: a file under obj. The names of its data and results stand inside the experiment file,
/// so MSBuild's own Inputs and Outputs cannot know them.
/// </summary>
/// <param name="Name">What must not be made twice: the experiment, or the class.</param>
/// <param name="Settings">What else decides about the results: where they go, or how the class is called.</param>
internal sealed record RunState(string Name, string Tool, string Settings, bool Succeeded, FileStamp[] Inputs, string[] Outputs)
{
    // Any rebuilt assembly of ours may compute something else.
    private static string ThisTool { get; } =
        string.Join(' ', new[] { typeof(RunState), typeof(Experiment),
            typeof(Dataset) }.Select(type => type.Module.ModuleVersionId.ToString("n", CultureInfo.InvariantCulture)));

    public static RunState Start(Experiment experiment, string name, string settings) =>
        new(name, ThisTool, settings, false, [.. experiment.Files.Concat(experiment.DataFiles).Select(FileStamp.Of)], []);

    public bool IsCurrent(string settings) =>
        Succeeded && Tool == ThisTool && Settings == settings && Inputs.All(input => input == FileStamp.Of(input.Path))
            && Outputs.All(File.Exists);

    /// <summary>The file, in a folder of such files, that belongs to an experiment file.</summary>
    public static string PathOf(string folder, string experimentFile) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(experimentFile)).AsSpan(0, 8)) + ".json");

    /// <summary>A state that cannot be read is none: the experiment runs again.</summary>
    public static RunState? Load(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunState>(File.ReadAllBytes(file)) is { Name: not null, Inputs: not null,
                Outputs: not null } state ? state : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static IEnumerable<(string File, RunState? State)> LoadAll(string folder) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Select(file => (file, Load(file))) : [];

    public void Save(string file) => AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, this));

    /// <summary>Deletes files, and the folders that this empties.</summary>
    public static void Delete(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            File.Delete(file);
            for (var folder = Path.GetDirectoryName(file); Directory.Exists(folder)
                && !Directory.EnumerateFileSystemEntries(folder).Any(); folder = Path.GetDirectoryName(folder))
                Directory.Delete(folder);
        }
    }
}
