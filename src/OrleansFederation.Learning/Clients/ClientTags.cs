using OrleansFederation.Federations;

namespace OrleansFederation.Clients;

/// <summary>The tags of a federation's clients: of listed ones as they say, of simulated ones by their ordinals.</summary>
public sealed class ClientTags
{
    private readonly SortedDictionary<string, HashSet<int>> _ordinals = new(StringComparer.Ordinal);

    /// <summary>Collects the tags of a spec's clients.</summary>
    /// <param name="spec">The spec.</param>
    public ClientTags(FederationSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Clients.Listed is { } listed)
        {
            foreach (var (ordinal, client) in listed.OrderBy(client => client.Id, StringComparer.Ordinal).Index())
            {
                foreach (var tag in client.Tags)
                {
                    Add(tag, ordinal);
                }
            }
        }

        foreach (var (tag, ordinals) in spec.Clients.Tags ?? new Dictionary<string, IReadOnlyList<int>>())
        {
            foreach (var ordinal in ordinals)
            {
                Add(tag, ordinal);
            }
        }
    }

    /// <summary>Every tag that a client has, in ordinal order.</summary>
    public IReadOnlyCollection<string> All => _ordinals.Keys;

    /// <summary>Tells whether a client has a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    public bool Has(string tag, int ordinal) => _ordinals.TryGetValue(tag, out var ordinals) && ordinals.Contains(ordinal);

    /// <summary>Gives the tags of a client, in ordinal order.</summary>
    /// <param name="ordinal">The client's ordinal.</param>
    public IReadOnlyList<string> Of(int ordinal) => [.. _ordinals.Where(tag => tag.Value.Contains(ordinal)).Select(tag => tag.Key)];

    private void Add(string tag, int ordinal)
    {
        if (!_ordinals.TryGetValue(tag, out var ordinals))
        {
            _ordinals.Add(tag, ordinals = []);
        }

        ordinals.Add(ordinal);
    }
}
