using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Identity;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Catalog;

/// <summary>Lists what there is, from rows. Stateless. Key: <c>catalog/all</c>.</summary>
[Alias("of.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    /// <summary>Lists federations by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("federations"), Outside(Roles.Operator | Roles.Auditor)]
    Task<IReadOnlyList<FederationView>> ListFederationsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the rounds of a federation by number.</summary>
    /// <param name="federation">The federation's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("rounds"), Outside(Roles.Operator | Roles.Auditor)]
    Task<IReadOnlyList<RoundReport>> ListRoundsAsync(string federation, CancellationToken cancellationToken = default);

    /// <summary>Lists clients by id.</summary>
    /// <param name="federation">The federation whose clients to list, or null for all.</param>
    /// <param name="limit">The most to list, 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("clients"), Outside(Roles.Operator | Roles.Auditor)]
    Task<IReadOnlyList<ClientView>> ListClientsAsync(string? federation, int limit, CancellationToken cancellationToken = default);

    /// <summary>Lists the models that the caller may know of, by name.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("models"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor)]
    Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken = default);
}
