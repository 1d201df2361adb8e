using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Federations whose rounds select by tags and by what is measured, and fit work to a time budget.</summary>
public sealed class SelectionRunTests
{
    private const string Dynamic = """{ "count": 2, "minimum": 1, "onError": "dynamic", "deadline": "30s" """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_select_those_that_have_them_and_clients_show_what_they_have()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(Spec("""{ "select": { "tags": ["eu"], "not": ["pilot"] } }""", clients: 5, tags: """{ "eu": [0, 1, 3], "pilot": [1] }"""));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal(["tiny.0", "tiny.3"], round.Clients.Select(client => client.Client)));
        var clients = await silo.Catalog.ListClientsAsync("tiny", 10, Cancel);
        Assert.Equal(["eu", "eu, pilot", "", "eu", ""], clients.Select(client => string.Join(", ", client.Tags)));
        Assert.All(clients, client => Assert.True(client.Capacity is { Memory: > 0, Cores: > 0 }));
        Assert.True(clients[0].Speed > 0);
        Assert.Null(clients[2].Speed);
        Assert.Equal(clients[3] with { Tags = [] }, (await silo.Grains.GetGrain<IClientGrain>(GrainKeys.Client("tiny.3")).GetAsync())! with { Tags = [] });
        Assert.True((await ReplayAsync(silo, 2)).IsSame);
    }

    [Fact]
    public async Task A_client_that_fails_is_ruled_out_for_the_rounds_that_are_looked_back()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new FaultyTrainer(real, FailsWith(100))));

        var federation = await silo.RunAsync(Spec($$"""{{Dynamic}}, "select": { "reliability": 0.7 } }""", rounds: 8, counts: "[100, 150, 350]"));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await silo.RoundsAsync();
        var first = rounds.First(round => round.Clients.Any(client => client.Client == "tiny.0"));
        Assert.True(first.Round < 8, "the seed never draws it");
        Assert.All(rounds.Where(round => round.Round > first.Round), round => Assert.Equal(["tiny.1", "tiny.2"], round.Clients.Select(client => client.Client)));
        var replayed = await ReplayAsync(silo, first.Round + 1);
        Assert.True(replayed.IsSame, replayed.ToString());
    }

    [Fact]
    public async Task A_cohort_that_was_drawn_by_preference_is_the_recorded_one_after_a_restart()
    {
        using var state = new StateDirectory();
        var spec = Spec("""{ "count": 1, "minimum": 1, "onError": "resilient", "deadline": "30s", "select": { "prefer": "reliability" } }""", rounds: 6);
        IReadOnlyList<string> drawn;
        await using (var silo = await RunningSilo.StartAsync(state))
        {
            await silo.Federation().StartAsync(spec, Cancel);
            await silo.WaitForAsync(FederationEventKind.ClientFinished, 4);
            drawn = [.. (await silo.RoundsAsync()).Where(round => round.Round <= 4).Select(round => round.Clients[0].Client)];
        }

        await using var restarted = await RunningSilo.StartAsync(state);
        var federation = await restarted.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await restarted.RoundsAsync();
        Assert.Equal(drawn, rounds.Take(4).Select(round => round.Clients[0].Client));
        Assert.All(rounds, round => Assert.Equal((1, 1), (round.Selected, round.Contributed)));
    }

    [Fact]
    public async Task Too_few_that_meet_it_fail_the_federation_with_who_meets_what_and_run_again_it_looks_again()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var spec = Spec("""{ "minimum": 2, "deadline": "1s", "select": { "cores": 4000 } }""");

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var federation = await silo.RunAsync(spec);

            Assert.Equal((FederationStatus.Failed, 0), (federation.Status, federation.Round));
            Assert.Equal((FederationErrors.TooFewMeet.Code, "sampling.select"), (federation.Failure!.Code, federation.Failure.Place));
            Assert.Equal("0 of 3 clients meet it, but sampling.minimum asks for 2: cores 4000 is met by 0", federation.Failure.Cause);
        }

        Assert.Empty(await silo.RoundsAsync());
    }

    [Fact]
    public async Task Clients_of_which_all_were_too_slow_are_tried_again_and_who_watches_is_told()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        Assert.Empty((await silo.Federation().StartAsync(Spec("""{ "minimum": 2, "onError": "dynamic", "select": { "speed": 1e9 } }"""), Cancel)).Problems);

        var told = (await silo.WaitForEndAsync()).Where(happened => happened.Kind == FederationEventKind.ClientsReadmitted).ToArray();

        var federation = (await silo.Federation().GetAsync())!;
        Assert.Equal((FederationStatus.Finished, 2, null), (federation.Status, federation.Round, federation.Failure));
        Assert.Equal([3, 3], (await silo.RoundsAsync()).Select(round => round.Contributed));
        Assert.Equal((2, 3), (told.Single().Round, told.Single().Cohort!.Count));
        Assert.EndsWith("are tried again, though not as fast or reliable in the rounds before as sampling.select asks for", told.Single().Reason, StringComparison.Ordinal);
        Assert.True((await ReplayAsync(silo, 2)).IsSame);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public async Task Who_watches_is_told_once_of_the_draw_that_was_written_whatever_tries_it_took(int written, int expected)
    {
        using var state = new StateDirectory();
        var losses = 2;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IRoundStore>(real => LostOpenings.Around(real, (round, cohort) =>
            round == 2 && Interlocked.Decrement(ref losses) >= 0 ? (true, written == 0 ? null : [.. cohort.Take(written)]) : (false, null))));
        Assert.Empty((await silo.Federation().StartAsync(Spec("""{ "minimum": 2, "onError": "dynamic", "select": { "speed": 1e9 } }"""), Cancel)).Problems);

        var told = (await silo.WaitForEndAsync()).Count(happened => happened.Kind == FederationEventKind.ClientsReadmitted);

        Assert.Equal((-1, expected), (Math.Max(losses, -1), told));
        Assert.Equal([3, written == 2 ? 2 : 3], (await silo.RoundsAsync()).Select(round => round.Contributed));
    }

    [Fact]
    public async Task An_unreliable_client_takes_the_place_of_one_that_is_in_quarantine()
    {
        using var state = new StateDirectory();
        var failures = 1;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new FaultyTrainer(real, (request, _) =>
            request.Data.Count == 100 && Interlocked.Decrement(ref failures) >= 0 ? throw new InvalidOperationException("once") : Task.CompletedTask)));
        var spec = TinySpecs.Digits(rounds: 4, clients: 5, sampling: """{ "minimum": 4, "onError": "dynamic", "select": { "reliability": 0.7 } }""", extra: """
            , "attack": { "clients": [1], "how": { "scale": 20 } }, "defence": { "scores": ["norm"], "quarantine": { "after": 2, "rounds": 5 } }
            """).Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [100, 125, 125, 125, 125] }", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal(["tiny.1"], federation.Quarantined);
        Assert.Equal(["0 1 2 3 4", "1 2 3 4", "0 2 3 4", "0 2 3 4"], (await silo.RoundsAsync()).Select(round => string.Join(' ', round.Clients.Select(client => client.Client[^1]))));
    }

    [Fact]
    public async Task A_federation_that_waits_for_sites_can_be_stopped()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        Assert.Empty((await silo.Federation().StartAsync(Spec("""{ "deadline": "1h", "select": { "cores": 4000 } }"""), Cancel)).Problems);
        await silo.WaitForAsync(FederationEventKind.ClientUnavailable, 1);

        Assert.Equal(FederationStatus.Stopped, (await silo.Federation().StopAsync(Cancel))!.Status);
    }

    [Fact]
    public async Task A_slow_client_does_as_many_steps_as_fit_the_budget_and_the_same_bits_after_a_restart_and_in_a_replay()
    {
        // 600 examples in batches of 20: 20, 5 and 5 steps; a step of client 0 takes 100 ms, one of the others 10.
        var spec = Spec("{}", rounds: 4, counts: "[400, 100, 100]").Replace("\"epochs\": 1", "\"epochs\": 1, \"budget\": \"750ms\"", StringComparison.Ordinal);
        var expected = await FinishedRun.OfAsync(spec, async silo =>
        {
            var rounds = await silo.RoundsAsync();
            Assert.Equal([20L, 7, 7, 7], rounds.Select(round => round.Clients[0].Steps));
            Assert.Equal([null, 7L, 7, 7], rounds.Select(round => round.Clients[0].StepsAtMost));
            Assert.All(rounds, round => Assert.Equal((5, 5), (round.Clients[1].Steps, round.Clients[2].Steps)));
            Assert.True((await ReplayAsync(silo, 3)).IsSame);
            return await silo.DigestsAsync();
        }, Slow);

        // Whatever is measured after the restart: what the round in progress had decided stays.
        Assert.Equal(expected, await InterruptedRun.WithinRoundAsync(spec, 3, silo => silo.DigestsAsync(), Slow));
    }

    [Fact]
    public async Task A_lost_update_is_trained_again_with_the_steps_that_were_decided()
    {
        var spec = Spec("{}", rounds: 2, counts: "[400, 100, 100]").Replace("\"epochs\": 1", "\"epochs\": 1, \"budget\": \"750ms\"", StringComparison.Ordinal);
        using var state = new StateDirectory();
        ConcurrentBag<(TrainingRequest Request, TrainingResult Result)> seen = [];
        await using var silo = await RunningSilo.StartAsync(state, services =>
        {
            Slow(services);
            services.Decorate<IModelTrainer>(real => new WatchedTrainer(real, seen));
            services.Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.0", times: 1, round: 2));
        });

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal([null, 7L, 7L], seen.Where(one => one.Request.Data.Count == 400).OrderBy(one => one.Result.StartedAt).Select(one => one.Request.Steps));
    }

    private static void Slow(IServiceCollection services) => services.Decorate<IModelTrainer>(real => new SlowTrainer(real));

    private static Func<TrainingRequest, CancellationToken, Task> FailsWith(int examples) =>
        (request, _) => request.Data.Count == examples ? throw new InvalidOperationException("always") : Task.CompletedTask;

    private static Task<RoundReplay> ReplayAsync(RunningSilo silo, int round)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        return silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", round)).ReplayAsync(Cancel);
    }

    private static string Spec(string sampling, int rounds = 2, int clients = 3, string tags = """{ "all": [0] }""", string? counts = null) =>
        TinySpecs.Digits(rounds: rounds, clients: clients, sampling: sampling)
            .Replace("\"partition\": \"iid\"", $"\"partition\": {(counts is null ? "\"iid\"" : $$"""{ "counts": {{counts}} }""")}, \"tags\": {tags}", StringComparison.Ordinal);

    /// <summary>The real trainer, which says that a step took 100 ms with 400 examples and 10 ms with fewer, whatever it took.</summary>
    private sealed class SlowTrainer(IModelTrainer real) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return result with { Seconds = result.Steps * (request.Data.Count == 400 ? 0.1 : 0.01) };
        }
    }
}
