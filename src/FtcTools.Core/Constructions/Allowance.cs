using System.Diagnostics;

namespace FtcTools.Constructions;

/// <summary>
/// The time that `Auto` gives to one construction. At a first moment it is told that there is enough, at a second one it is ended; where
/// nothing stands yet, one that serves its edits at a pace that brings it to its end in time is neither hurried nor ended before all time
/// is over, because what comes after it has to begin from nothing.
/// </summary>
internal sealed class Allowance : IDisposable
{
    // What follows when all edits are served, the verdict, takes time as well.
    private const double Part = 0.8;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _enough = new(), _over = new();
    private readonly List<CancellationTokenSource> _moments = [];
    private readonly Lock _gate = new();
    private bool _disposed;
    private readonly Served _served;
    private readonly int _edits;

    /// <param name="enough">When it is to end with what it has.</param>
    /// <param name="over">When it is ended.</param>
    /// <param name="all">When it is ended even though it keeps its pace; no more than <paramref name="over"/> to end it there.</param>
    /// <param name="served">How far it is.</param>
    /// <param name="edits">When it has served all.</param>
    public Allowance(TimeSpan enough, TimeSpan over, TimeSpan all, Served served, int edits)
    {
        (_served, _edits) = (served, edits);
        At(enough, () =>
        {
            if (!InTime(over)) _enough.Cancel();
        });
        At(over, () =>
        {
            _enough.Cancel();
            if (!InTime(all)) _over.Cancel();
        });
        if (all > over) At(all, _over.Cancel);
    }

    /// <summary>Cancelled when the construction is to end with what it has.</summary>
    public CancellationToken Enough => _enough.Token;

    /// <summary>Cancelled when it is ended.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Whether what served some of the edits in a time serves the others within what is left.</summary>
    public static bool InTime(int served, int edits, TimeSpan elapsed, TimeSpan left) =>
        served > 0 && elapsed * ((double)(edits - served) / served) < Part * left;

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var moment in _moments) moment.Dispose();
            _enough.Dispose();
            _over.Dispose();
        }
    }

    private bool InTime(TimeSpan end) => InTime(_served.Count, _edits, _clock.Elapsed, end - _clock.Elapsed);

    private void At(TimeSpan time, Action action)
    {
        _moments.Add(Design.After(time));
        _moments[^1].Token.Register(() => InTurn(action));
    }

    // A moment may come while all are disposed of.
    private void InTurn(Action action)
    {
        lock (_gate)
        {
            if (!_disposed) action();
        }
    }
}
