using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Placement;

namespace OrleansFederation.Registry;

/// <inheritdoc cref="IModelVersionGrain"/>
[CoordinatorPlacement, GrainType("of.model-version")]
internal sealed class ModelVersionGrain(IRegistryStore registry, IArtifactStore artifacts) : Grain, IModelVersionGrain
{
    // With what goes round it a message stays below 1 MB.
    private const int LargestPiece = 1_000_000;

    private (string Model, int Version) Key => GrainKeys.NumberedOf(this.GetPrimaryKeyString());

    public async Task<VersionView> GetAsync(CancellationToken cancellationToken)
    {
        await GrantRules.RequireAsync(GrainFactory, Key.Model, GrantScopes.Lineage, cancellationToken);
        return await FindAsync(cancellationToken);
    }

    public async Task<ArtifactRef> GetFileAsync(ArtifactKind kind, CancellationToken cancellationToken)
    {
        await GrantRules.RequireAsync(GrainFactory, Key.Model, GrantScopes.Download, cancellationToken);
        var version = await FindAsync(cancellationToken);
        if (!version.BytesKept)
        {
            throw FederationErrors.BytesRetired.Exception($"version {Key.Version} of model {Key.Model}", "retention removed its bytes");
        }

        return kind == ArtifactKind.Onnx ? version.Manifest.Onnx : version.Manifest.Parameters;
    }

    public async Task<byte[]> ReadAsync(ArtifactKind kind, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var artifact = await GetFileAsync(kind, cancellationToken);
        var piece = new byte[Math.Clamp(Math.Min(length, artifact.Length - offset), 0, LargestPiece)];
        var read = piece.Length == 0 ? 0 : await artifacts.ReadAsync(artifact, offset, piece, cancellationToken);
        return read == piece.Length ? piece : piece[..read];
    }

    private async Task<VersionView> FindAsync(CancellationToken cancellationToken) =>
        await registry.FindVersionAsync(Key.Model, Key.Version, cancellationToken)
        ?? throw FederationErrors.VersionNotFound.Exception($"model {Key.Model}", $"there is no version {Key.Version}");
}
