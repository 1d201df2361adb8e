using System.Buffers;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Gathers small content in memory, so that a store takes it whole, in one write, and keeps it in its cache. What grows beyond
/// <see cref="Limit"/> goes to the store's own writer; without one, everything is gathered.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="transient">Whether the content is transient.</param>
/// <param name="open">Begins the store's own writer; null gathers everything.</param>
public sealed class BufferedArtifactWriter(IArtifactStore store, bool transient, Func<CancellationToken, Task<IArtifactWriter>>? open = null) : IArtifactWriter
{
    /// <summary>The most bytes that are gathered where the store has a writer of its own: 4 MiB.</summary>
    public const int Limit = 4 << 20;

    private ArrayBufferWriter<byte> _held = new();
    private IArtifactWriter? _opened;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        if (_opened is null)
        {
            if (open is null || _held.WrittenCount + block.Length <= Limit)
            {
                _held.Write(block.Span);
                return;
            }

            _opened = await open(cancellationToken);
            await _opened.WriteAsync(_held.WrittenMemory, cancellationToken);
            _held = new();
        }

        await _opened.WriteAsync(block, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArtifactRef> CompleteAsync(CancellationToken cancellationToken)
    {
        if (_opened is not null)
        {
            return _opened.CompleteAsync(cancellationToken);
        }

        // Copied, since the store may keep it, and the buffer may be twice as long.
        var content = _held.WrittenSpan.ToArray();
        return transient ? store.WriteTransientAsync(content, cancellationToken) : store.WriteAsync(content, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? ValueTask.CompletedTask;
}
