namespace OrleansFederation.Artifacts;

/// <summary>Artifacts as files named by their digest, bounded by bytes: what was used longest ago goes first. Safe for concurrent use by one process.</summary>
internal sealed class CacheFolder
{
    private readonly string _folder;
    private readonly long _capacity;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Digest, long Length)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Digest, long Length)> _recent = [];
    private long _bytes;
    private long _temporaries;

    /// <summary>Uses a folder: takes over what an earlier process left, and removes what it left half-written.</summary>
    /// <param name="folder">The folder; created where it does not exist.</param>
    /// <param name="capacity">The most bytes to keep.</param>
    /// <param name="clock">Dates the files.</param>
    public CacheFolder(string folder, long capacity, TimeProvider clock)
    {
        (_folder, _capacity, _clock) = (folder, capacity, clock);
        Directory.CreateDirectory(folder);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.LastWriteTimeUtc).ToArray())
        {
            if (ArtifactNames.IsDigest(file.Name))
            {
                Keep(file.Name, file.Length);
            }
            else
            {
                file.Delete();
            }
        }
    }

    /// <summary>The bytes that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Tells whether an artifact of a length is kept at all.</summary>
    /// <param name="length">The length.</param>
    public bool Fits(long length) => length <= _capacity;

    /// <summary>Gives a name for a file that is being written.</summary>
    public string Temporary() => Path.Combine(_folder, $"{Interlocked.Increment(ref _temporaries)}.part");

    /// <summary>Takes a complete, verified file over.</summary>
    /// <param name="temporary">The file.</param>
    /// <param name="artifact">What it holds.</param>
    public void Add(string temporary, ArtifactRef artifact)
    {
        File.SetLastWriteTimeUtc(temporary, _clock.GetUtcNow().UtcDateTime);
        File.Move(temporary, PathOf(artifact.Digest), overwrite: true);
        Keep(artifact.Digest, artifact.Length);
    }

    /// <summary>Opens the file of an artifact, if it is kept.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <returns>The file; null where there is none of its length.</returns>
    public Microsoft.Win32.SafeHandles.SafeFileHandle? TryOpen(ArtifactRef artifact)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(artifact.Digest, out var entry) || entry.Value.Length != artifact.Length)
            {
                return null;
            }

            _recent.Remove(entry);
            _recent.AddFirst(entry);
            try
            {
                return File.OpenHandle(PathOf(artifact.Digest));
            }
            catch (FileNotFoundException)
            {
                // Somebody emptied the folder: it is fetched again.
                Forget(entry);
                return null;
            }
        }
    }

    /// <summary>Removes the file of an artifact.</summary>
    /// <param name="digest">The artifact's digest.</param>
    public void Remove(string digest)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(digest, out var entry))
            {
                Forget(entry);
            }
        }
    }

    private void Keep(string digest, long length)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(digest, out var old))
            {
                _bytes -= old.Value.Length;
                _recent.Remove(old);
            }

            _entries[digest] = _recent.AddFirst((digest, length));
            _bytes += length;
            while (_bytes > _capacity && _recent.Last is { } oldest)
            {
                Forget(oldest);
            }
        }
    }

    private void Forget(LinkedListNode<(string Digest, long Length)> entry)
    {
        _recent.Remove(entry);
        _entries.Remove(entry.Value.Digest);
        _bytes -= entry.Value.Length;

        // Who reads it at this moment keeps its bytes: the name goes, the open file stays.
        AtomicFile.TryDelete(PathOf(entry.Value.Digest));
    }

    private string PathOf(string digest) => Path.Combine(_folder, digest);
}
