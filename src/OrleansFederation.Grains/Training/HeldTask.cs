namespace OrleansFederation.Training;

/// <summary>A task that a silo holds, from its order until its report is acknowledged.</summary>
/// <param name="site">The site that it is done for.</param>
/// <param name="cancellation">Cancels it; whoever holds it disposes of this.</param>
/// <param name="reportTo">The number of the round that waits for its report; 0 for the one of its key.</param>
internal sealed class HeldTask(string site, CancellationTokenSource cancellation, int reportTo = 0)
{
    private readonly Lock _gate = new();
    private int _reportTo = reportTo;
    private bool _isOver;
    private bool _isClosed;

    /// <summary>The site that it is done for.</summary>
    public string Site => site;

    /// <summary>Cancels it.</summary>
    public CancellationTokenSource Cancellation { get; } = cancellation;

    /// <summary>The number of the round that waits for its report; 0 for the one of its key.</summary>
    public int ReportTo
    {
        get
        {
            lock (_gate)
            {
                return _reportTo;
            }
        }
    }

    /// <summary>The work, to wait for its end.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Notes that its report is made.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
        }
    }

    /// <summary>Notes that nothing more is done for it: it was cancelled.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    /// <summary>Tells it which round waits for its report. One whose report is made tells it to a round that has not been told yet, and only to such.</summary>
    /// <param name="round">The number of the round; 0 for the one of its key.</param>
    /// <returns>Whether that round will be told.</returns>
    public bool TryReportTo(int round)
    {
        lock (_gate)
        {
            if (_isClosed || (_isOver && _reportTo == round))
            {
                return false;
            }

            _reportTo = round;
            return true;
        }
    }

    /// <summary>Notes that a round has acknowledged its report.</summary>
    /// <param name="told">The number of the round that was told.</param>
    /// <returns>Whether nothing more is to be done; false where another round waits by now.</returns>
    public bool TryClose(int told)
    {
        lock (_gate)
        {
            return _isClosed |= _reportTo == told;
        }
    }
}
