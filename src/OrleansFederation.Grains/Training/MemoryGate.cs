namespace OrleansFederation.Training;

/// <summary>Lets so much work in at once as memory carries, in order of arrival. What alone needs more than there is goes in alone.</summary>
/// <param name="capacity">The bytes that there are, 1 or more.</param>
internal sealed class MemoryGate(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private long _used;

    /// <summary>Waits until there is memory.</summary>
    /// <param name="bytes">The bytes that the work needs.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>To be disposed when the work has ended.</returns>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        bytes = Math.Clamp(bytes, 0, capacity);
        LinkedListNode<(long, TaskCompletionSource Turn)> place;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _used + bytes <= capacity)
            {
                _used += bytes;
                return new Pass(this, bytes);
            }

            place = _waiting.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using (cancellationToken.Register(() => Leave(place, cancellationToken)))
        {
            await place.Value.Turn.Task;
        }

        return new Pass(this, bytes);
    }

    private void Leave(LinkedListNode<(long, TaskCompletionSource Turn)> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
                place.Value.Turn.SetCanceled(cancellationToken);
                Admit();
            }
        }
    }

    private void Release(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } first && _used + first.Value.Bytes <= capacity)
        {
            _used += first.Value.Bytes;
            _waiting.RemoveFirst();
            first.Value.Turn.SetResult();
        }
    }

    private sealed class Pass(MemoryGate gate, long bytes) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (!_left)
            {
                _left = true;
                gate.Release(bytes);
            }
        }
    }
}
