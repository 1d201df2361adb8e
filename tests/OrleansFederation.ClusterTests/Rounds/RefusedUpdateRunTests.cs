using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Updates that are frozen and turn out to be none of the model, or to be gone: whoever goes on with the round knows of it.</summary>
public sealed class RefusedUpdateRunTests
{
    private const string Dynamic = """{ "minimum": 2, "onError": "dynamic" }""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(""", "aggregation": "median" """)]
    [InlineData(""", "filters": ["int8"] """)]
    public async Task An_update_that_is_none_of_this_model_is_refused_and_the_round_goes_on_without_it(string extra)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => new ScribblingUpdateStore(real, "tiny.1")));
        var spec = TinySpecs.Digits(sampling: """{ "minimum": 2, "onError": "dynamic" }""", extra: extra);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.VersionsAsync(), version => Assert.Equal(["tiny.0", "tiny.2"], version.Manifest.Contributors.Select(contributor => contributor.Client)));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal((ParticipantState.Failed, "the update of client tiny.1"), (round.Clients[1].State, round.Clients[1].Failure!.Place)));
    }

    [Fact]
    public async Task An_update_that_is_none_of_this_model_fails_a_strict_round_and_its_client_is_named()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => new ScribblingUpdateStore(real, "tiny.1")));

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal(FederationStatus.Failed, federation.Status);
        Assert.Contains("client tiny.1", federation.Failure!.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_dies_before_or_after_the_refusal_is_written_goes_on_to_the_same_bits_and_the_same_failure(bool after)
    {
        var spec = TinySpecs.Digits(sampling: Dynamic);
        using StateDirectory undisturbed = new(), state = new();
        await using var calm = await RunningSilo.StartAsync(undisturbed, services => services.Decorate<IUpdateStore>(Scribbling));
        await calm.RunAsync(spec);
        await InterruptAsync(state, spec, after);

        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(Scribbling));
        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var (expected, rounds) = (await calm.RoundsAsync(), await silo.RoundsAsync());
        Assert.Equal(expected.Select(round => round.Digest), rounds.Select(round => round.Digest));
        Assert.Equal(expected.SelectMany(round => round.Clients).Select(client => (client.State, client.Failure)), rounds.SelectMany(round => round.Clients).Select(client => (client.State, client.Failure)));
        Assert.Equal((ParticipantState.Failed, "the update of client tiny.1"), (rounds[0].Clients[1].State, rounds[0].Clients[1].Failure!.Place));
        Assert.Equal([(2L, 0L), (0L, 2L), (2L, 0L)], (await silo.Catalog.ListClientsAsync("tiny", 10, Cancel)).Select(client => (client.Contributed, client.Failed)));
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.True((await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 1)).ReplayAsync(Cancel)).IsSame);
    }

    [Fact]
    public async Task In_an_asynchronous_federation_it_is_not_carried_on_by_a_process_that_takes_over_before_the_buffer_is_full_again()
    {
        // The third client still trains when the first two fill the buffer.
        var spec = TinySpecs.Digits(rounds: 3, sampling: """{ "onError": "dynamic" }""", extra: """, "async": { "buffer": 2 } """)
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [250, 150, 200] }", StringComparison.Ordinal);
        using var state = new StateDirectory();
        await InterruptAsync(state, spec, after: true, services => services.Decorate<IModelTrainer>(new PacedTrainer().Hold(2, 1).Around));

        await using var silo = await RunningSilo.StartAsync(state);
        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, 3, null), (federation.Status, federation.Round, federation.Failure));
        var rounds = await silo.RoundsAsync();
        Assert.Equal([ParticipantState.Contributed, ParticipantState.Failed, ParticipantState.Contributed], rounds[0].Clients.Select(client => client.State));
        Assert.Equal("the update of client tiny.1", rounds[0].Clients[1].Failure!.Place);
        Assert.Equal((1, 0), (rounds[1].Clients[1].Attempt, rounds[1].Clients[1].Staleness));
    }

    [Fact]
    public async Task An_update_that_is_gone_each_time_it_was_trained_again_is_its_clients_failure()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.1", int.MaxValue, round: 1)));

        var federation = await silo.RunAsync(TinySpecs.Digits(sampling: Dynamic));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var rounds = await silo.RoundsAsync();
        Assert.Equal([2, 3], rounds.Select(round => round.Contributed));
        Assert.Equal((ParticipantState.Failed, FederationErrors.UpdateLost.Code, "client tiny.1"), (rounds[0].Clients[1].State, rounds[0].Clients[1].Failure!.Code, rounds[0].Clients[1].Failure!.Place));
    }

    [Fact]
    public async Task A_strict_round_that_lost_an_update_for_good_trains_it_anew_when_it_is_run_again()
    {
        var spec = TinySpecs.Digits();
        using StateDirectory undisturbed = new(), state = new();
        await using var calm = await RunningSilo.StartAsync(undisturbed);
        await calm.RunAsync(spec);
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.1", times: 4, round: 1)));

        var failed = await silo.RunAsync(spec);
        var again = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Failed, FederationErrors.UpdateLost.Code), (failed.Status, failed.Failure!.Code));
        Assert.Equal((FederationStatus.Finished, null), (again.Status, again.Failure));
        Assert.Equal((await calm.RoundsAsync()).Select(round => round.Digest), (await silo.RoundsAsync()).Select(round => round.Digest));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "minimum": 3, "onError": "dynamic" }""")]
    public async Task A_round_that_fails_for_it_asks_the_client_again_when_it_is_run_again(string sampling)
    {
        var spec = TinySpecs.Digits(sampling: sampling);
        using StateDirectory undisturbed = new(), state = new();
        await using var calm = await RunningSilo.StartAsync(undisturbed);
        await calm.RunAsync(spec);
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => new ScribblingUpdateStore(real, "tiny.1", attempts: 1, rounds: 1)));

        var failed = await silo.RunAsync(spec);
        var first = (await silo.RoundsAsync())[0];
        var again = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Failed, "the update of client tiny.1"), (failed.Status, failed.Failure!.Place));
        Assert.Equal((RoundPhase.Failed, 2), (first.Phase, first.Contributed));
        Assert.Equal((ParticipantState.Failed, failed.Failure), (first.Clients[1].State, first.Clients[1].Failure));
        Assert.Equal((FederationStatus.Finished, null), (again.Status, again.Failure));
        Assert.Equal([1, 2, 1], (await silo.RoundsAsync())[0].Clients.Select(client => client.Attempt));
        Assert.Equal((await calm.RoundsAsync()).Select(round => round.Digest), (await silo.RoundsAsync()).Select(round => round.Digest));
    }

    private static ScribblingUpdateStore Scribbling(IUpdateStore real) => new(real, "tiny.1");

    /// <summary>Ends a silo in round 1, where the update of tiny.1 is refused, before or after that is written.</summary>
    private static async Task InterruptAsync(StateDirectory state, string spec, bool after, Action<IServiceCollection>? configure = null)
    {
        StoppedStore? stop = null;
        var stopped = await RunningSilo.StartAsync(state, services =>
        {
            configure?.Invoke(services);
            services.Decorate<IUpdateStore>(Scribbling).Decorate<IRoundStore>(real =>
            {
                (var store, stop) = StoppedStore.Around(real, nameof(IRoundStore.FailAsync), after);
                return store;
            });
        });
        Assert.Empty((await stopped.Federation().StartAsync(spec, Cancel)).Problems);
        await stop!.Reached.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Cancel);
        await stopped.DisposeAsync();
    }
}
