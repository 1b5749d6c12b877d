using System.Globalization;
using FtcTools.Experiments;

namespace FtcTools.PowerShell;

/// <summary>What long work sees of its cmdlet: when to stop, and where to say how far it is. Any thread may report.</summary>
public sealed class WorkContext(CancellationToken stop) : IProgress<double>, IProgress<long>, IProgress<string>, IProgress<RunProgress>
{
    private volatile string _status = "";
    private double _share = -1;
    private double _remaining = -1;

    public CancellationToken Stop => stop;

    internal string Status => _status;

    /// <summary>The share that is done, from 0 to 1; -1 where it is not known.</summary>
    internal double Share => Volatile.Read(ref _share);

    /// <summary>Seconds; -1 where it is not known.</summary>
    internal int Remaining => (int)Math.Clamp(Volatile.Read(ref _remaining), -1, int.MaxValue);

    void IProgress<double>.Report(double value) => Volatile.Write(ref _share, value);

    void IProgress<long>.Report(long value) => _status = string.Create(CultureInfo.InvariantCulture, $"{value} rows");

    void IProgress<string>.Report(string value) => _status = value;

    void IProgress<RunProgress>.Report(RunProgress value)
    {
        _status = value.Cells == 1 ? value.Step
            : string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Cells}; {value.Cell}: {value.Step}");
        Volatile.Write(ref _share, (double)value.Done / value.Cells);
        Volatile.Write(ref _remaining, value.Remaining?.TotalSeconds ?? -1);
    }
}
