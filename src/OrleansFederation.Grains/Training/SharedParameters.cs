using OrleansFederation.Artifacts;

namespace OrleansFederation.Training;

/// <summary>
/// The parameters that a site's clients start from, read once and held once for as long as a client trains from them or waits to: too large
/// for the cache, each client would otherwise read and hold them for itself.
/// </summary>
/// <param name="artifacts">Where they are.</param>
internal sealed class SharedParameters(IArtifactStore artifacts)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>Says that parameters will be needed. Nothing is read before the first user asks.</summary>
    /// <param name="artifact">The parameters' file.</param>
    /// <returns>To be disposed when they are not needed any more.</returns>
    public Use Enter(ArtifactRef artifact)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(artifact.Digest, out var held))
            {
                _held.Add(artifact.Digest, held = new());
            }

            held.Users++;
            return new(this, artifact, held);
        }
    }

    private Task<ReadOnlyMemory<byte>> Read(ArtifactRef artifact, Held held)
    {
        lock (_lock)
        {
            // A read that failed is not kept: the next user tries again. It belongs to all users, so no single one cancels it.
            if (held.Reading is null or { IsFaulted: true } or { IsCanceled: true })
            {
                held.Reading = artifacts.ReadAsync(artifact, CancellationToken.None);
            }

            return held.Reading;
        }
    }

    private void Leave(ArtifactRef artifact, Held held)
    {
        lock (_lock)
        {
            if (--held.Users == 0)
            {
                _held.Remove(artifact.Digest);
            }
        }
    }

    /// <summary>The use of parameters by one client.</summary>
    /// <param name="shared">Where they are shared.</param>
    /// <param name="artifact">The parameters' file.</param>
    /// <param name="held">What is shared of them.</param>
    internal sealed class Use(SharedParameters shared, ArtifactRef artifact, Held held) : IDisposable
    {
        private int _left;

        /// <summary>Gives the file, reading it where nobody has.</summary>
        /// <param name="cancellationToken">Ends the waiting, not the reading, for which others may wait too.</param>
        public Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => shared.Read(artifact, held).WaitAsync(cancellationToken);

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                shared.Leave(artifact, held);
            }
        }
    }

    /// <summary>What is shared of one file; changed under the lock only.</summary>
    internal sealed class Held
    {
        /// <summary>The file, once somebody asked for it.</summary>
        public Task<ReadOnlyMemory<byte>>? Reading { get; set; }

        /// <summary>How many need it.</summary>
        public int Users { get; set; }
    }
}
