using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

namespace FtcTools.Architecture.Tests;

/// <summary>The rooms of a project, which are the folders right below it, and which room uses which, read from its assembly.</summary>
internal sealed class RoomGraph
{
    /// <summary>Types that stand in no folder.</summary>
    public const string Ground = "(project)";

    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    /// <param name="roots">Namespaces of the project's own folder, the longest first.</param>
    public RoomGraph(string assembly, IReadOnlyList<string> roots)
    {
        var name = Path.GetFileNameWithoutExtension(assembly);
        var architecture = new ArchLoader().LoadFilteredDirectory(Path.GetDirectoryName(assembly)!, Path.GetFileName(assembly)).Build();
        var types = architecture.Types.Where(type => type.Assembly.Name == name && Room(type) is not null).ToHashSet();
        foreach (var type in types)
        {
            var room = Room(type)!;
            if (!_uses.ContainsKey(room)) _uses.Add(room, new(StringComparer.Ordinal));
            foreach (var used in type.GetTypeDependencies().Where(types.Contains))
            {
                if (Room(used) is { } other && other != room) _uses[room].TryAdd(other, $"{type.Name} uses {used.Name}");
            }
        }

        string? Room(IType type)
        {
            var space = type.Namespace.FullName;
            if (roots.Contains(space)) return Ground;
            return roots.FirstOrDefault(root => space.StartsWith(root + ".", StringComparison.Ordinal)) is { } own
                ? space[(own.Length + 1)..].Split('.')[0] : null;
        }
    }

    public IEnumerable<string> Rooms => _uses.Keys;

    /// <summary>Each way round on which rooms use one another, as the rooms that it joins.</summary>
    public IReadOnlyList<string> Cycles =>
        [.. Rooms.Select(room => string.Join(", ", Rooms.Where(other => other == room || (Reaches(room, other) && Reaches(other, room)))))
            .Where(group => group.Contains(',')).Distinct()];

    /// <summary>Why rooms use one another: a pair of types for each arrow among those that a cycle joins.</summary>
    public string Reasons(string cycle) =>
        string.Join("\n", cycle.Split(", ")
            .SelectMany(room => _uses[room].Where(use => cycle.Split(", ").Contains(use.Key))
                .Select(use => $"  {room} -> {use.Key}: {use.Value}")));

    /// <summary>The graph as Mermaid draws it, without arrows that follow from others.</summary>
    public IEnumerable<string> Draw()
    {
        yield return "```mermaid";
        yield return "flowchart TD";
        var numbers = Rooms.Select((room, number) => (room, number)).ToDictionary(pair => pair.room, pair => $"r{pair.number}");
        foreach (var room in Rooms) yield return $"  {numbers[room]}[\"{room}\"]";
        foreach (var (room, uses) in _uses)
        {
            foreach (var used in uses.Keys.Where(used =>
                !uses.Keys.Any(between => between != used && Reaches(between, used) && !Reaches(used, between))))
                    yield return $"  {numbers[room]} --> {numbers[used]}";
        }
        yield return "```";
    }

    private bool Reaches(string from, string to)
    {
        var (seen, waiting) = (new HashSet<string>(), new Stack<string>(_uses[from].Keys));
        while (waiting.TryPop(out var room))
        {
            if (room == to) return true;
            if (!seen.Add(room)) continue;
            foreach (var next in _uses[room].Keys) waiting.Push(next);
        }
        return false;
    }
}
