using OrleansFederation.Artifacts;
using OrleansFederation.Grants;
using OrleansFederation.Identity;

namespace OrleansFederation.Registry;

/// <summary>One version of a model: its provenance and its bytes. Key: <c>version/{model}/{n}</c>.</summary>
[Alias("of.model-version")]
public interface IModelVersionGrain : IGrainWithStringKey
{
    /// <summary>Gives the version; needs the scope lineage.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED5003, FED4001.</exception>
    [Alias("get"), Outside(Roles.Operator | Roles.Consumer | Roles.Auditor, Grant = GrantScopes.Lineage)]
    Task<VersionView> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Names one of the version's files by its content, so that what is read can be verified; needs the scope download.</summary>
    /// <param name="kind">The file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="Errors.FederationException">FED5001, FED5002, FED5003, FED4001.</exception>
    [Alias("file"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Download)]
    Task<ArtifactRef> GetFileAsync(ArtifactKind kind, CancellationToken cancellationToken = default);

    /// <summary>Reads a piece of one of the version's files; needs the scope download.</summary>
    /// <param name="kind">The file.</param>
    /// <param name="offset">Where to begin, 0 or more.</param>
    /// <param name="length">The most bytes to read, 1 to 1,048,576.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The bytes; fewer than asked for at the end of the file, none beyond it.</returns>
    /// <exception cref="Errors.FederationException">FED5002, FED5003, FED4001, FED2006.</exception>
    [Alias("read"), Outside(Roles.Operator | Roles.Consumer, Grant = GrantScopes.Download)]
    Task<byte[]> ReadAsync(ArtifactKind kind, long offset, int length, CancellationToken cancellationToken = default);
}
