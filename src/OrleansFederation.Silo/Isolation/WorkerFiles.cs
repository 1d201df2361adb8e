using System.Text.Json;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>Brings what a task reads into its folder, and what it made into the site's store.</summary>
internal static class WorkerFiles
{
    private const int BlockLength = 1 << 20;
    private const long WrittenWhole = 16L << 20;

    /// <summary>Lays an artifact into a folder.</summary>
    /// <param name="artifacts">The store.</param>
    /// <param name="artifact">The artifact.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED2006 where it is missing.</exception>
    public static async Task FetchAsync(IArtifactStore artifacts, ArtifactRef artifact, string path, CancellationToken cancellationToken)
    {
        if (artifact.Length <= WrittenWhole)
        {
            await File.WriteAllBytesAsync(path, await artifacts.ReadAsync(artifact, cancellationToken), cancellationToken);
            return;
        }

        // Whoever reads it verifies its digest.
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var block = new byte[BlockLength];
        for (var offset = 0L; offset < artifact.Length;)
        {
            var read = await artifacts.ReadAsync(artifact, offset, block, cancellationToken);
            if (read == 0)
            {
                throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", $"it ends after {offset} bytes of {artifact.Length}");
            }

            await file.WriteAsync(block.AsMemory(0, read), cancellationToken);
            offset += read;
        }
    }

    /// <summary>Takes what a task made into the site's store, with the digest that the store finds.</summary>
    /// <param name="updates">The store.</param>
    /// <param name="order">The task.</param>
    /// <param name="path">The file.</param>
    /// <param name="told">What the report says of it.</param>
    /// <param name="place">The place, for messages.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FederationException">FED3043 where the file is another than the report says.</exception>
    public static async Task<ArtifactRef> KeepAsync(IUpdateStore updates, TrainingOrder order, string path, ArtifactRef told, string place, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != told.Length)
        {
            throw FederationErrors.IsolatedCrash.Exception(place, "what it made has another length than its report says");
        }

        var kept = told.Length <= WrittenWhole
            ? await updates.WriteAsync(order.Site, order.Key, await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken)
            : await StreamAsync(updates, order, path, cancellationToken);
        return kept == told ? kept : throw FederationErrors.IsolatedCrash.Exception(place, "what it made has another digest than its report says");
    }

    /// <summary>Reads what another process writes at that moment.</summary>
    /// <param name="read">The reading.</param>
    /// <returns>What was read; the default where it could not be.</returns>
    public static T? Try<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static async Task<ArtifactRef> StreamAsync(IUpdateStore updates, TrainingOrder order, string path, CancellationToken cancellationToken)
    {
        await using var writer = await updates.BeginAsync(order.Site, order.Key, cancellationToken);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        var block = new byte[BlockLength];
        for (int read; (read = await file.ReadAsync(block, cancellationToken)) > 0;)
        {
            await writer.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }

        return await writer.CompleteAsync(cancellationToken);
    }
}
