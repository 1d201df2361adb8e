using Orleans.Concurrency;
using OrleansFederation.Identity;

namespace OrleansFederation.Grants;

/// <summary>The grants of one principal on one model: the one place that answers whether the principal may. Key: <c>grant/{model}/{hash of principal}</c>.</summary>
[Alias("of.access-grant")]
public interface IAccessGrantGrain : IGrainWithStringKey
{
    /// <summary>Answers whether the principal may do all of this now: as owner, by the public flag, or by an unexpired grant.</summary>
    /// <param name="model">The model.</param>
    /// <param name="principal">The principal.</param>
    /// <param name="scopes">What is wanted.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("allows"), AlwaysInterleave]
    Task<bool> AllowsAsync(string model, string principal, GrantScopes scopes, CancellationToken cancellationToken = default);

    /// <summary>Gives a grant, replacing what the principal had; the caller needs the scope manage.</summary>
    /// <param name="model">The model.</param>
    /// <param name="principal">The principal.</param>
    /// <param name="scopes">What it allows.</param>
    /// <param name="until">When it ends; null never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001.</exception>
    [Alias("give"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Manage, Privileged = true)]
    Task<GrantView> GiveAsync(string model, string principal, GrantScopes scopes, DateTimeOffset? until, CancellationToken cancellationToken = default);

    /// <summary>Revokes the principal's grant at once; the caller needs the scope manage.</summary>
    /// <param name="model">The model.</param>
    /// <param name="principal">The principal.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED4001, FED4004.</exception>
    [Alias("revoke"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Manage, Privileged = true)]
    Task RevokeAsync(string model, string principal, CancellationToken cancellationToken = default);
}
