using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Defence;

/// <summary>Federations that judge every update before they aggregate it.</summary>
public sealed class DefenceRunTests
{
    private const string Watched = """, "defence": { "scores": ["cosine", "loss", "norm"] } """;

    [Theory]
    [InlineData("\"signflip\"", "cosine")]
    [InlineData("""{ "signflip": 3 }""", "loss")]
    [InlineData("""{ "scale": 20 }""", "norm")]
    [InlineData("""{ "noise": 0.5 }""", "norm")]
    public async Task Attackers_are_left_out_by_one_score_and_the_model_has_the_bits_that_honest_clients_alone_give(string how, string score)
    {
        var attack = $$""", "attack": { "clients": [1, 4], "how": {{how}} } """;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(Spec("open", 7, attack), "open");
        await silo.RunAsync(Spec("honest", 7, "").Replace("\"partition\"", "\"only\": [0, 2, 3, 5, 6], \"partition\"", StringComparison.Ordinal), "honest");
        var federation = await silo.RunAsync(Spec("defended", 7, $$"""{{attack}}, "defence": { "scores": ["{{score}}"] } """), "defended");

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var defended = await silo.RoundsAsync("defended");
        Assert.All(defended, round => Assert.Equal(["defended.1", "defended.4"], round.Clients.Where(client => client.State == ParticipantState.Flagged).Select(client => client.Client)));
        Assert.All(defended, round => Assert.Equal((5, 7, 2, null), (round.Contributed, round.Selected, round.Flagged, round.Screened)));
        Assert.Equal((await silo.RoundsAsync("honest")).Select(round => round.Digest), defended.Select(round => round.Digest));
        Assert.True(defended[1].Central!.Accuracy > (await silo.RoundsAsync("open"))[1].Central!.Accuracy);
    }

    [Fact]
    public async Task Every_client_is_told_what_its_scores_are_and_who_watches_is_told_of_those_flagged()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.Federation().StartAsync(Spec("tiny", 5, """, "attack": { "clients": [1], "how": { "scale": 20 } }""" + Watched), TestContext.Current.CancellationToken);

        var told = (await silo.WaitForEndAsync()).Where(happened => happened.Kind == FederationEventKind.UpdatesScreened).ToArray();

