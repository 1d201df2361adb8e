using System.Collections.Concurrent;
using OrleansFederation.Randomness;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>
/// Trains as the real one does, each task when its gate opens, and keeps what came of it. A task is known by its client's ordinal and the
/// round in which it began, from which its seed follows.
/// </summary>
internal sealed class PacedTrainer
{
    private const long SpecSeed = 7;
    private const int MostClients = 20;
    private const int MostRounds = 60;

    private readonly Dictionary<ulong, (int Client, int Round)> _tasks = [];
    private readonly ConcurrentDictionary<(int Client, int Round), TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<(int Client, int Round), TaskCompletionSource> _begun = new();
    private readonly ConcurrentDictionary<(int Client, int Round), TaskCompletionSource> _cancelled = new();

    public PacedTrainer()
    {
        foreach (var client in Enumerable.Range(0, MostClients))
        {
            foreach (var round in Enumerable.Range(1, MostRounds))
            {
                _tasks.Add(SeededRandom.Derive(SpecSeed, "train", round, client), (client, round));
            }
        }
    }

    /// <summary>What trainings gave, by client and the round in which it began.</summary>
    public ConcurrentDictionary<(int Client, int Round), TrainingResult> Results { get; } = new();

    /// <summary>How often each was trained to its end.</summary>
    public ConcurrentDictionary<(int Client, int Round), int> Times { get; } = new();

    public IModelTrainer Around(IModelTrainer real) => new Trainer(this, real);

    /// <summary>Holds a task until <see cref="Open"/>.</summary>
    public PacedTrainer Hold(int client, params IEnumerable<int> rounds)
    {
        foreach (var round in rounds)
        {
            _gates[(client, round)] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return this;
    }

    public void Open(int client, int round) => _gates[(client, round)].TrySetResult();

    /// <summary>Is over when a task is asked to train.</summary>
    public Task Begun(int client, int round) => Of(_begun, (client, round)).Task;

    /// <summary>Is over when a task that was held is cancelled.</summary>
    public Task Cancelled(int client, int round) => Of(_cancelled, (client, round)).Task;

    private static TaskCompletionSource Of(ConcurrentDictionary<(int, int), TaskCompletionSource> sources, (int, int) task) =>
        sources.GetOrAdd(task, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Trainer(PacedTrainer paced, IModelTrainer real) : IModelTrainer, IDisposable
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var task = paced._tasks[request.Seed];
            Of(paced._begun, task).TrySetResult();
            if (paced._gates.TryGetValue(task, out var gate))
            {
                try
                {
                    await gate.Task.WaitAsync(cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Of(paced._cancelled, task).TrySetResult();
                    throw;
                }
            }

            var result = await real.TrainAsync(request, progress, cancellationToken);
            paced.Results[task] = result;
            paced.Times.AddOrUpdate(task, 1, (_, times) => times + 1);
            return result;
        }

        public void Dispose() => (real as IDisposable)?.Dispose();
    }
}
