using OrleansFederation.Errors;
using OrleansFederation.Naming;
using OrleansFederation.Registry;

namespace OrleansFederation.Grants;

/// <summary>Who may do what with a model.</summary>
internal static class GrantRules
{
    /// <summary>What the public flag allows everybody.</summary>
    public const GrantScopes PublicScopes = GrantScopes.Infer | GrantScopes.Download | GrantScopes.Lineage;

    /// <summary>Decides by owner, public flag and grant.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="access">The model's owner and visibility.</param>
    /// <param name="grant">The principal's grant; null where there is none.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="now">The time.</param>
    public static bool Allows(string principal, ModelAccess access, GrantView? grant, GrantScopes wanted, DateTimeOffset now)
    {
        if (principal == access.Owner)
        {
            return true;
        }

        var held = access.Public ? PublicScopes : GrantScopes.None;
        if (grant is not null && (grant.Until is not { } until || now < until))
        {
            held |= grant.Scopes;
        }

        return (held & wanted) == wanted && wanted != GrantScopes.None;
    }

    /// <summary>Refuses a caller who lacks a scope on a model.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="model">The model.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="FederationException">FED4001.</exception>
    public static async Task<string> RequireAsync(IGrainFactory grains, string model, GrantScopes wanted, CancellationToken cancellationToken)
    {
        var principal = PrincipalContext.Current ?? throw FederationErrors.NotGranted.Exception(model, "the call names no principal");
        return await grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant(model, principal)).AllowsAsync(model, principal, wanted, cancellationToken)
            ? principal
            : throw FederationErrors.NotGranted.Exception(
                $"model {model}",
                $"'{principal}' holds no grant for {Name(wanted)}",
                $"Ask the model's owner to run: fed grant give {model} --to {principal} --can {Name(wanted)}");
    }

    private static string Name(GrantScopes scopes) => scopes.ToString().ToLowerInvariant();
}
