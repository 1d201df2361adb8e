namespace OrleansFederation.Artifacts;

/// <summary>Verified content by digest, bounded by bytes; what was used longest ago goes first. Safe for concurrent use.</summary>
/// <param name="capacity">The most bytes to keep.</param>
internal sealed class ArtifactCache(long capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Digest, ReadOnlyMemory<byte> Content)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Digest, ReadOnlyMemory<byte> Content)> _recent = new();
    private long _bytes;

    /// <summary>Tells whether content of a size is worth keeping: what would push out half of the rest is not.</summary>
    /// <param name="length">The size in bytes.</param>
    public bool Fits(long length) => length <= capacity / 2;

    /// <summary>Finds content.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="content">The content.</param>
    public bool TryGet(string digest, out ReadOnlyMemory<byte> content)
    {
        lock (_lock)
        {
            var found = _entries.TryGetValue(digest, out var node);
            ArtifactInstruments.CountLookup(found);
            if (!found)
            {
                content = default;
                return false;
            }

            _recent.Remove(node!);
            _recent.AddFirst(node!);
            content = node!.Value.Content;
            return true;
        }
    }

    /// <summary>Keeps content, if it fits.</summary>
    /// <param name="digest">Its digest.</param>
    /// <param name="content">The content; nobody writes to it from now on.</param>
    public void Add(string digest, ReadOnlyMemory<byte> content)
    {
        if (!Fits(content.Length))
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.ContainsKey(digest))
            {
                return;
            }

            _entries.Add(digest, _recent.AddFirst((digest, content)));
            _bytes += content.Length;
            while (_bytes > capacity && _recent.Last is { } oldest)
            {
                Remove(oldest);
            }
        }
    }

    /// <summary>Forgets content.</summary>
    /// <param name="digest">Its digest.</param>
    public void Remove(string digest)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(digest, out var node))
            {
                Remove(node);
            }
        }
    }

    private void Remove(LinkedListNode<(string Digest, ReadOnlyMemory<byte> Content)> node)
    {
        _recent.Remove(node);
        _entries.Remove(node.Value.Digest);
        _bytes -= node.Value.Content.Length;
    }
}
