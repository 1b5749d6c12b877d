using System.Diagnostics;

namespace FtcTools.Experiments.Tests;

/// <summary>Chromium, without a window, where it is installed.</summary>
internal static class Browser
{
    public const string Missing = "Chromium is not installed";

    private static readonly string? s_path = ((string[])["chromium", "chromium-browser", "google-chrome"])
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static bool IsInstalled => s_path is not null;

    /// <summary>What a page has become once its scripts have run.</summary>
    /// <param name="profile">A folder of its own.</param>
    public static Task<string> Dom(string page, string profile, bool dark = false) =>
        Run(page, profile, dark, "--virtual-time-budget=20000", "--dump-dom");

    /// <summary>Prints a page to a PDF file.</summary>
    public static Task Print(string page, string profile, string pdf) =>
        Run(page, profile, false, "--no-pdf-header-footer", $"--print-to-pdf={pdf}");

    private static async Task<string> Run(string page, string profile, bool dark, params string[] options)
    {
        var start = new ProcessStartInfo(s_path!,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}", $"--user-data-dir={profile}", .. options, $"file://{page}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var shown = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("Chromium did not come to an end.");
        }
        process.WaitForExit();
        return await shown;
    }
}