        Assert.Equal([1, 2], told.Select(happened => happened.Round));
        Assert.All(told, happened => Assert.Equal(["tiny.1"], happened.Cohort));
        Assert.Matches("^tiny.1: loss [0-9.]+, [0-9.]+ deviations, norm [0-9.]+, [0-9.]+ deviations$", told[0].Reason);
        var clients = (await silo.RoundsAsync())[0].Clients;
        Assert.All(clients, client => Assert.Equal(["cosine", "loss", "norm"], client.Scores!.Select(score => score.Score)));
        Assert.All(clients.Where(client => client.State == ParticipantState.Contributed), client => Assert.Equal(client.Norm!.Value, client.Scores![2].Value, 1e-9));
        Assert.All(clients, client => Assert.InRange(client.Scores![0].Value, -1, 1));
        Assert.Null(clients[1].Weight);
    }

    [Fact]
    public async Task A_loss_is_that_of_the_base_moved_by_the_update_alone()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(Spec("tiny", 3, """, "defence": { "scores": { "loss": 1000 }, "exclude": false } """));
        await silo.RunAsync(Spec("alone", 3, "").Replace("\"partition\"", "\"only\": [1], \"partition\"", StringComparison.Ordinal).Replace("\"minimum\": 2", "\"minimum\": 1", StringComparison.Ordinal), "alone");

        var (watched, alone) = ((await silo.RoundsAsync())[0], (await silo.RoundsAsync("alone"))[0]);

        Assert.Equal(alone.Central!.Loss, watched.Clients[1].Scores!.Single().Value, 1e-9);
    }

    [Fact]
    public async Task Of_models_that_were_tried_nothing_is_left()
    {
        using StateDirectory plain = new(), state = new();
        await using var undefended = await RunningSilo.StartAsync(plain);
        await using var silo = await RunningSilo.StartAsync(state);

        await undefended.RunAsync(Spec("tiny", 9, ""));
        await silo.RunAsync(Spec("tiny", 9, """, "defence": { "scores": { "loss": 1000 } } """));

        Assert.Equal((await undefended.RoundsAsync()).Select(round => round.Digest), (await silo.RoundsAsync()).Select(round => round.Digest));
        Assert.All((await silo.RoundsAsync()).SelectMany(round => round.Clients), client => Assert.Equal("loss", Assert.Single(client.Scores!).Score));
        Assert.Equal(await UnownedAsync(undefended), await UnownedAsync(silo));
    }

    [Fact]
    public async Task A_defended_round_replays_with_the_same_bits()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(Spec("tiny", 5, """, "attack": { "clients": [1], "how": { "signflip": 3 } }""" + Watched));

        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 2)).ReplayAsync(TestContext.Current.CancellationToken);

        Assert.True(replay.SameCohort);
        Assert.Equal(["tiny.0", "tiny.2", "tiny.3", "tiny.4"], replay.Clients.Select(client => client.Client));
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_dies_before_or_after_flags_are_written_goes_on_and_ends_with_the_same_bits(bool after)
    {
        var spec = Spec("tiny", 5, """, "attack": { "clients": [1], "how": { "signflip": 3 } }""" + Watched);
        using StateDirectory undisturbed = new(), state = new();
        await using var calm = await RunningSilo.StartAsync(undisturbed);
        await calm.RunAsync(spec);
        StoppedStore? stop = null;
        var stopped = await RunningSilo.StartAsync(state, services => services.Decorate<IRoundStore>(real =>
        {
            (var store, stop) = StoppedStore.Around(real, nameof(IRoundStore.FlagAsync), after);
            return store;
        }));
        await stopped.Federation().StartAsync(spec, TestContext.Current.CancellationToken);
        await stop!.Reached.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        await stopped.DisposeAsync();

        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(spec);

        var (expected, rounds) = (await calm.RoundsAsync(), await silo.RoundsAsync());
        Assert.Equal(expected.Select(round => round.Digest), rounds.Select(round => round.Digest));
        Assert.Equal(expected.SelectMany(round => round.Clients).Select(client => (client.State, client.Scores![0], client.Scores[1], client.Scores[2])), rounds.SelectMany(round => round.Clients).Select(client => (client.State, client.Scores![0], client.Scores[1], client.Scores[2])));
        Assert.Equal(ParticipantState.Flagged, rounds[0].Clients[1].State);
    }

    [Fact]
    public async Task Flagged_updates_that_must_stay_are_counted_and_the_round_says_so()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits(rounds: 1, clients: 5, sampling: """{ "minimum": 5, "onError": "dynamic" }""", extra: """, "attack": { "clients": [1], "how": { "scale": 20 } }""" + Watched));

        var round = (await silo.RoundsAsync())[0];

        Assert.Equal((5, ParticipantState.Contributed, true), (round.Contributed, round.Clients[1].State, round.Clients[1].Scores!.Any(score => score.Flagged)));
        Assert.Equal("tiny.1 is flagged and counted all the same: more than half of the updates, sampling.minimum and what fedavg needs must remain", round.Screened);
    }

    [Fact]
    public async Task Too_few_updates_are_not_scored_and_the_round_says_why()
    {
        using var state = new StateDirectory();
        var calls = 0;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, _) => Interlocked.Increment(ref calls) == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask)));
        await silo.RunAsync(TinySpecs.Digits(rounds: 1, clients: 3, sampling: """{ "minimum": 1, "onError": "dynamic" }""", extra: Watched));

        var round = (await silo.RoundsAsync())[0];

        Assert.Equal("nothing was scored: of 2 updates nobody can say which is wrong, 3 are needed", round.Screened);
        Assert.All(round.Clients, client => Assert.Null(client.Scores));
    }

    /// <summary>How many artifacts nobody owns, however young; they are removed.</summary>
    private static Task<int> UnownedAsync(RunningSilo silo) =>
        silo.Services.GetRequiredService<IArtifactStore>().SweepAsync(TimeSpan.FromHours(-1), TestContext.Current.CancellationToken);

    private static string Spec(string name, int clients, string extra) => TinySpecs.Digits(name, rounds: 2, clients: clients, extra: extra)
        .Replace("\"train\": 600", "\"train\": 2800", StringComparison.Ordinal)
        .Replace("\"epochs\": 1", "\"epochs\": 3", StringComparison.Ordinal);
}
