using System.Diagnostics;
using System.Management.Automation;

namespace FtcTools.PowerShell;

/// <summary>At most five updates a second, the first one after a fifth of a second: short work shows nothing.</summary>
internal sealed class ThrottledProgress(Cmdlet cmdlet, string activity, int id)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _last = Stopwatch.GetTimestamp();
    private bool _shown;

    public void Show(WorkContext work)
    {
        if (Stopwatch.GetElapsedTime(_last) < Interval) return;
        _last = Stopwatch.GetTimestamp();
        _shown = true;
        var status = work.Status is { Length: > 0 } text ? text : "working";
        cmdlet.WriteProgress(new ProgressRecord(id, activity, status)
        {
            PercentComplete = work.Share < 0 ? -1 : (int)(100 * Math.Min(work.Share, 1)),
            SecondsRemaining = work.Remaining,
        });
    }

    public void Complete()
    {
        if (!_shown) return;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(id, activity, "done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host clears the progress of a stopped pipeline itself.
        }
    }
}
