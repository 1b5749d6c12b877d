using FtcTools.Data;

namespace FtcTools.Verification;

/// <summary>
/// The plain alternative to a network: a hash table from the edited samples to their residuals, by equality of all features. Open
/// addressing, no allocation in a query.
/// </summary>
internal sealed class LookupTable
{
    private readonly double[] _features;
    private readonly double[] _residuals;
    private readonly int[] _places;
    private readonly int _inputs;
    private readonly int _outputs;

    public LookupTable(Dataset dataset)
    {
        (_inputs, _outputs) = (dataset.Inputs, dataset.Outputs);
        var edited = dataset.Edited;
        _features = [.. edited.SelectMany(i => dataset.Row(i).ToArray())];
        _residuals = [.. edited.SelectMany(i => dataset.Residual(i)!.Select(z => z.ToDouble()))];
        _places = new int[Math.Max(2, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)edited.Length * 2))];
        for (var entry = 0; entry < edited.Length; entry++)
        {
            var place = Hash(dataset.Row(edited[entry]));
            while (_places[place] != 0) place = (place + 1) & (_places.Length - 1);
            _places[place] = entry + 1;
        }
    }

    /// <summary>What it keeps.</summary>
    public long Bytes => sizeof(double) * ((long)_features.Length + _residuals.Length) + sizeof(int) * (long)_places.Length;

    /// <summary>The p residuals of a sample; empty where it is not edited.</summary>
    public ReadOnlySpan<double> Find(ReadOnlySpan<double> features)
    {
        for (var place = Hash(features); _places[place] != 0; place = (place + 1) & (_places.Length - 1))
        {
            var entry = _places[place] - 1;
            if (features.SequenceEqual(_features.AsSpan(entry * _inputs, _inputs))) return _residuals.AsSpan(entry * _outputs, _outputs);
        }
        return [];
    }

    private int Hash(ReadOnlySpan<double> features)
    {
        var hash = 17UL;
        foreach (var value in features) hash = unchecked((hash ^ BitConverter.DoubleToUInt64Bits(value)) * 0x9E3779B97F4A7C15);
        return (int)(hash >> 32) & (_places.Length - 1);
    }
}
