using OrleansFederation.Federations;

namespace OrleansFederation.Clients;

/// <summary>Who takes part in a federation, from its spec alone.</summary>
public static class ClientRoster
{
    /// <summary>Lists the clients in ordinal order: simulated ones as <c>{federation}.{zero-padded ordinal}</c>, listed ones by id, compared ordinally. Simulated clients are dealt among the sites in turn.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <returns>The clients. Asking for one, or for their number, costs the same however many there are.</returns>
    public static IReadOnlyList<RosterEntry> Of(FederationSpec spec)
    {
        var all = All(spec);
        return spec.Fold switch
        {
            null => all,
            { Pool: true } fold => [Chosen(all, fold.Train)[0]],
            { Train: { } train } => Chosen(all, train),
            _ => all,
        };
    }

    /// <summary>Lists the clients that test the model of a fold, whether they trained it or not.</summary>
    /// <param name="spec">The spec of a fold.</param>
    /// <returns>The clients in ordinal order.</returns>
    public static IReadOnlyList<RosterEntry> Testers(FederationSpec spec) => Chosen(All(spec), spec.Fold?.Test);

    /// <summary>Lists the clients whose data a client of a fold trains on: its own, or, pooled, that of all who train.</summary>
    /// <param name="spec">The spec of a fold.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <returns>Their ordinals, ascending.</returns>
    public static IReadOnlyList<int> Sources(FederationSpec spec, int ordinal) =>
        spec.Fold is { Pool: true } fold ? [.. Chosen(All(spec), fold.Train).Select(client => client.Ordinal)] : [ordinal];

    private static IReadOnlyList<RosterEntry> All(FederationSpec spec) => spec.Clients.Listed is { } listed
        ? listed.OrderBy(client => client.Id, StringComparer.Ordinal).Select((client, ordinal) => new RosterEntry(client.Id, ordinal, client.Site)).ToArray()
        : new SimulatedRoster(spec);

    private static IReadOnlyList<RosterEntry> Chosen(IReadOnlyList<RosterEntry> all, IReadOnlyList<int>? ordinals) =>
        ordinals is null ? all : [.. all.Where(client => ordinals.Contains(client.Ordinal))];
}
