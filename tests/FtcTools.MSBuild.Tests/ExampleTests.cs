using System.Reflection;
using FtcTools.Tests;
using Xunit;

namespace FtcTools.MSBuild.Tests;

public sealed class ExampleTests
{
    [Fact]
    public void The_patched_app_is_right_where_its_model_is_wrong()
    {
        var configuration = typeof(ExampleTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        // The task is the one that these tests were built with.
        var outcome = Dotnet.Run(
            Repository.Root, "run", "--project", Repository.File("examples", "patched-app", "patched-app.csproj"), "-c", configuration, "-p:BuildProjectReferences=false", "-p:NuGetAudit=false").OrThrow();
        Assert.Contains("model:         98 of 1797 digits wrong", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("model + patch: 0 of 1797 digits wrong, 0 right answers moved", outcome.Output, StringComparison.Ordinal);
    }
}
