using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Registry;

namespace OrleansFederation.Federations;

/// <summary>What a federation needs grants for: the versions that it begins with, the model that it trains, the alias that it moves.</summary>
internal static class FederationAccess
{
    /// <summary>Says why a principal may not run a spec.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>FED4001; null where the principal may.</returns>
    public static async Task<Problem?> RefusalAsync(IGrainFactory grains, FederationSpec spec, string caller, CancellationToken cancellationToken)
    {
        if (spec.Model.From?.Model is { } source
            && !await grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant(source, caller)).AllowsAsync(source, caller, GrantScopes.Download, cancellationToken))
        {
            return FederationErrors.NotGranted.At("model.from.version", $"'{caller}' holds no grant to download versions of '{source}'");
        }

        if (!await MayAsync(grains, spec.Model.Name, caller, GrantScopes.Train, cancellationToken))
        {
            return FederationErrors.NotGranted.At("model.name", $"'{caller}' holds no grant to train versions of '{spec.Model.Name}'");
        }

        return spec.Stop is { } stop && !await MayMoveAliasAsync(grains, spec.Model.Name, caller, cancellationToken)
            ? FederationErrors.NotGranted.At("stop.alias", $"'{caller}' holds no grant to manage '{spec.Model.Name}', and '{stop.Alias}' is an alias of it")
            : spec.Clusters is not null && !await MayMoveAliasAsync(grains, spec.Model.Name, caller, cancellationToken)
                ? FederationErrors.NotGranted.At("clusters", $"'{caller}' holds no grant to manage '{spec.Model.Name}', and each cluster's newest version gets an alias of it")
                : null;
    }

    /// <summary>Whether a principal may move a model's aliases now; of a model that is not there yet, its owner to be may.</summary>
    /// <param name="grains">The grains.</param>
    /// <param name="model">The model.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public static Task<bool> MayMoveAliasAsync(IGrainFactory grains, string model, string principal, CancellationToken cancellationToken) =>
        MayAsync(grains, model, principal, GrantScopes.Manage, cancellationToken);

    private static async Task<bool> MayAsync(IGrainFactory grains, string model, string principal, GrantScopes scope, CancellationToken cancellationToken) =>
        await grains.GetGrain<IModelGrain>(GrainKeys.Model(model)).GetAccessAsync(cancellationToken) is null
        || await grains.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant(model, principal)).AllowsAsync(model, principal, scope, cancellationToken);
}
