namespace FtcTools.Module.Tests;

/// <summary>The clone that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string At(string path) => Path.Join(Root, path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "FtcTools.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("FtcTools.sln stands in no folder above the tests.");
        return folder;
    }
}
