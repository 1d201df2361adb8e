using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;

namespace OrleansFederation.Registry;

/// <inheritdoc cref="IRegistrationGrain"/>
[CoordinatorPlacement, GrainType("of.registration"), CollectionAgeLimit(Minutes = 5)]
internal sealed class RegistrationGrain(IRegistryStore registry, IArtifactStore artifacts, RegistrationChecks checks, RegistrationFiles files) : Grain, IRegistrationGrain
{
    private const int LargestPiece = 1_000_000;

    private readonly Dictionary<ArtifactKind, RegistrationUpload> _uploads = [];
    private RegistrationPlan? _plan;
    private VersionManifest? _registered;

    public async Task<VersionManifest?> BeginAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (request is null)
        {
            throw FederationErrors.RegistrationIncomplete.Exception("the registration", "it is empty");
        }

        var by = PrincipalContext.Current ?? throw FederationErrors.NotGranted.Exception($"model {request.Model}", "the call names no principal");
        var plan = await checks.CheckAsync(GrainFactory, request, by, cancellationToken);
        if (await registry.FindRegistrationAsync(request.Model, plan.Key, cancellationToken) is { } registered)
        {
            return registered;
        }

        if (_plan is { } begun && begun.By != by)
        {
            throw Foreign(begun);
        }

        if (_plan?.Key != plan.Key)
        {
            await DiscardAsync();
            foreach (var (kind, file) in RegistrationChecks.Files(request))
            {
                _uploads.Add(kind, new(await artifacts.BeginAsync(transient: false, cancellationToken), file, $"the {RegistrationChecks.Word(kind)} file"));
            }

            _plan = plan;
        }

        return null;
    }

    public async Task<long> SendAsync(ArtifactKind kind, long offset, byte[] piece, CancellationToken cancellationToken)
    {
        Begun();
        if (!_uploads.TryGetValue(kind, out var upload) || piece is not { Length: > 0 and <= LargestPiece })
        {
            throw FederationErrors.ArtifactMismatch.Exception($"the {RegistrationChecks.Word(kind)} file", $"it was not announced, or a piece has {piece?.Length ?? 0} bytes and not 1 to {LargestPiece:N0}");
        }

        await upload.AppendAsync(offset, piece, cancellationToken);
        return upload.Length;
    }

    public async Task<VersionManifest> CompleteAsync(CancellationToken cancellationToken)
    {
        var plan = Begun();
        if (_registered is { } registered)
        {
            return registered;
        }

        // A grant may have been revoked since, or the name taken by another's model.
        await RegistrationChecks.RequireAsync(GrainFactory, plan.Request, cancellationToken);
        foreach (var upload in _uploads.Values)
        {
            await upload.CompleteAsync(cancellationToken);
        }

        var manifest = await Task.Run(() => files.WriteAsync(plan, cancellationToken), cancellationToken);
        return _registered = await GrainFactory.GetGrain<IModelGrain>(GrainKeys.Model(plan.Request.Model)).PublishAsync(new(manifest, plan.By, KeepLast: null), cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => DiscardAsync();

    private static FederationException Foreign(RegistrationPlan begun) =>
        FederationErrors.NotGranted.Exception($"the registration of {begun.Request.Model}", "another principal has begun it under this id", "Begin one under an id of your own.");

    private RegistrationPlan Begun()
    {
        var plan = _plan ?? throw FederationErrors.RegistrationLost.Exception("the registration", "nothing was begun under this id");
        return PrincipalContext.Current == plan.By ? plan : throw Foreign(plan);
    }

    private async Task DiscardAsync()
    {
        foreach (var upload in _uploads.Values)
        {
            await upload.DisposeAsync();
        }

        _uploads.Clear();
        (_plan, _registered) = (null, null);
    }
}
