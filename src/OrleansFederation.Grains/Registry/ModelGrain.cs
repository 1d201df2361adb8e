using System.Globalization;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;

namespace OrleansFederation.Registry;

/// <inheritdoc cref="IModelGrain"/>
[CoordinatorPlacement, GrainType("of.model")]
internal sealed class ModelGrain(IRegistryStore registry, IGrantStore grants, TimeProvider clock) : Grain, IModelGrain
{
    private readonly LineageGraph _lineage = new();
    private ModelView? _model;
    private Task<ModelView?>? _loading;

    private string Name => GrainKeys.NameOf(this.GetPrimaryKeyString());

    public async Task<VersionManifest> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        var manifest = await registry.PublishAsync(publication, cancellationToken);
        Forget();
        return manifest;
    }

    public async Task<ModelAccess?> GetAccessAsync(CancellationToken cancellationToken) =>
        await FindAsync() is { } model ? new(model.Owner, model.Public) : null;

    public async Task<ModelView> GetAsync(CancellationToken cancellationToken)
    {
        var model = await RequireModelAsync();
        await RequireAnyAsync(cancellationToken);
        return model;
    }

    public async Task<IReadOnlyList<VersionView>> ListVersionsAsync(int limit, CancellationToken cancellationToken)
    {
        await RequireModelAsync();
        await RequireAnyAsync(cancellationToken);
        return await registry.ListVersionsAsync(Name, Math.Clamp(limit, 1, 10_000), cancellationToken);
    }

    public async Task<int> ResolveAsync(string? reference, CancellationToken cancellationToken)
    {
        var model = await RequireModelAsync();
        await RequireAnyAsync(cancellationToken);
        if (reference is null)
        {
            return model.Promoted > 0 ? model.Promoted : model.Latest;
        }

        if (model.Aliases.TryGetValue(reference, out var aliased))
        {
            return aliased;
        }

        var digits = reference.StartsWith('v') ? reference.AsSpan(1) : reference;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= model.Latest
            ? number
            : throw FederationErrors.VersionNotFound.Exception($"model {Name}", $"'{reference}' is neither a version up to {model.Latest} nor an alias");
    }

    public async Task<Lineage> GetLineageAsync(int version, CancellationToken cancellationToken)
    {
        var model = await RequireModelAsync();
        await GrantRules.RequireAsync(GrainFactory, Name, GrantScopes.Lineage, cancellationToken);
        if (_lineage.Latest < model.Latest)
        {
            _lineage.Add(await registry.LoadLineageAsync(Name, _lineage.Latest, cancellationToken));
        }

        return _lineage.Of(version) ?? throw FederationErrors.VersionNotFound.Exception($"model {Name}", $"there is no version {version}; the latest is {model.Latest}");
    }

    public async Task<ModelView> SetAliasAsync(string alias, int? version, CancellationToken cancellationToken)
    {
        var model = await RequireModelAsync();
        var by = await GrantRules.RequireAsync(GrainFactory, Name, GrantScopes.Manage, cancellationToken);
        if (!Names.IsValid(alias) || LooksLikeVersion(alias))
        {
            throw FederationErrors.InvalidName.Exception($"alias '{alias}'", "it has characters that names may not have, or reads as a version number");
        }

        if (version is { } number && (number < 1 || number > model.Latest))
        {
            throw FederationErrors.VersionNotFound.Exception($"model {Name}", $"there is no version {number}; the latest is {model.Latest}");
        }

        if (version is null && !model.Aliases.ContainsKey(alias))
        {
            throw FederationErrors.VersionNotFound.Exception($"model {Name}", $"there is no alias '{alias}'");
        }

        await registry.SetAliasAsync(Name, new(alias, version, by, clock.GetUtcNow()), cancellationToken);
        Forget();
        return await RequireModelAsync();
    }

    public async Task<IReadOnlyList<AliasChange>> GetAliasHistoryAsync(CancellationToken cancellationToken)
    {
        await RequireModelAsync();
        await GrantRules.RequireAsync(GrainFactory, Name, GrantScopes.Lineage, cancellationToken);
        return await registry.ListAliasChangesAsync(Name, cancellationToken);
    }

    public async Task<ModelView> SetPublicAsync(bool isPublic, CancellationToken cancellationToken)
    {
        await RequireModelAsync();
        await GrantRules.RequireAsync(GrainFactory, Name, GrantScopes.Manage, cancellationToken);
        await registry.SetPublicAsync(Name, isPublic, cancellationToken);
        Forget();
        return await RequireModelAsync();
    }

    public async Task<IReadOnlyList<GrantView>> ListGrantsAsync(CancellationToken cancellationToken)
    {
        await RequireModelAsync();
        await GrantRules.RequireAsync(GrainFactory, Name, GrantScopes.Manage, cancellationToken);
        return await grants.ListAsync(Name, cancellationToken);
    }

    private static bool LooksLikeVersion(string alias) =>
        int.TryParse(alias.StartsWith('v') ? alias.AsSpan(1) : alias, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private void Forget() => (_model, _loading) = (null, null);

    private async Task<ModelView> RequireModelAsync() =>
        await FindAsync() ?? throw FederationErrors.ModelNotFound.Exception($"model {Name}", "there is no model of this name");

    /// <summary>Reads the model once for all who ask at the same time. A write in between forgets what is being read, so that nobody keeps the old row.</summary>
    private async Task<ModelView?> FindAsync()
    {
        if (_model is { } known)
        {
            return known;
        }

        var loading = _loading ??= registry.FindModelAsync(Name, CancellationToken.None);
        try
        {
            var model = await loading;
            if (ReferenceEquals(_loading, loading))
            {
                _model = model;
            }

            return model;
        }
        finally
        {
            if (ReferenceEquals(_loading, loading))
            {
                _loading = null;
            }
        }
    }

    private async Task RequireAnyAsync(CancellationToken cancellationToken)
    {
        var principal = PrincipalContext.Current ?? throw FederationErrors.NotGranted.Exception($"model {Name}", "the call names no principal");
        var gate = GrainFactory.GetGrain<IAccessGrantGrain>(GrainKeys.AccessGrant(Name, principal));
        foreach (var scope in (GrantScopes[])[GrantScopes.Infer, GrantScopes.Lineage, GrantScopes.Download, GrantScopes.Train, GrantScopes.Manage])
        {
            if (await gate.AllowsAsync(Name, principal, scope, cancellationToken))
            {
                return;
            }
        }

        throw FederationErrors.NotGranted.Exception($"model {Name}", $"'{principal}' holds no grant on it");
    }
}
