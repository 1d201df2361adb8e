using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Membership;
using OrleansFederation.Placement;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
[StatelessWorker, Reentrant, CoordinatorPlacement, GrainType("of.catalog")]
internal sealed class CatalogGrain(
    IFederationStore federations,
    IRoundStore rounds,
    IClientStore clients,
    IRegistryStore registry,
    IGrantStore grants,
    ClusterMembers cluster,
    TimeProvider clock) : Grain, ICatalogGrain
{
    public Task<IReadOnlyList<FederationView>> ListFederationsAsync(CancellationToken cancellationToken) => federations.ListAsync(cancellationToken);

    public Task<IReadOnlyList<RoundReport>> ListRoundsAsync(string federation, CancellationToken cancellationToken) => rounds.ListAsync(federation, cancellationToken);

    public async Task<IReadOnlyList<ClientView>> ListClientsAsync(string? federation, int limit, CancellationToken cancellationToken)
    {
        var listed = await clients.ListAsync(federation, Math.Clamp(limit, 1, 10_000), cancellationToken);
        var sites = listed.Select(client => client.Site).Distinct(StringComparer.Ordinal)
            .ToDictionary(site => site, site => (Reached: cluster.Reaches(site), Capacity: cluster.CapacityOf(site)), StringComparer.Ordinal);
        return [.. listed.Select(client => client with { Available = sites[client.Site].Reached, Capacity = sites[client.Site].Capacity })];
    }

    public async Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken)
    {
        if (PrincipalContext.Current is not { } principal)
        {
            return [];
        }

        var held = (await grants.ListOfAsync(principal, cancellationToken)).ToDictionary(grant => grant.Model, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        return [.. (await registry.ListModelsAsync(cancellationToken)).Where(model => Known(model, principal, held.GetValueOrDefault(model.Name), now))];
    }

    /// <summary>A principal may know of a model if there is anything he may do with it.</summary>
    private static bool Known(ModelView model, string principal, GrantView? grant, DateTimeOffset now)
    {
        var access = new ModelAccess(model.Owner, model.Public);
        return GrantRules.Allows(principal, access, grant, GrantScopes.Infer, now)
            || (grant is not null && GrantRules.Allows(principal, access, grant, grant.Scopes, now));
    }
}
