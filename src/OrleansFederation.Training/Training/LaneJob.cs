namespace OrleansFederation.Training;

/// <summary>Work that waits for a lane.</summary>
internal abstract class LaneJob
{
    /// <summary>Does the work, unless it was cancelled meanwhile. Never throws: what the work throws goes to who waits for it.</summary>
    /// <param name="stopping">Cancelled when the lanes are closed.</param>
    public abstract void Run(CancellationToken stopping);

    /// <summary>Gives the work up before it began.</summary>
    public abstract void Cancel();
}

/// <summary>Work with a result that waits for a lane.</summary>
internal sealed class LaneJob<T> : LaneJob
{
    private readonly Func<CancellationToken, T> _work;
    private readonly CancellationToken _cancellationToken;

    // A continuation must not run on the lane: it would hold it, below everybody else's priority.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private int _taken;

    /// <summary>Makes a job.</summary>
    /// <param name="work">The work, which watches the token it is given.</param>
    /// <param name="cancellationToken">Cancels it, while it waits at once, while it runs through the token that it watches.</param>
    public LaneJob(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        _work = work;
        _cancellationToken = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(job => ((LaneJob<T>)job!).Cancel(), this);
    }

    /// <summary>Ends as the work does.</summary>
    public Task<T> Completion => _completion.Task;

    /// <inheritdoc/>
    public override void Run(CancellationToken stopping)
    {
        if (!Take())
        {
            return;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, stopping);
        try
        {
            _completion.SetResult(_work(both.Token));
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            _completion.SetCanceled(_cancellationToken.IsCancellationRequested ? _cancellationToken : stopping);
        }
        catch (Exception failure)
        {
            _completion.SetException(failure);
        }
        finally
        {
            _registration.Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Cancel()
    {
        if (Take())
        {
            _completion.SetCanceled(_cancellationToken.IsCancellationRequested ? _cancellationToken : new CancellationToken(canceled: true));
        }
    }

    private bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;
}
