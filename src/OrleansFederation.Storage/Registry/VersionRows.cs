using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Registry;

/// <summary>Gathers versions and the aliases that name them; aliases come first.</summary>
internal sealed class VersionRows
{
    private readonly Dictionary<int, List<string>> _aliases = [];

    /// <summary>The versions, in the order of their rows.</summary>
    public List<VersionView> Views { get; } = [];

    /// <summary>Takes a row.</summary>
    /// <param name="query">0 an alias, 1 a version.</param>
    /// <param name="row">The row.</param>
    public void Add(int query, DbDataReader row)
    {
        var version = row.Integer(0);
        if (query == 0)
        {
            if (!_aliases.TryGetValue(version, out var aliases))
            {
                _aliases.Add(version, aliases = []);
            }

            aliases.Add(row.Text(1));
            return;
        }

        var manifest = StorageJson.Read(row.Text(1), StorageJson.Default.VersionManifest) with { Version = version };
        Views.Add(new VersionView(manifest, row.Flag(2), _aliases.TryGetValue(version, out var names) ? names : []));
    }
}
