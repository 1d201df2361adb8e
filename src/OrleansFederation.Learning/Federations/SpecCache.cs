namespace OrleansFederation.Federations;

/// <summary>Keeps the specs that were used last, by digest. Safe for concurrent use.</summary>
/// <param name="capacity">The most specs to keep.</param>
internal sealed class SpecCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(SpecDocument Document, FederationSpec Spec)>> _byDigest = new(StringComparer.Ordinal);
    private readonly LinkedList<(SpecDocument Document, FederationSpec Spec)> _byUse = [];

    /// <summary>Gives the spec of a document, reading it where it is not kept. Two callers at once may both read it.</summary>
    /// <param name="document">The document.</param>
    /// <param name="read">Reads it.</param>
    public FederationSpec Get(SpecDocument document, Func<SpecDocument, FederationSpec> read)
    {
        lock (_gate)
        {
            // The text is compared too (by reference first), so that a damaged document never passes as the one that its digest names.
            if (_byDigest.TryGetValue(document.Digest, out var node) && string.Equals(node.Value.Document.Json, document.Json, StringComparison.Ordinal))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return node.Value.Spec;
            }
        }

        var spec = read(document);
        lock (_gate)
        {
            if (!_byDigest.ContainsKey(document.Digest))
            {
                _byDigest[document.Digest] = _byUse.AddFirst((document, spec));
                if (_byUse.Count > capacity)
                {
                    _byDigest.Remove(_byUse.Last!.Value.Document.Digest);
                    _byUse.RemoveLast();
                }
            }
        }

        return spec;
    }
}
