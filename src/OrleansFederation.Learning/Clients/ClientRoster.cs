using OrleansFederation.Federations;

namespace OrleansFederation.Clients;

/// <summary>Who takes part in a federation, from its spec alone.</summary>
public static class ClientRoster
{
    /// <summary>Lists the clients in ordinal order: simulated ones as <c>{federation}.{zero-padded ordinal}</c>, listed ones by id, compared ordinally. Simulated clients are dealt among the sites in turn.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <returns>The clients. Asking for one, or for their number, costs the same however many there are.</returns>
    public static IReadOnlyList<RosterEntry> Of(FederationSpec spec) => spec.Clients.Listed is { } listed
        ? [.. listed.OrderBy(client => client.Id, StringComparer.Ordinal).Select((client, ordinal) => new RosterEntry(client.Id, ordinal, client.Site))]
        : new SimulatedRoster(spec);
}
