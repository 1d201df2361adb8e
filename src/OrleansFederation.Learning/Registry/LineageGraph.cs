namespace OrleansFederation.Registry;

/// <summary>The versions of one model as a graph in memory: answers ancestry without going back to the database.</summary>
public sealed class LineageGraph
{
    private readonly Dictionary<int, LineageRow> _rows = [];
    private readonly Dictionary<int, List<int>> _children = [];

    /// <summary>The highest version known; 0 where there is none.</summary>
    public int Latest { get; private set; }

    /// <summary>Adds versions; those that are known already stay as they are.</summary>
    /// <param name="rows">The versions, in any order.</param>
    public void Add(IEnumerable<LineageRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_rows.TryAdd(row.Node.Version, row))
            {
                continue;
            }

            Latest = Math.Max(Latest, row.Node.Version);
            foreach (var parent in row.Node.Parents)
            {
                if (!_children.TryGetValue(parent, out var children))
                {
                    _children[parent] = children = [];
                }

                children.Add(row.Node.Version);
            }
        }
    }

    /// <summary>Answers where a version comes from and what came of it.</summary>
    /// <param name="version">The version.</param>
    /// <returns>The lineage, nearest first; null where the version is not known.</returns>
    public Lineage? Of(int version)
    {
        if (!_rows.TryGetValue(version, out var self))
        {
            return null;
        }

        var ancestors = Reach(version, node => _rows.TryGetValue(node, out var row) ? row.Node.Parents : []);
        var descendants = Reach(version, node => _children.TryGetValue(node, out var children) ? children : []);
        var contributors = ancestors.Append(self)
            .SelectMany(row => row.Contributors)
            .GroupBy(contributor => (contributor.Client, contributor.Site))
            .Select(group => new LineageContributor(group.Key.Client, group.Key.Site, group.Count(), group.Sum(contributor => contributor.Examples)))
            .OrderBy(contributor => contributor.Client, StringComparer.Ordinal);
        return new(version, [.. ancestors.Select(row => row.Node)], [.. descendants.Select(row => row.Node)], [.. contributors]);
    }

    private List<LineageRow> Reach(int start, Func<int, IReadOnlyList<int>> next)
    {
        HashSet<int> seen = [start];
        List<LineageRow> reached = [];
        Queue<int> frontier = new([start]);
        while (frontier.TryDequeue(out var node))
        {
            foreach (var neighbour in next(node))
            {
                if (seen.Add(neighbour) && _rows.TryGetValue(neighbour, out var row))
                {
                    reached.Add(row);
                    frontier.Enqueue(neighbour);
                }
            }
        }

        return reached;
    }
}
