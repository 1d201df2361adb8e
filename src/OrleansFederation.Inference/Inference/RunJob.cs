namespace OrleansFederation.Inference;

/// <summary>A piece of work in the queue of <see cref="RunWorkers"/>.</summary>
internal abstract class RunJob
{
    /// <summary>Does the work; never throws.</summary>
    public abstract void Execute();
}

/// <summary>Work with a result. Cancelling takes effect until it begins; what has begun is finished, so that its buffers stay untouched by others.</summary>
/// <typeparam name="T">The result.</typeparam>
internal sealed class RunJob<T> : RunJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<T> _work;
    private readonly CancellationTokenRegistration _registration;
    private int _taken;

    /// <summary>Makes a job.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    public RunJob(Func<T> work, CancellationToken cancellationToken)
    {
        _work = work;
        _registration = cancellationToken.UnsafeRegister(static (job, token) => ((RunJob<T>)job!).Withdraw(token), this);
    }

    /// <summary>Ends when the work has, or when it was withdrawn.</summary>
    public Task<T> Completion => _completion.Task;

    /// <inheritdoc/>
    public override void Execute()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            return;
        }

        _registration.Unregister();
        try
        {
            _completion.SetResult(_work());
        }
#pragma warning disable CA1031 // Whatever the work throws belongs to its caller; the worker's thread goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _completion.SetException(exception);
        }
    }

    private void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0)
        {
            _completion.SetCanceled(cancellationToken);
        }
    }
}
