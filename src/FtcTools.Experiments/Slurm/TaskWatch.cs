namespace FtcTools.Experiments.Slurm;

/// <summary>Follows the tasks of orders and tells which cells, or shards, have been lost with theirs.</summary>
internal sealed class TaskWatch
{
    private readonly string _folder;
    private readonly Func<IReadOnlyList<int>> _left;
    private readonly List<TaskOrder> _orders;
    private readonly Dictionary<int, (int Order, int Task)> _last = [];
    private readonly Dictionary<int, int> _attempts = [];
    private readonly HashSet<(int Order, int Task)> _gone = [];

    /// <param name="left">Those that are not finished, ascending.</param>
    public TaskWatch(string folder, Func<IReadOnlyList<int>> left, IEnumerable<TaskOrder> orders)
    {
        (_folder, _left) = (folder, left);
        _orders = [];
        foreach (var order in orders) Add(order);
    }

    /// <summary>The last job.</summary>
    public string Job => _orders.Count == 0 ? "" : _orders[^1].Job ?? "";

    /// <summary>What the tasks are at, for people.</summary>
    public string State { get; private set; } = "submitted";

    /// <summary>How often a cell was submitted.</summary>
    public int Attempts(int cell) => _attempts.GetValueOrDefault(cell);

    /// <summary>The log file of the last task that had a cell.</summary>
    public string LogOf(int cell) => _last.TryGetValue(cell, out var task) ? TaskFiles.LogOf(_folder, task.Order, task.Task) : "";

    public void Add(TaskOrder order)
    {
        _orders.Add(order);
        for (var task = 0; task < order.Tasks.Count; task++)
        {
            foreach (var cell in order.Tasks[task])
            {
                _last[cell] = (order.Number, task);
                _attempts[cell] = Attempts(cell) + 1;
            }
        }
    }

    /// <summary>Asks Slurm. A task that it does not know twice in a row, and whose cells are not finished, is gone with them.</summary>
    public IReadOnlyList<int> Lost()
    {
        var left = _left().ToHashSet();
        var states = new List<string>();
        var lost = new List<int>();
        var silent = false;
        foreach (var order in _orders)
        {
            if (!order.Tasks.Any(cells => cells.Any(left.Contains))) continue;
            if (SlurmJobs.Tasks(order.Job!) is not { } active)
            {
                silent = true;
                continue;
            }
            states.AddRange(active.Values);
            for (var task = 0; task < order.Tasks.Count; task++)
            {
                var open = order.Tasks[task].Where(cell => left.Contains(cell) && _last[cell] == (order.Number, task)).ToArray();
                if (active.ContainsKey(task) || open.Length == 0) _gone.Remove((order.Number, task));
                else if (!_gone.Add((order.Number, task))) lost.AddRange(open);
            }
        }
        State = silent ? "Slurm does not answer"
            : string.Join(", ", states.GroupBy(state => state).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => FormattableString.Invariant($"{group.Count()} {group.Key}")));
        if (State.Length == 0) State = "collecting";
        // What has lost its tasks and is not in any order, as after a call that ended between two, is submitted, too.
        lost.AddRange(left.Where(cell => !_last.ContainsKey(cell)));
        return lost;
    }
}
