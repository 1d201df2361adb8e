namespace OrleansFederation.Artifacts;

/// <summary>Content whose digest was verified, the least recently used going first when the bound is passed.</summary>
internal sealed class VerifiedCache(long bound)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Digest, byte[] Content)>> _found = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Digest, byte[] Content)> _order = new();
    private long _bytes;

    /// <summary>Finds content.</summary>
    public byte[]? Find(ArtifactRef artifact)
    {
        lock (_gate)
        {
            if (!_found.TryGetValue(artifact.Digest, out var node))
            {
                return null;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            return node.Value.Content;
        }
    }

    /// <summary>Adds content, unless it is larger than a quarter of the bound.</summary>
    public void Add(ArtifactRef artifact, byte[] content)
    {
        if (content.Length > bound / 4)
        {
            return;
        }

        lock (_gate)
        {
            if (_found.ContainsKey(artifact.Digest))
            {
                return;
            }

            _found[artifact.Digest] = _order.AddFirst((artifact.Digest, content));
            _bytes += content.Length;
            while (_bytes > bound)
            {
                var (digest, gone) = _order.Last!.Value;
                _order.RemoveLast();
                _found.Remove(digest);
                _bytes -= gone.Length;
            }
        }
    }
}
