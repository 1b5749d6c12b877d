using FtcTools.Numerics;
using Xunit;

namespace FtcTools.Core.Tests.Numerics;

/// <summary>Work that looks at no token is not waited for.</summary>
public class InterruptibleTests
{
    [Fact]
    public void What_looks_at_no_token_is_left_alone()
    {
        using var begun = new ManualResetEventSlim();
        using var end = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var caller = Task.Run(() => Interruptible.Run(() => Blocks(begun, end), cancel.Token));
        begun.Wait();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => caller.GetAwaiter().GetResult());
        end.Set();
    }

    private static int Blocks(ManualResetEventSlim begun, ManualResetEventSlim end)
    {
        begun.Set();
        end.Wait();
        return 1;
    }

    [Fact]
    public void Results_and_exceptions_come_as_they_are()
    {
        Assert.Equal(7, Interruptible.Run(() => 7, CancellationToken.None));
        Assert.Equal("own", Assert.Throws<InvalidOperationException>(() =>
            Interruptible.Run<int>(() => throw new InvalidOperationException("own"), CancellationToken.None)).Message);
    }

    [Fact]
    public void What_is_done_in_time_counts_though_it_was_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Assert.Equal(3, Interruptible.Run(() => Cancels(cancel), cancel.Token));
    }

    private static int Cancels(CancellationTokenSource cancel)
    {
        cancel.Cancel();
        return 3;
    }
}
