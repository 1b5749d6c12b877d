using FtcTools.Diagnostics;
using FtcTools.Runtime;
using Xunit;

namespace FtcTools.Models.Tests.Runtime;

public sealed class RuntimeLibraryTests
{
    [Fact]
    public void A_machine_on_which_it_does_not_start_is_told_in_one_line_which_machines_it_runs_on()
    {
        var e = RuntimeLibrary.NotStarted(
            new TypeInitializationException("X", new DllNotFoundException("Unable to load\nshared library.")));
        Assert.Equal(Codes.Runtime, e.Code);
        Assert.Contains("Unable to load shared library. It runs on Linux", e.Message, StringComparison.Ordinal);
    }
}
