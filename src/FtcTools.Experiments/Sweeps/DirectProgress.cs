namespace FtcTools.Experiments.Sweeps;

/// <summary>Tells progress where the work is; Progress&lt;T&gt; would post it to another thread.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
