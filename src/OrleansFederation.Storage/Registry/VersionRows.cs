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

        Views.Add(new VersionView(ReadManifest(row), row.Flag(3), _aliases.TryGetValue(version, out var names) ? names : []));
    }

    /// <summary>Reads number, manifest and contributors of a version.</summary>
    /// <param name="row">The row.</param>
    public static VersionManifest ReadManifest(DbDataReader row) => StorageJson.Read(row.Text(1), StorageJson.Default.VersionManifest) with
    {
        Version = row.Integer(0),
        Contributors = StorageJson.Read(row.Text(2), StorageJson.Default.ContributorArray),
    };
}
