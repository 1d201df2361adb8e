namespace OrleansFederation.Registry;

/// <summary>Rows of models, versions, edges and aliases. The database is the authority for them.</summary>
public interface IRegistryStore
{
    /// <summary>
    /// Publishes a version in one transaction: the model if it is new, the next number, the manifest, its edges, references to its
    /// artifacts, and retention (references of versions whose bytes are no longer kept are dropped; aliased versions and the best by
    /// central accuracy, else by lowest central loss, keep theirs). A version published already for this model, federation and round, or
    /// for this model and registration, is returned unchanged.
    /// </summary>
    /// <param name="publication">What to publish.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<VersionManifest> PublishAsync(Publication publication, CancellationToken cancellationToken);

    /// <summary>Finds a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The model; null where there is none.</returns>
    Task<ModelView?> FindModelAsync(string model, CancellationToken cancellationToken);

    /// <summary>Lists all models by name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken);

    /// <summary>Finds a version.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The version; null where there is none.</returns>
    Task<VersionView?> FindVersionAsync(string model, int version, CancellationToken cancellationToken);

    /// <summary>Finds the version that a registration made.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The SHA-256 of the registration's request.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Its manifest; null where it made none.</returns>
    Task<VersionManifest?> FindRegistrationAsync(string model, string request, CancellationToken cancellationToken);

    /// <summary>Lists the latest versions, newest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="limit">The most to list.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<VersionView>> ListVersionsAsync(string model, int limit, CancellationToken cancellationToken);

    /// <summary>Loads versions, parents and contributors of a model in one query, by number.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="after">Only versions with a number above this; 0 for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<LineageRow>> LoadLineageAsync(string model, int after, CancellationToken cancellationToken);

    /// <summary>Points an alias at a version, or removes it, and appends the change to its history, in one transaction.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task SetAliasAsync(string model, AliasChange change, CancellationToken cancellationToken);

    /// <summary>Lists every change of a model's aliases, oldest first.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<AliasChange>> ListAliasChangesAsync(string model, CancellationToken cancellationToken);

    /// <summary>Sets a model's public flag.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="isPublic">The flag.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task SetPublicAsync(string model, bool isPublic, CancellationToken cancellationToken);
}
