using System.Threading.Channels;
using OrleansFederation.Errors;

namespace OrleansFederation.Inference;

/// <summary>Threads of their own that run models, fed by one bounded queue: a run blocks, so it may hold neither a grain's turn nor a pool thread.</summary>
internal sealed class RunWorkers : IDisposable
{
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(10);

    private readonly Channel<RunJob> _queue;
    private readonly Thread[] _threads;
    private readonly RunInstruments _instruments;

    /// <summary>Starts the threads.</summary>
    /// <param name="count">The number of threads.</param>
    /// <param name="queueLength">How many jobs may wait.</param>
    public RunWorkers(int count, int queueLength)
    {
        _queue = Channel.CreateBounded<RunJob>(new BoundedChannelOptions(queueLength) { FullMode = BoundedChannelFullMode.Wait });
        _instruments = new(_queue.Reader);
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(Work) { IsBackground = true, Name = $"inference-{i}" })];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>The number of threads.</summary>
    public int Count => _threads.Length;

    /// <summary>Runs work, or refuses it where the queue is full.</summary>
    /// <param name="place">What is asked for, for the error.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    /// <exception cref="FederationException">FED6003.</exception>
    public Task<T> OfferAsync<T>(string place, Func<T> work, CancellationToken cancellationToken)
    {
        var job = new RunJob<T>(work, cancellationToken);
        return _queue.Writer.TryWrite(job)
            ? job.Completion
            : throw FederationErrors.Overloaded.Exception(place, $"{_queue.Reader.Count} requests wait for {_threads.Length} processors");
    }

    /// <summary>Runs work, waiting for room in the queue.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var job = new RunJob<T>(work, cancellationToken);
        await _queue.Writer.WriteAsync(job, cancellationToken);
        return await job.Completion;
    }

    /// <summary>Takes no more work, finishes what waits, and ends the threads.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _instruments.Dispose();
        foreach (var thread in _threads)
        {
            thread.Join(StopBound);
        }
    }

    private void Work()
    {
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_queue.Reader.TryRead(out var job))
            {
                job.Execute();
            }
        }
    }
}
