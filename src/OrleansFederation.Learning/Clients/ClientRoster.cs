using System.Globalization;
using OrleansFederation.Federations;

namespace OrleansFederation.Clients;

/// <summary>Who takes part in a federation, from its spec alone.</summary>
public static class ClientRoster
{
    /// <summary>Lists the clients in ordinal order: simulated ones as <c>{federation}.{zero-padded ordinal}</c>, listed ones by id, compared ordinally. Simulated clients are dealt among the sites in turn.</summary>
    /// <param name="spec">The federation's spec.</param>
    public static IReadOnlyList<RosterEntry> Of(FederationSpec spec)
    {
        var clients = spec.Clients;
        if (clients.Listed is { } listed)
        {
            return [.. listed.OrderBy(client => client.Id, StringComparer.Ordinal).Select((client, ordinal) => new RosterEntry(client.Id, ordinal, client.Site))];
        }

        var count = clients.Simulate ?? 0;
        var digits = (count - 1).ToString(CultureInfo.InvariantCulture).Length;
        IEnumerable<int> ordinals = clients switch
        {
            { Pool: true } => [0],
            { Only: { } only } => only.Distinct().Order(),
            _ => Enumerable.Range(0, count),
        };
        return [.. ordinals.Select(ordinal => new RosterEntry(
            $"{spec.Name}.{ordinal.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0')}", ordinal, clients.Sites is { } sites ? sites[ordinal % sites.Count] : clients.Site))];
    }
}
