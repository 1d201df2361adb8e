using System.Security.Cryptography;
using System.Text;

namespace OrleansFederation.Identity;

/// <summary>
/// Tokens whose signature was verified, by their SHA-256, so that the tokens themselves are kept nowhere. Bounded: the longest unused one
/// gives way. What may change while a token lives (revocation) is not remembered here.
/// </summary>
internal sealed class TokenCache(int capacity, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>How many are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Gives the key under which a token is remembered.</summary>
    public static string KeyOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Finds a token that has not expired.</summary>
    /// <param name="key">The token's key.</param>
    public Principal? Find(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            if (node.Value.Until <= clock.GetUtcNow() || node.Value.Issuer.Generation != node.Value.Generation)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Principal;
        }
    }

    /// <summary>Remembers a token, until it ends or its issuer's keys change.</summary>
    public void Add(string key, Principal principal, DateTimeOffset until, ITrustedIssuer issuer, int generation)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            while (_entries.Count >= capacity)
            {
                Remove(_byUse.First!);
            }

            _entries[key] = _byUse.AddLast(new Entry(key, principal, until, issuer, generation));
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
    }

    private sealed record Entry(string Key, Principal Principal, DateTimeOffset Until, ITrustedIssuer Issuer, int Generation);
}
