using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Filters;

/// <summary>Federations whose updates are compressed.</summary>
public sealed class CompressedRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("int8", 0.02, 3.5)]
    [InlineData("fp16", 0.02, 1.9)]
    [InlineData("{\"topk\": 0.1}", 0.15, 6.5)]
    [InlineData("{\"int8\": {\"errorFeedback\": 0}}", 0.02, 3.5)]
    public async Task It_learns_what_it_learns_uncompressed_with_fewer_bytes(string filter, double less, double times)
    {
        var (plain, plainBytes) = await RunAsync("");
        var (accuracy, bytes) = await RunAsync($", \"filters\": [{Quoted(filter)}]");

        Assert.InRange(accuracy, plain - less, 1);
        Assert.InRange((double)plainBytes / bytes, times, times * 1.5);
    }

    [Fact]
    public async Task A_rule_that_needs_all_updates_reads_compressed_ones()
    {
        var (plain, _) = await RunAsync(""", "aggregation": "median" """);
        var (accuracy, _) = await RunAsync(""", "aggregation": "median", "filters": ["int8"] """);
        var (chosen, _) = await RunAsync(""", "aggregation": { "multikrum": { "byzantine": 0, "select": 3 } }, "filters": ["int8"] """);

        Assert.InRange(accuracy, plain - 0.03, 1);
        Assert.InRange(chosen, plain - 0.1, 1);
    }

    [Fact]
    public async Task A_round_tells_the_bytes_sent_and_the_norm_of_what_was_sent()
    {
        var spec = Spec(1, ", \"filters\": [\"sign\"]");
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        Assert.Empty((await silo.Federation().StartAsync(spec, Cancel)).Problems);
        var events = await silo.WaitForEndAsync();

        var round = Assert.Single(await silo.RoundsAsync());

        var read = SpecReader.Read(spec).OrThrow().Spec;
        var layout = Modeling.ModelPlans.Of(read.Model).Layout;
        Assert.Equal(4 * UpdateEncoding.Of(read, layout, 1, 0)!.Length, round.BytesUp);
        Assert.Equal(4 * (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", 1)).GetPlanAsync())!.Base.Length, round.BytesDown);
        var committed = events.Single(happened => happened.Kind == FederationEventKind.RoundCommitted);
        Assert.Equal((round.BytesUp, round.BytesDown), (committed.BytesUp, committed.BytesDown));
        Assert.All(round.Clients, client => Assert.InRange(client.Norm!.Value, 0.001, 100));
    }

    [Fact]
    public async Task A_failed_attempt_changes_no_bit_and_a_round_replays_as_it_was()
    {
        var spec = TinySpecs.Digits(rounds: 4, clients: 4, sampling: """{ "minimum": 4, "onError": "resilient" }""", extra: ", \"filters\": [\"int4\"]");
        var expected = await FinishedRun.DigestsAsync(spec);
        var writes = 0;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IClientStateStore>(real => new BreakingStates(real, key =>
            key is { Client: "tiny.2", Round: 2 } && Interlocked.Increment(ref writes) == 1)));

        await silo.RunAsync(spec);

        // The state was written and then the task failed: the second attempt goes on from the same one.
        Assert.Equal(2, writes);
        Assert.Equal(expected, await silo.DigestsAsync());
        for (var number = 1; number <= 4; number++)
        {
            var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(Cancel);
            Assert.Equal((replay.Recorded, true), (replay.Replayed, replay.Clients.All(client => client.Recorded == client.Replayed)));
        }
    }

    [Fact]
    public async Task A_silo_that_ends_between_a_state_and_its_receipt_changes_no_bit()
    {
        var spec = Spec(4, ", \"filters\": [\"int4\"]");
        var expected = await FinishedRun.DigestsAsync(spec);

        Assert.Equal(expected, await InterruptedRun.AfterStateAsync(spec, silo => silo.DigestsAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "aggregation": "median" """)]
    public async Task A_lost_update_is_trained_again_from_the_same_state(string extra)
    {
        var spec = Spec(3, ", \"filters\": [{\"topk\": 0.05}]" + extra);
        var expected = await FinishedRun.DigestsAsync(spec);

        Assert.Equal(expected, await FinishedRun.DigestsAsync(spec, services => services.Decorate<IUpdateStore>(real => new ForgetfulUpdateStore(real, "tiny.1", 1))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_lost_its_state_fails_and_is_named(bool damaged)
    {
        using var state = new StateDirectory();
        await using (var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new FaultyTrainer(real, (_, _) => Task.CompletedTask))))
        {
            Assert.Empty((await silo.Federation().StartAsync(Spec(40, ", \"filters\": [\"int8\"]"), Cancel)).Problems);
            await silo.WaitForAsync(FederationEventKind.RoundCommitted, 2);
            await silo.Federation().StopAsync(Cancel);
            await silo.WaitForEndAsync();
        }

        var folder = Path.Combine(state.Path, "clients", "local", "tiny", "tiny.3");
        foreach (var file in Directory.GetFiles(folder))
        {
            if (damaged)
            {
                var content = await File.ReadAllBytesAsync(file, Cancel);
                content[^1] ^= 1;
                await File.WriteAllBytesAsync(file, content, Cancel);
            }
            else
            {
                File.Delete(file);
            }
        }

        await using var again = await RunningSilo.StartAsync(state);
        var federation = await again.RunAsync(Spec(40, ", \"filters\": [\"int8\"]"));

        Assert.Equal(FederationStatus.Failed, federation.Status);
        Assert.Contains((await again.RoundsAsync())[^1].Clients, client => client.Client == "tiny.3" && client.Failure?.Code == FederationErrors.ClientStateLost.Code);
    }

    [Fact]
    public async Task States_of_rounds_long_past_go_and_their_rounds_are_no_longer_replayed()
    {
        var spec = Spec(6, ", \"filters\": [\"int8\"], \"retention\": { \"last\": 2 }");
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(spec);

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        var folder = Path.Combine(state.Path, "clients", "local", "tiny", "tiny.0");
        int[] rounds;
        while ((rounds = [.. Directory.GetFiles(folder).Select(file => int.Parse(Path.GetFileName(file).Split('.')[0], System.Globalization.CultureInfo.InvariantCulture)).Order()]).Length > 3)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, bound.Token);
        }

        Assert.Equal([4, 5, 6], rounds);
        var fault = await Assert.ThrowsAsync<FederationException>(() => silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 4)).ReplayAsync(Cancel));
        Assert.Equal(FederationErrors.ReplayImpossible.Code, fault.Code);
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 6)).ReplayAsync(Cancel);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    private static string Quoted(string filter) => filter.StartsWith('{') ? filter : $"\"{filter}\"";

    private static string Spec(int rounds, string extra) => TinySpecs.Digits(rounds: rounds, clients: 4, extra: extra);

    private static Task<(double Accuracy, long Bytes)> RunAsync(string extra) => FinishedRun.OfAsync(Spec(5, extra), async silo =>
    {
        var rounds = await silo.RoundsAsync();
        return (rounds[^1].Central!.Accuracy!.Value, rounds.Sum(round => round.BytesUp));
    });
}
