using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Modeling;
using OrleansFederation.Naming;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Asynchronous federations of three clients, two of which fill the buffer. The third begins in round 1 and is done in round 4, together
/// with the first; the second, which began in round 4, counts in round 5; what the third begins in round 5 never ends.
/// </summary>
public sealed class AsyncRunTests
{
    private const int Slow = 2;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fast_clients_go_on_while_a_slow_one_trains_and_its_late_update_counts_less()
    {
        using var state = new StateDirectory();
        var paced = Paced();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));

        var federation = await CourseAsync(silo, paced, Spec());

        Assert.Equal((FederationStatus.Finished, 6, null), (federation.Status, federation.Round, federation.Failure));
        var rounds = await silo.RoundsAsync();
        Assert.Equal(
            ["0/0 1/0", "0/0 1/0", "0/0 1/0", "0/0 2/3", "0/0 1/1", "0/0 1/0"],
            rounds.Select(round => string.Join(' ', round.Clients.Where(client => client.State == ParticipantState.Contributed).Select(client => $"{client.Client[^1]}/{client.Staleness}"))));
        Assert.Equal([0, 0, 0, 1.5, 0.5, 0], rounds.Select(round => round.Staleness!.Value));
        Assert.Equal([0, 0, 0, 3, 1, 0], rounds.Select(round => round.MostStaleness!.Value));
        Assert.Equal([0, 1, 2], rounds.Take(3).Select(round => round.Clients[Slow].Staleness!.Value));
        Assert.All(rounds.Take(3), round => Assert.Equal(ParticipantState.Carried, round.Clients[Slow].State));

        // Examples 250 · 1 and 200 · 1/√(1+3), divided by their sum.
        Assert.Equal(250.0 / 350, Weight(rounds[3], 0), 1e-12);
        Assert.Equal(100.0 / 350, Weight(rounds[3], 2), 1e-12);
        Assert.Equal(150 / Math.Sqrt(2) / (250 + 150 / Math.Sqrt(2)), Weight(rounds[4], 1), 1e-12);
        Assert.All(rounds, round => Assert.Equal(1, round.Clients.Sum(client => client.Weight ?? 0), 1e-12));
        await AssertMovedAsync(silo, 4, 100.0 / 350, paced.Results[(2, 1)].Update, 250.0 / 350, paced.Results[(0, 4)].Update);

        Assert.Equal([(int?)null, 1], (await silo.VersionsAsync()).Single(version => version.Manifest.Version == 4).Manifest.Contributors.Select(contributor => contributor.Begun));

        // Nobody trained twice, and nothing is left behind by the training that the last round ended.
        Assert.All(paced.Times, times => Assert.Equal(1, times.Value));
        await paced.Cancelled(Slow, 5).WaitAsync(Bound, TimeProvider.System, Cancel);
        await UntilAsync(() => silo.Services.GetRequiredService<SiteTasks>().Count == 0 && Updates(state).Length == 0);
        Assert.Empty(await HoldersAsync(state));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "filters": ["int8"], "server": "adam" """)]
    public async Task A_round_of_late_updates_replays_and_a_lost_one_is_trained_again_from_its_own_base(string extra)
    {
        using var state = new StateDirectory();
        var paced = Paced();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));
        await CourseAsync(silo, paced, Spec(extra: extra));
        var expected = await silo.DigestsAsync();

        foreach (var number in Enumerable.Range(1, 6))
        {
            PrincipalContext.Current = RunningSilo.Owner;
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(Cancel);
            Assert.True(replay is { IsSame: true, Recorded: not null }, $"round {number}: {replay.Recorded} {replay.Replayed} {replay.SameCohort}");
        }

        using var other = new StateDirectory();
        var again = Paced();
        await using var forgetful = await RunningSilo.StartAsync(other, services => services
            .Decorate<IModelTrainer>(again.Around)
            .Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.2", 1)));
        await CourseAsync(forgetful, again, Spec(extra: extra));

        Assert.Equal(2, again.Times[(Slow, 1)]);
        Assert.Equal(expected, await forgetful.DigestsAsync());
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(1, true)]
    public async Task A_silo_that_ends_while_a_client_trains_goes_on_and_ends_with_the_same_bits(int round, bool retires)
    {
        var extra = retires ? """, "retention": { "last": 1 }, "filters": ["int4"] """ : "";
        using var undisturbed = new StateDirectory();
        string[] expected;
        var first = Paced();
        await using (var silo = await RunningSilo.StartAsync(undisturbed, services => services.Decorate<IModelTrainer>(first.Around)))
        {
            await CourseAsync(silo, first, Spec(extra: extra));
            expected = await silo.DigestsAsync();
        }

        using var state = new StateDirectory();
        var paced = Paced();
        await using (var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around)))
        {
            Assert.Empty((await silo.Federation().StartAsync(Spec(extra: extra), Cancel)).Problems);
            await silo.WaitForAsync(FederationEventKind.RoundCommitted, round);

            if (round == 3)
            {
                // Nothing is written now. Versions have lost their bytes, but not what a client still trains from.
                Assert.Equal(retires, await silo.Services.GetRequiredService<IArtifactStore>().SweepAsync(TimeSpan.Zero, Cancel) > 0);
            }
        }

        await using var restarted = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));
        var federation = await CourseAsync(restarted, paced, Spec(extra: extra));

        Assert.Equal((FederationStatus.Finished, 6, null), (federation.Status, federation.Round, federation.Failure));
        Assert.Equal(expected, await restarted.DigestsAsync());
    }

    [Fact]
    public async Task An_update_that_would_be_too_late_is_given_up_and_its_client_begins_again()
    {
        using var state = new StateDirectory();
        var paced = new PacedTrainer().Hold(Slow, 1, 4).Hold(0, 5);
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));
        Assert.Empty((await silo.Federation().StartAsync(Spec(staleness: 2), Cancel)).Problems);

        await paced.Cancelled(Slow, 1).WaitAsync(Bound, TimeProvider.System, Cancel);
        await paced.Begun(Slow, 4).WaitAsync(Bound, TimeProvider.System, Cancel);
        await silo.WaitForAsync(FederationEventKind.RoundCommitted, 4);
        paced.Open(Slow, 4);
        await WaitForClientAsync(silo, "tiny.2", 5);
        paced.Open(0, 5);
        await silo.WaitForEndAsync();

        Assert.Equal((FederationStatus.Finished, 6), ((await silo.Federation().GetAsync())!.Status, (await silo.Federation().GetAsync())!.Round));
        var rounds = await silo.RoundsAsync();
        Assert.Equal(
            [ParticipantState.Carried, ParticipantState.Carried, ParticipantState.Dropped, ParticipantState.Carried, ParticipantState.Contributed],
            rounds.Take(5).Select(round => round.Clients[Slow].State));
        Assert.Equal((FederationErrors.UpdateStale.Code, 2), (rounds[2].Clients[Slow].Failure!.Code, rounds[2].Clients[Slow].Staleness!.Value));
        Assert.Equal([0, 1], rounds.Skip(3).Take(2).Select(round => round.Clients[Slow].Staleness!.Value));
        Assert.DoesNotContain((Slow, 1), paced.Results.Keys);
    }

    [Fact]
    public async Task A_federation_that_stops_early_ends_what_still_trains_and_lets_go_of_what_it_began_with()
    {
        using var state = new StateDirectory();
        var paced = new PacedTrainer().Hold(Slow, 1);
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));

        var federation = await silo.RunAsync(Spec(extra: """, "stop": { "target": 0.01 } """));

        Assert.Equal((FederationStatus.Finished, 1), (federation.Status, federation.Round));
        await paced.Cancelled(Slow, 1).WaitAsync(Bound, TimeProvider.System, Cancel);
        await UntilAsync(async () => silo.Services.GetRequiredService<SiteTasks>().Count == 0 && Updates(state).Length == 0 && (await HoldersAsync(state)).Count == 0);
    }

    [Fact]
    public async Task A_federation_that_is_stopped_and_run_again_trains_from_the_same_bases()
    {
        using var state = new StateDirectory();
        var paced = Paced();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(paced.Around));
        Assert.Empty((await silo.Federation().StartAsync(Spec(), Cancel)).Problems);
        await Task.WhenAll(paced.Begun(0, 4), paced.Begun(1, 4), paced.Begun(Slow, 1)).WaitAsync(Bound, TimeProvider.System, Cancel);
        await silo.Federation().StopAsync(Cancel);
        await paced.Cancelled(Slow, 1).WaitAsync(Bound, TimeProvider.System, Cancel);
        await UntilAsync(() => silo.Services.GetRequiredService<SiteTasks>().Count == 0);

        var federation = await CourseAsync(silo, paced, Spec());

        Assert.Equal((FederationStatus.Finished, 6, null), (federation.Status, federation.Round, federation.Failure));
        Assert.Equal(3, (await silo.RoundsAsync())[3].Clients[Slow].Staleness);
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.True((await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 4)).ReplayAsync(Cancel)).IsSame);
    }

    [Fact]
    public async Task A_buffer_for_everybody_is_the_synchronous_federation_to_the_bit()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits("sync", rounds: 3), "sync");
        await silo.RunAsync(TinySpecs.Digits("async", rounds: 3, extra: """, "async": { "buffer": 3 } """), "async");

        Assert.Equal(await silo.DigestsAsync("sync"), await silo.DigestsAsync("async"));
    }

    [Fact]
    public async Task A_client_that_fails_is_replaced_by_updates_of_the_others_and_tried_again_in_the_next_round()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (request, _) => request.Data.Count == 200 ? throw new InvalidOperationException("always") : Task.CompletedTask)));

        var federation = await silo.RunAsync(Spec(rounds: 4, sampling: """{ "onError": "dynamic" }"""));

        Assert.Equal((FederationStatus.Finished, 4), (federation.Status, federation.Round));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal(2, round.Contributed));
        Assert.Contains(await silo.RoundsAsync(), round => round.Clients[Slow].State == ParticipantState.Failed);
    }

    private static PacedTrainer Paced() => new PacedTrainer().Hold(0, 4).Hold(1, 4).Hold(Slow, 1, 5, 6);

    private static string Spec(int rounds = 6, int staleness = 20, string sampling = "{}", string extra = "") =>
        TinySpecs.Digits(rounds: rounds, sampling: sampling, extra: $$""", "async": { "buffer": 2, "staleness": {{staleness}} }""" + extra)
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [250, 150, 200] }", StringComparison.Ordinal);

    /// <summary>Runs the course of this class's summary.</summary>
    private static async Task<FederationView> CourseAsync(RunningSilo silo, PacedTrainer paced, string spec)
    {
        Assert.Empty((await silo.Federation().StartAsync(spec, Cancel)).Problems);
        await Task.WhenAll(paced.Begun(0, 4), paced.Begun(1, 4)).WaitAsync(Bound, TimeProvider.System, Cancel);
        paced.Open(Slow, 1);
        await WaitForClientAsync(silo, "tiny.2", 4);
        paced.Open(0, 4);
        await silo.WaitForAsync(FederationEventKind.RoundCommitted, 4);
        paced.Open(1, 4);
        await silo.WaitForEndAsync();
        return (await silo.Federation().GetAsync())!;
    }

    private static async Task WaitForClientAsync(RunningSilo silo, string client, int round)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        await foreach (var happened in silo.Federation().WatchAsync(0, bound.Token).WithCancellation(bound.Token))
        {
            if (happened.Kind == FederationEventKind.ClientFinished && happened.Client == client && happened.Round == round)
            {
                return;
            }
        }

        Assert.Fail($"{client} did not deliver in round {round}");
    }

    private static double Weight(RoundReport round, int client) => round.Clients.Single(report => report.Client == $"tiny.{client}").Weight!.Value;

    private static async Task AssertMovedAsync(RunningSilo silo, int version, double weight, float[] update, double otherWeight, float[] otherUpdate)
    {
        var layout = ModelPlans.Of(SpecReader.Read(Spec()).OrThrow().Spec.Model).Layout;
        var (before, after) = (await ParametersAsync(version - 1), await ParametersAsync(version));
        Assert.All(Enumerable.Range(0, layout.Length), k => Assert.Equal(before[k] + weight * update[k] + otherWeight * otherUpdate[k], after[k], 1e-6));

        async Task<float[]> ParametersAsync(int number)
        {
            var manifest = (await silo.VersionsAsync()).Single(one => one.Manifest.Version == number).Manifest;
            var file = await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(manifest.Parameters, Cancel);
            return Safetensors.View(layout, file.Span, $"version {number}").ToArray();
        }
    }

    /// <summary>The rounds that still hold artifacts: each lets go when its version is published, or when its federation ends before it.</summary>
    private static async Task<IReadOnlyList<string>> HoldersAsync(StateDirectory state)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Directory.GetFiles(state.Path, "*.db").Single(), Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select owner from artifact_reference where owner like 'round/%'";
        await using var rows = await command.ExecuteReaderAsync(Cancel);
        List<string> owners = [];
        while (await rows.ReadAsync(Cancel))
        {
            owners.Add(rows.GetString(0));
        }

        return owners;
    }

    private static string[] Updates(StateDirectory state) => [.. Directory.GetFiles(state.Path, "*", SearchOption.AllDirectories).Where(file => file.Contains("/sites/", StringComparison.Ordinal))];

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, bound.Token);
        }
    }
}
