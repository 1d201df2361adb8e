using System.Data.Common;
using OrleansFederation.Databases;

namespace OrleansFederation.Registry;

/// <summary>Gathers models and their aliases.</summary>
internal sealed class ModelRows
{
    private readonly List<ModelView> _models = [];
    private readonly Dictionary<string, Dictionary<string, int>> _aliases = new(StringComparer.Ordinal);

    /// <summary>Takes a row.</summary>
    /// <param name="query">0 a model, 1 an alias.</param>
    /// <param name="row">The row.</param>
    public void Add(int query, DbDataReader row)
    {
        if (query == 0)
        {
            var versions = row.Integer(4);
            _models.Add(new ModelView(row.Text(0), row.Text(1), row.Flag(2), versions, versions, new Dictionary<string, int>(), row.Instant(3)) { Promoted = row.Integer(5) });
            return;
        }

        var model = row.Text(0);
        if (!_aliases.TryGetValue(model, out var aliases))
        {
            _aliases.Add(model, aliases = new Dictionary<string, int>(StringComparer.Ordinal));
        }

        aliases.Add(row.Text(1), row.Integer(2));
    }

    /// <summary>Gives the models with their aliases.</summary>
    public IReadOnlyList<ModelView> ToViews() =>
        [.. _models.Select(model => _aliases.TryGetValue(model.Name, out var aliases) ? model with { Aliases = aliases } : model)];
}
