namespace OrleansFederation.Training;

/// <summary>
/// Lets tasks of one name run one after another, and so many at once of all names. What waits holds no data, so that a cohort of
/// thousands takes the memory of those at work; a name that nobody waits for is forgotten.
/// </summary>
/// <param name="atOnce">The most tasks at work.</param>
internal sealed class TaskTurns(int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _room = new(atOnce, atOnce);
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>The names for which somebody works or waits.</summary>
    public int Count
    {
        get
        {
            lock (_turns)
            {
                return _turns.Count;
            }
        }
    }

    /// <summary>Does work when its turn has come.</summary>
    /// <param name="name">The name.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var turn = Join(name);
        try
        {
            await turn.Gate.WaitAsync(cancellationToken);
            try
            {
                await _room.WaitAsync(cancellationToken);
                try
                {
                    return await work();
                }
                finally
                {
                    _room.Release();
                }
            }
            finally
            {
                turn.Gate.Release();
            }
        }
        finally
        {
            Leave(name, turn);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _room.Dispose();

    private Turn Join(string name)
    {
        lock (_turns)
        {
            if (!_turns.TryGetValue(name, out var turn))
            {
                _turns[name] = turn = new();
            }

            turn.Users++;
            return turn;
        }
    }

    private void Leave(string name, Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(name);
                turn.Gate.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }
    }
}
