using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Fixtures;

/// <summary>Runs a federation named tiny on a silo that ends in the middle, and then on another over the same state.</summary>
internal static class InterruptedRun
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Ends the first silo when so many trainings have begun, while a further one is under way.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="trainings">The trainings that go through.</param>
    /// <param name="result">What is asked of the second silo once the federation has ended.</param>
    public static Task<T> AfterTrainingsAsync<T>(string spec, int trainings, Func<RunningSilo, Task<T>> result) => HeldUpAsync(
        spec,
        (services, reached) => services.Decorate<IModelTrainer>(real => new FaultyTrainer(real, async (_, cancellationToken) =>
        {
            if (Interlocked.Decrement(ref trainings) < 0)
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
        })),
        result);

    /// <summary>Ends the first silo between what client 2 keeps in round 2 and its receipt.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="result">What is asked of the second silo once the federation has ended.</param>
    public static Task<T> AfterStateAsync<T>(string spec, Func<RunningSilo, Task<T>> result) => HeldUpAsync(
        spec,
        (services, reached) => services.Decorate<IClientStateStore>(real => new BreakingStates(real, key => key is { Client: "tiny.2", Round: 2 } && reached.TrySetResult(), hangs: true)),
        result,
        round: 1);

    /// <summary>Ends the first silo once a client has delivered in a round.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="round">The round.</param>
    /// <param name="result">What is asked of the second silo once the federation has ended.</param>
    /// <param name="configure">What is otherwise in both silos.</param>
    public static Task<T> WithinRoundAsync<T>(string spec, int round, Func<RunningSilo, Task<T>> result, Action<IServiceCollection>? configure = null) =>
        RunAsync(spec, configure, silo => silo.WaitForAsync(FederationEventKind.ClientFinished, round), result, again: configure);

    private static Task<T> HeldUpAsync<T>(string spec, Action<IServiceCollection, TaskCompletionSource> holdUp, Func<RunningSilo, Task<T>> result, int? round = null)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return RunAsync(spec, services => holdUp(services, reached), _ => reached.Task.WaitAsync(Bound, TimeProvider.System, Cancel), result, round);
    }

    private static async Task<T> RunAsync<T>(
        string spec, Action<IServiceCollection>? first, Func<RunningSilo, Task> until, Func<RunningSilo, Task<T>> result, int? round = null, Action<IServiceCollection>? again = null)
    {
        using var state = new StateDirectory();
        await using (var silo = await RunningSilo.StartAsync(state, first))
        {
            Assert.Empty((await silo.Federation().StartAsync(spec, Cancel)).Problems);
            await until(silo);
        }

        await using var second = await RunningSilo.StartAsync(state, again);
        if (round is { } committed)
        {
            Assert.Equal(committed, (await second.Federation().GetAsync())!.Round);
        }

        await second.RunAsync(spec);
        return await result(second);
    }
}
