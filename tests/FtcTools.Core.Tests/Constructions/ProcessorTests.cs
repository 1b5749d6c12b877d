using System.Diagnostics;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.Core.Tests.Constructions;

/// <summary>The same networks on every processor, and with any number of its cores.</summary>
public class ProcessorTests
{
    [Fact]
    public void Searches_find_the_same_networks()
    {
        var here = Build();
        Assert.Equal(6, here.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(here, Build(("DOTNET_EnableAVX512", "0")));
        Assert.Equal(here, Build(("DOTNET_EnableAVX2", "0")));
        Assert.Equal(here, Build(("DOTNET_PROCESSOR_COUNT", "1")));
    }

    private static string Build(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(BuildHost).Assembly.Location, BuildHost.Verb]) { RedirectStandardOutput = true };
        Dotnet.ForgetTestHost(start.Environment);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
        return text;
    }
}
