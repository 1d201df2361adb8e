using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Placement;
using OrleansFederation.Registry;

namespace OrleansFederation.Grants;

/// <inheritdoc cref="IAccessGrantGrain"/>
[CoordinatorPlacement, GrainType("of.access-grant")]
internal sealed class AccessGrantGrain(IGrantStore grants, TimeProvider clock) : Grain, IAccessGrantGrain
{
    private GrantView? _grant;
    private bool _loaded;

    public async Task<bool> AllowsAsync(string model, string principal, GrantScopes scopes, CancellationToken cancellationToken)
    {
        EnsureOwn(model, principal);
        var access = await GrainFactory.GetGrain<IModelGrain>(GrainKeys.Model(model)).GetAccessAsync(cancellationToken)
            ?? throw FederationErrors.ModelNotFound.Exception($"model {model}", "there is no model of this name");
        if (!_loaded)
        {
            var grant = await grants.FindAsync(model, principal, cancellationToken);
            if (!_loaded)
            {
                (_grant, _loaded) = (grant, true);
            }
        }

        return GrantRules.Allows(principal, access, _grant, scopes, clock.GetUtcNow());
    }

    public async Task<GrantView> GiveAsync(string model, string principal, GrantScopes scopes, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        EnsureOwn(model, principal);
        var by = await RequireManageAsync(model, principal, cancellationToken);
        if (scopes == GrantScopes.None || (scopes & ~GrantScopes.All) != 0)
        {
            throw FederationErrors.Usage.Exception("--can", "a grant needs at least one of infer, download, lineage, train, manage");
        }

        if (until <= clock.GetUtcNow())
        {
            throw FederationErrors.Usage.Exception("--until", $"{until:u} is past", "Give a time to come, or leave --until away.");
        }

        var grant = new GrantView(model, principal, scopes, until, by, clock.GetUtcNow());
        await grants.GiveAsync(grant, cancellationToken);
        (_grant, _loaded) = (grant, true);
        return grant;
    }

    public async Task RevokeAsync(string model, string principal, CancellationToken cancellationToken)
    {
        EnsureOwn(model, principal);
        var by = await RequireManageAsync(model, principal, cancellationToken);
        var existed = await grants.RevokeAsync(model, principal, by, clock.GetUtcNow(), cancellationToken);
        (_grant, _loaded) = (null, true);
        if (!existed)
        {
            throw FederationErrors.GrantNotFound.Exception($"model {model}", $"'{principal}' holds no grant");
        }
    }

    /// <summary>The caller's own grains decide; only a caller who manages his own grant is decided here, since a grain cannot call itself in a turn.</summary>
    private async Task<string> RequireManageAsync(string model, string principal, CancellationToken cancellationToken)
    {
        if (PrincipalContext.Current == principal)
        {
            return await AllowsAsync(model, principal, GrantScopes.Manage, cancellationToken)
                ? principal
                : throw FederationErrors.NotGranted.Exception($"model {model}", $"'{principal}' holds no grant for manage");
        }

        return await GrantRules.RequireAsync(GrainFactory, model, GrantScopes.Manage, cancellationToken);
    }

    private void EnsureOwn(string model, string principal)
    {
        if (GrainKeys.AccessGrant(model, principal) != this.GetPrimaryKeyString())
        {
            throw new ArgumentException($"The grants of '{principal}' on '{model}' belong to another grain.", nameof(principal));
        }
    }
}
