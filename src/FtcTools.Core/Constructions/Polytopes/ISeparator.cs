namespace FtcTools.Constructions.Polytopes;

/// <summary>
/// Looks for a hyperplane w . x = t with the balls around some points inside, w . x - t at most 0 all over them, and those around others outside, at
/// least 1 all over them. What a point on the wrong side costs is its price; long w cost too. Floating point steers: what comes out is rounded and
/// decided elsewhere.
/// </summary>
internal interface ISeparator
{
    /// <summary>w.</summary>
    ReadOnlySpan<double> W { get; }

    /// <summary>t.</summary>
    double Threshold { get; }

    /// <summary>How far inside points may be out at the solution and count as inside.</summary>
    double Give { get; }

    /// <summary>Products of numbers so far, about.</summary>
    long Work { get; }

    /// <summary>Adds a point to keep inside; its number.</summary>
    int AddInside(ReadOnlySpan<double> point, double price);

    /// <summary>Adds a point to keep outside; its number.</summary>
    int AddOutside(ReadOnlySpan<double> point, double price);

    /// <summary>From now on a point may be on either side.</summary>
    void Excuse(int point);

    /// <summary>False where no solution was found in so many steps, or floating point lost its way. The next solution starts from the last one.</summary>
    bool Solve(CancellationToken cancellation);
}
