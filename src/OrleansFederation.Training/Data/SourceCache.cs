namespace OrleansFederation.Data;

/// <summary>
/// Keeps what was loaded last, up to a number of bytes, so that every round and every client of a federation reads one copy. What is
/// dropped lives on for those who still read it. Loading runs on a thread of its own; a failed loading is forgotten.
/// </summary>
/// <param name="most">The most bytes to keep; the last that was used is kept whatever its size.</param>
internal sealed class SourceCache(long most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, Task<ExampleSource> Source)> _byUse = [];

    /// <summary>Gives the source of a key, loading it where it is not kept. Callers of one key at once share one loading.</summary>
    /// <param name="key">What tells the source from others.</param>
    /// <param name="load">Loads it.</param>
    /// <param name="cancellationToken">Ends the waiting; the loading goes on for others.</param>
    public Task<ExampleSource> GetAsync(string key, Func<ExampleSource> load, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var kept = _byUse.FirstOrDefault(entry => entry.Key == key);
            if (kept.Source is not null)
            {
                _byUse.Remove(kept);
            }

            if (kept.Source is null or { IsFaulted: true } or { IsCanceled: true })
            {
                kept = (key, Task.Factory.StartNew(load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            }

            _byUse.AddFirst(kept);
            Trim();
            return kept.Source!.WaitAsync(cancellationToken);
        }
    }

    private void Trim()
    {
        var total = 0L;
        for (var node = _byUse.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Source is { IsCompletedSuccessfully: true, Result: var source })
            {
                total += source.Bytes;
                if (total > most && node != _byUse.First)
                {
                    _byUse.Remove(node);
                }
            }

            node = next;
        }
    }
}
