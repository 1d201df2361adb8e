using Orleans.Concurrency;
using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Registry;

/// <summary>A model: numbers its versions, keeps aliases, answers lineage. Key: <c>model/{name}</c>.</summary>
[Alias("of.model")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Publishes a version exactly once for a federation and round. For the platform only.</summary>
    /// <param name="publication">The manifest, and who owns a model that does not exist yet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The manifest with its number; the one already published where there is one for that federation and round.</returns>
    [Alias("publish")]
    Task<VersionManifest> PublishAsync(Publication publication, CancellationToken cancellationToken = default);

    /// <summary>Gives what grants are decided by, without asking for any. For the platform only.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Owner and visibility; null where there is no such model.</returns>
    [Alias("access"), AlwaysInterleave]
    Task<ModelAccess?> GetAccessAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the model, to whom any grant on it allows.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("get"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor)]
    Task<ModelView> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the latest versions, newest first.</summary>
    /// <param name="limit">The most to list, 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("versions"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor)]
    Task<IReadOnlyList<VersionView>> ListVersionsAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds the number that a reference means; to whom any grant on the model allows.</summary>
    /// <param name="reference">A number, <c>vN</c>, an alias, or null for the latest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED4001.</exception>
    [Alias("resolve"), AlwaysInterleave, Outside(Roles.Operator | Roles.Consumer | Roles.Auditor)]
    Task<int> ResolveAsync(string? reference, CancellationToken cancellationToken = default);

    /// <summary>Answers where a version comes from; needs the scope lineage.</summary>
    /// <param name="version">The version's number.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED4001.</exception>
    [Alias("lineage"), AlwaysInterleave, Outside(Roles.Operator | Roles.Consumer | Roles.Auditor, Grant = GrantScopes.Lineage)]
    Task<Lineage> GetLineageAsync(int version, CancellationToken cancellationToken = default);

    /// <summary>Points an alias at a version, or removes it; needs the scope manage.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The version; null removes the alias.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED4001, FED1010.</exception>
    [Alias("set-alias"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Manage, Privileged = true)]
    Task<ModelView> SetAliasAsync(string alias, int? version, CancellationToken cancellationToken = default);

    /// <summary>Lists every change of the model's aliases, oldest first; needs the scope lineage.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("alias-history"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor, Grant = GrantScopes.Lineage)]
    Task<IReadOnlyList<AliasChange>> GetAliasHistoryAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes the model public, or not; needs the scope manage.</summary>
    /// <param name="isPublic">Whether everybody may infer, download and see lineage.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("set-public"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Manage, Privileged = true)]
    Task<ModelView> SetPublicAsync(bool isPublic, CancellationToken cancellationToken = default);

    /// <summary>Lists the grants on the model; needs the scope manage.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("grants"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor, Grant = GrantScopes.Manage)]
    Task<IReadOnlyList<GrantView>> ListGrantsAsync(CancellationToken cancellationToken = default);
}
