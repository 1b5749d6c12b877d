using System.Collections;
using FtcTools.Experiments.Schema;

namespace FtcTools.Experiments;

/// <summary>
/// Every combination of the keys that hold lists, made when it is asked for: a grid may be larger than memory. The key written last in the
/// schema changes fastest, so that a file's layout does not rename its results.
/// </summary>
internal sealed class Grid : IReadOnlyList<Cell>
{
    private readonly Settings _settings;
    private readonly string[] _keys;
    private readonly Axis[] _axes;

    public Grid(Settings settings)
    {
        _settings = settings;
        _keys = [.. ExperimentSchema.Keys.Where(key => key.Shape == Shape.Grid && settings[key.Path] is not null).Select(key => key.Path)];
        var lists = _keys.Where(key => settings[key]!.Count > 1).ToArray();
        _axes = [.. lists.Select(path => new Axis(path, ShortName(path, lists), settings[path]!))];
        LongCount = _axes.Aggregate(1L, (cells, axis) => cells > int.MaxValue ? cells : cells * axis.Values.Count);
    }

    /// <summary>Paths of the keys that hold lists.</summary>
    public IReadOnlyList<string> Axes => [.. _axes.Select(axis => axis.Path)];

    /// <summary>The number of cells, also where it is too large for a list.</summary>
    public long LongCount { get; }

    public int Count => checked((int)LongCount);

    public Cell this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var chosen = _keys.ToDictionary(key => key, key => _settings[key]![0], StringComparer.Ordinal);
            var labels = new string[_axes.Length];
            var rest = index;
            for (var a = _axes.Length - 1; a >= 0; a--)
            {
                var axis = _axes[a];
                var value = rest % axis.Values.Count;
                chosen[axis.Path] = axis.Values[value];
                labels[a] = axis.Labels[value];
                rest /= axis.Values.Count;
            }
            return new Cell(index, labels.Length == 0 ? "cell" : string.Join('_', labels), _settings, chosen, Axes);
        }
    }

    public IEnumerator<Cell> GetEnumerator()
    {
        for (var index = 0; index < Count; index++) yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string ShortName(string axis, string[] axes)
    {
        var last = axis[(axis.LastIndexOf('.') + 1)..];
        return axes.Count(other => other.EndsWith("." + last, StringComparison.Ordinal)) == 1 ? last : axis.Replace('.', '-');
    }

    /// <summary>A list of values, and what each adds to the name of a cell: labels are different, so names are.</summary>
    private sealed class Axis
    {
        public Axis(string path, string shortName, IReadOnlyList<Setting> values)
        {
            (Path, Values) = (path, values);
            var labels = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var value in values)
            {
                var label = $"{shortName}-{Safe(Cell.Show(value.Value))}";
                var unique = label;
                for (var n = 2; !labels.Add(unique); n++) unique = FormattableString.Invariant($"{label}~{n}");
                Labels.Add(unique);
            }
        }

        public string Path { get; }

        public IReadOnlyList<Setting> Values { get; }

        public List<string> Labels { get; } = [];

        private static string Safe(string value)
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(value) is { Length: > 0 } stem
                && value.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? stem : value;
            var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' ? c : '_')).Trim('.');
            return safe.Length > 40 ? safe[..40] : safe;
        }
    }
}
