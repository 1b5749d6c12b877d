namespace FtcTools.Bounds;

/// <summary>
/// Something proven about how many neurons how many edits take: one class a statement, listed in <see cref="BoundTable.Statements"/>.
/// </summary>
public abstract class Statement
{
    private protected Statement(int fewestLayers, int mostLayers)
    {
        FewestLayers = fewestLayers;
        MostLayers = mostLayers;
    }

    public string Name => GetType().Name;

    /// <summary>Paper and number, or `FtcTools` and the idea of the proof.</summary>
    public abstract string Source { get; }

    /// <summary>The statement as a formula in the papers' letters: m neurons, L layers, N of K samples, d features.</summary>
    public abstract string Says { get; }

    /// <summary>The number of layers it begins with, the linear last one included.</summary>
    public int FewestLayers { get; }

    /// <summary>The last number of layers it holds for; <see cref="int.MaxValue"/> where there is none.</summary>
    public int MostLayers { get; }

    public bool Covers(int layers) => FewestLayers <= layers && layers <= MostLayers;

    private protected const int AnyDepth = int.MaxValue;
}
