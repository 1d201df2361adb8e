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

            // What runs on other threads gets a chance to arm its next wait.
            await Task.Run(static () => Thread.Yield());
            await Task.Yield();
        }

        return await task;
    }
}
