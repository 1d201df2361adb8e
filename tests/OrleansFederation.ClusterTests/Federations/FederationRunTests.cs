using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

public sealed class FederationRunTests
{
    [Fact]
    public async Task A_federation_trains_its_rounds_and_publishes_a_version_each()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal((FederationStatus.Finished, 2, 2), (federation.Status, federation.Round, federation.Version));
        var versions = await silo.VersionsAsync();
        Assert.Equal([2, 1], versions.Select(version => version.Manifest.Version));
        Assert.Equal([1], versions[0].Manifest.Parents);
        Assert.All(versions, version => Assert.Equal(600, version.Manifest.Contributors.Sum(contributor => contributor.Examples)));
    }

    [Fact]
    public async Task Every_round_reports_central_and_federated_figures_and_its_clients()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits());

        var rounds = await silo.RoundsAsync();

        Assert.Equal([1, 2], rounds.Select(round => round.Round));
        Assert.All(rounds, round =>
        {
            Assert.Equal(RoundPhase.Committed, round.Phase);
            Assert.Equal(200, round.Central!.Examples);
            Assert.InRange(round.Central.Accuracy!.Value, 0.05, 1);
            Assert.InRange(round.Federated!.Examples, 130, 140);
            Assert.Equal(["tiny.0", "tiny.1", "tiny.2"], round.Clients.Select(client => client.Client));
            Assert.All(round.Clients, client => Assert.Equal(ParticipantState.Contributed, client.State));
        });
    }

    [Fact]
    public async Task Two_runs_of_one_spec_give_the_same_bits() =>
        Assert.Equal(await FinishedRun.DigestsAsync(TinySpecs.Digits()), await FinishedRun.DigestsAsync(TinySpecs.Digits()));

    [Fact]
    public async Task A_finished_federation_answers_at_once_and_trains_nothing_again()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits());

        var again = await silo.Federation().StartAsync(TinySpecs.Digits(), TestContext.Current.CancellationToken);

        Assert.True(again.Resumed);
        Assert.Equal(FederationStatus.Finished, again.Federation!.Status);
        Assert.Equal(2, (await silo.VersionsAsync()).Count);
        Assert.Equal(FederationEventKind.Finished, Assert.Single(await silo.WaitForEndAsync()).Kind);
    }

    [Fact]
    public async Task A_changed_spec_under_the_same_name_is_refused()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits());

        var changed = await silo.Federation().StartAsync(TinySpecs.Digits(rounds: 3), TestContext.Current.CancellationToken);

        Assert.Equal(FederationErrors.SpecConflict.Code, Assert.Single(changed.Problems).Code);
    }

    [Fact]
    public async Task A_bad_spec_gives_every_problem_and_creates_nothing()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var spec = TinySpecs.Digits().Replace("\"rounds\"", "\"runds\"", StringComparison.Ordinal).Replace("crossEntropy", "crossEntrop", StringComparison.Ordinal);

        var result = await silo.Federation().StartAsync(spec, TestContext.Current.CancellationToken);

        Assert.Contains(result.Problems, problem => problem.Code == "FED1001" && problem.Place == "runds");
        Assert.Contains(result.Problems, problem => problem.Place == "model.loss");
        Assert.Null(await silo.Federation().GetAsync());
    }

    [Fact]
    public async Task A_stopped_federation_continues_where_it_was_and_ends_with_the_same_bits()
    {
        var expected = await FinishedRun.DigestsAsync(TinySpecs.Digits(rounds: 4));
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.Federation().StartAsync(TinySpecs.Digits(rounds: 4), TestContext.Current.CancellationToken);
        await silo.WaitForAsync(FederationEventKind.RoundOpened, 2);

        var stopped = await silo.Federation().StopAsync(TestContext.Current.CancellationToken);
        var finished = await silo.RunAsync(TinySpecs.Digits(rounds: 4));

        Assert.Equal(FederationStatus.Stopped, stopped!.Status);
        Assert.Equal(FederationStatus.Finished, finished.Status);
        Assert.Equal(expected, await silo.DigestsAsync());
        Assert.Equal([4, 3, 2, 1], (await silo.VersionsAsync()).Select(version => version.Manifest.Round));
    }

    [Fact]
    public async Task A_silo_that_stops_within_a_round_continues_it_after_the_restart_with_the_same_bits()
    {
        var spec = TinySpecs.Digits(rounds: 3);

        var expected = await FinishedRun.DigestsAsync(spec);

        Assert.Equal(expected, await InterruptedRun.WithinRoundAsync(spec, 2, silo => silo.DigestsAsync()));
    }

    [Fact]
    public async Task Sampling_a_part_of_the_clients_gives_the_others_a_rest()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(TinySpecs.Digits(rounds: 3, clients: 6, sampling: """{ "count": 2 }"""));

        var rounds = await silo.RoundsAsync();
        Assert.All(rounds, round => Assert.Equal(2, round.Clients.Count));
        Assert.True(rounds.SelectMany(round => round.Clients).Select(client => client.Client).Distinct().Count() > 2);
    }

    [Fact]
    public async Task Baselines_are_federations_of_their_own()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits().Replace("\"central\": \"test\"", "\"central\": \"test\", \"baselines\": true", StringComparison.Ordinal));

        await silo.WaitForEndAsync("tiny.alone");
        await silo.WaitForEndAsync("tiny.pooled");

        Assert.All(await silo.RoundsAsync("tiny.alone"), round => Assert.Equal(200, Assert.Single(round.Clients).Examples));
        Assert.All(await silo.RoundsAsync("tiny.pooled"), round => Assert.Equal(600, Assert.Single(round.Clients).Examples));
    }

    [Fact]
    public async Task Retention_keeps_bytes_of_the_last_aliased_and_best_and_every_manifest()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits(rounds: 4, extra: """, "retention": { "last": 1 }"""));

        var versions = await silo.VersionsAsync();

        Assert.Equal(4, versions.Count);
        Assert.True(versions[0].BytesKept);
        Assert.InRange(versions.Count(version => version.BytesKept), 1, 2);
        var retired = versions.First(version => !version.BytesKept).Manifest.Version;
        var refusal = await Assert.ThrowsAsync<FederationException>(() =>
            silo.Grains.GetGrain<IModelVersionGrain>(GrainKeys.ModelVersion("tiny", retired)).ReadAsync(ArtifactKind.Onnx, 0, 16, TestContext.Current.CancellationToken));
        Assert.Equal(FederationErrors.BytesRetired.Code, refusal.Code);
    }
}
