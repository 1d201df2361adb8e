using Microsoft.Extensions.Time.Testing;

namespace OrleansFederation.Fixtures;

/// <summary>Lets the time of a fake clock pass while something is awaited.</summary>
internal static class PassingTime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Passes time until a task has ended.</summary>
    public static async Task<T> Until<T>(FakeTimeProvider clock, Task<T> task)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!task.IsCompleted)
        {
            bound.Token.ThrowIfCancellationRequested();
            clock.Advance(Step);

            // What runs on other threads gets time to arm its next wait, also on a busy machine: else hours pass between two of its steps.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, bound.Token);
        }

        return await task;
    }
}
