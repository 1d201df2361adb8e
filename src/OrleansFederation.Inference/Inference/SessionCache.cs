using System.Security.Cryptography;
using OrleansFederation.Artifacts;

namespace OrleansFederation.Inference;

/// <summary>
/// One session an ONNX file, opened once however many ask at the same time, and kept until too many others were used since. A session
/// that leaves the cache is closed when its last run has ended.
/// </summary>
/// <param name="store">Where ONNX files are.</param>
/// <param name="kept">How many sessions stay open without being in use.</param>
internal sealed class SessionCache(IArtifactStore store, int kept) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Dictionary<string, (ReadOnlyMemory<byte> File, int Lenders)> _lent = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private bool _stopped;

    /// <summary>How many sessions the cache holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Takes a session for use, opening it where nobody has.</summary>
    /// <param name="onnx">The ONNX file.</param>
    /// <param name="cancellationToken">Ends the waiting, not the opening, on which others may wait too.</param>
    /// <exception cref="Errors.FederationException">FED1031, FED2005, FED2006, FED6001.</exception>
    public async Task<Lease> AcquireAsync(ArtifactRef onnx, CancellationToken cancellationToken)
    {
        var entry = Enter(onnx);
        try
        {
            return new(this, entry, await entry.Opening.WaitAsync(cancellationToken));
        }
        catch
        {
            Leave(entry);
            throw;
        }
    }

    /// <summary>Takes a file that is in no store.</summary>
    /// <param name="onnx">The file.</param>
    /// <returns>To be disposed once it need not be opened any more; its session then leaves the cache.</returns>
    public LentModel Lend(ReadOnlyMemory<byte> onnx)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(onnx.Span));
        lock (_lock)
        {
            _lent[digest] = (onnx, _lent.GetValueOrDefault(digest).Lenders + 1);
        }

        return new(new(digest, onnx.Length), () => Return(digest));
    }

    /// <summary>Closes all sessions, those in use when their last run has ended.</summary>
    public void Dispose()
    {
        List<Entry> idle = [];
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _stopped = true;
            _stopping.Cancel();
            while (_byUse.First is { } first)
            {
                Remove(first.Value, idle);
            }
        }

        idle.ForEach(Close);
        _stopping.Dispose();
    }

    private Entry Enter(ArtifactRef onnx)
    {
        List<Entry> idle = [];
        Entry? entry;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (_entries.TryGetValue(onnx.Digest, out entry))
            {
                _byUse.Remove(entry.Place);
            }
            else
            {
                // On the pool: opening takes milliseconds, and the caller may be a grain's turn.
                var stopping = _stopping.Token;
                entry = new(onnx.Digest, Task.Run(() => OpenAsync(onnx, stopping), stopping));
                _entries.Add(onnx.Digest, entry);
            }

            _byUse.AddLast(entry.Place);
            entry.Users++;
            while (_entries.Count > kept)
            {
                Remove(_byUse.First!.Value, idle);
            }
        }

        idle.ForEach(Close);
        return entry;
    }

    private void Leave(Entry entry)
    {
        List<Entry> idle = [];
        lock (_lock)
        {
            entry.Users--;
            if (entry is { Cached: true, Opening: { IsCompleted: true, IsCompletedSuccessfully: false } })
            {
                // Not kept, so that the next request tries again: the file may have been mended.
                Remove(entry, idle);
            }
            else if (entry is { Cached: false, Users: 0 })
            {
                idle.Add(entry);
            }
        }

        idle.ForEach(Close);
    }

    private void Return(string digest)
    {
        List<Entry> idle = [];
        lock (_lock)
        {
            var known = _lent[digest];
            if (known.Lenders > 1)
            {
                _lent[digest] = known with { Lenders = known.Lenders - 1 };
                return;
            }

            _lent.Remove(digest);
            if (_entries.TryGetValue(digest, out var entry))
            {
                Remove(entry, idle);
            }
        }

        idle.ForEach(Close);
    }

    private void Remove(Entry entry, List<Entry> idle)
    {
        entry.Cached = false;
        _entries.Remove(entry.Digest);
        _byUse.Remove(entry.Place);
        if (entry.Users == 0)
        {
            idle.Add(entry);
        }
    }

    // Runs at once where the session is open, and when it is where its opening is under way and nobody waits for it any more.
    private static void Close(Entry entry) =>
        entry.Opening.ContinueWith(
            static opening => opening.Result.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private async Task<OnnxSession> OpenAsync(ArtifactRef onnx, CancellationToken cancellationToken) =>
        OnnxSession.Open(onnx.Digest, Lent(onnx) ?? await store.ReadAsync(onnx, cancellationToken));

    private ReadOnlyMemory<byte>? Lent(ArtifactRef onnx)
    {
        lock (_lock)
        {
            return _lent.TryGetValue(onnx.Digest, out var lent) ? lent.File : default(ReadOnlyMemory<byte>?);
        }
    }

    /// <summary>The use of a session until it is disposed.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="entry">The session's entry in it.</param>
    /// <param name="session">The session.</param>
    internal sealed class Lease(SessionCache cache, Entry entry, OnnxSession session) : IDisposable
    {
        /// <summary>The session.</summary>
        public OnnxSession Session => session;

        /// <inheritdoc/>
        public void Dispose() => cache.Leave(entry);
    }

    /// <summary>A session in the cache; its state is changed under the cache's lock only.</summary>
    internal sealed class Entry
    {
        /// <summary>Makes an entry.</summary>
        /// <param name="digest">The file's digest.</param>
        /// <param name="opening">The session, once it is open.</param>
        public Entry(string digest, Task<OnnxSession> opening)
        {
            Digest = digest;
            Opening = opening;
            Place = new(this);
        }

        /// <summary>The file's digest.</summary>
        public string Digest { get; }

        /// <summary>The session, once it is open.</summary>
        public Task<OnnxSession> Opening { get; }

        /// <summary>Its place in the order of use.</summary>
        public LinkedListNode<Entry> Place { get; }

        /// <summary>Whether the cache still holds it.</summary>
        public bool Cached { get; set; } = true;

        /// <summary>How many leases are out or waited for.</summary>
        public int Users { get; set; }
    }
}
