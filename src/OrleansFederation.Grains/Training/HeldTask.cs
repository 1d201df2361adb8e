namespace OrleansFederation.Training;

/// <summary>A task that a silo holds, from its order until its report is acknowledged.</summary>
/// <param name="site">The site that it is done for.</param>
/// <param name="cancellation">Cancels it; whoever holds it disposes of this.</param>
internal sealed class HeldTask(string site, CancellationTokenSource cancellation)
{
    private volatile bool _isOver;

    /// <summary>The site that it is done for.</summary>
    public string Site => site;

    /// <summary>Cancels it.</summary>
    public CancellationTokenSource Cancellation { get; } = cancellation;

    /// <summary>Whether nothing more is done for it: it was cancelled, or its report is made.</summary>
    public bool IsOver => _isOver;

    /// <summary>The work, to wait for its end.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    /// <summary>Notes that nothing more is done for it.</summary>
    public void End() => _isOver = true;
}
