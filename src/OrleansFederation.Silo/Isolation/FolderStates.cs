using OrleansFederation.Clients;

namespace OrleansFederation.Isolation;

/// <summary>
/// What the client of an isolated task keeps, as files in the task's folder: its silo lays there what the task goes on from, and takes what
/// the task leaves into the site's store once the task has ended well.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderStates(TaskFolder folder) : IClientStateStore
{
    /// <inheritdoc/>
    public Task WriteAsync(ClientStateKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(folder.StateAfter(key.Name), content, cancellationToken);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(ClientStateKey key, CancellationToken cancellationToken) =>
        await File.ReadAllBytesAsync(folder.StateBefore(key.Name), cancellationToken);

    /// <inheritdoc/>
    public Task SweepAsync(string site, string federation, int before, IReadOnlyList<string> clients, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A task removes nothing that clients keep.");
}
