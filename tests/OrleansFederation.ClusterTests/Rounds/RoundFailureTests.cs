using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class RoundFailureTests
{
    [Fact]
    public async Task A_client_that_throws_fails_a_strict_round_and_is_named_and_committed_rounds_stay()
    {
        using var state = new StateDirectory();
        var calls = 0;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, _) => Interlocked.Increment(ref calls) == 5 ? throw new InvalidOperationException("the scanner is on fire") : Task.CompletedTask)));

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal((FederationStatus.Failed, 1), (federation.Status, federation.Round));
        Assert.Equal(FederationErrors.TrainingFailed.Code, federation.Failure!.Code);
        Assert.Contains("client tiny.", federation.Failure.Place, StringComparison.Ordinal);
        Assert.Contains("the scanner is on fire", federation.Failure.Cause, StringComparison.Ordinal);
        Assert.Single(await silo.VersionsAsync());
    }

    [Fact]
    public async Task A_failed_federation_run_again_tries_the_round_again_and_ends_with_the_same_bits()
    {
        var expected = await FinishedRun.DigestsAsync(TinySpecs.Digits());
        using var state = new StateDirectory();
        var calls = 0;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, _) => Interlocked.Increment(ref calls) == 5 ? throw new InvalidOperationException("once") : Task.CompletedTask)));
        await silo.RunAsync(TinySpecs.Digits());

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.Equal(expected, await silo.DigestsAsync());
    }

    [Fact]
    public async Task An_update_that_is_not_finite_is_never_aggregated()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, _) => Task.CompletedTask, request => request with { Parameters = Enumerable.Repeat(float.NaN, request.Parameters.Length).ToArray() })));

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal(FederationStatus.Failed, federation.Status);
        Assert.Equal(FederationErrors.NonFiniteUpdate.Code, federation.Failure!.Code);
        Assert.Contains("client tiny.", federation.Failure.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dynamic_round_commits_without_the_client_that_failed()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (request, _) => request.Data.Count == 100 ? throw new InvalidOperationException("always") : Task.CompletedTask)));
        var spec = TinySpecs.Digits(sampling: """{ "minimum": 2, "onError": "dynamic" }""")
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [250, 100, 250] }", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.All(await silo.VersionsAsync(), version => Assert.Equal(["tiny.0", "tiny.2"], version.Manifest.Contributors.Select(contributor => contributor.Client)));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal(ParticipantState.Failed, round.Clients[1].State));
    }

    [Fact]
    public async Task A_resilient_round_asks_again_and_counts_the_client_once()
    {
        var expected = await FinishedRun.DigestsAsync(TinySpecs.Digits());
        using var state = new StateDirectory();
        var calls = 0;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, _) => Interlocked.Increment(ref calls) == 2 ? throw new InvalidOperationException("once") : Task.CompletedTask)));

        var federation = await silo.RunAsync(TinySpecs.Digits(sampling: """{ "onError": "resilient" }"""));

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.Equal(expected, await silo.DigestsAsync());
        Assert.Equal(3, (await silo.VersionsAsync())[1].Manifest.Contributors.Count);
    }

    [Fact]
    public async Task A_client_that_never_answers_is_left_out_at_the_deadline()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (request, cancellation) => request.Data.Count == 100 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation) : Task.CompletedTask)));
        var spec = TinySpecs.Digits(rounds: 1, sampling: """{ "minimum": 2, "onError": "dynamic", "deadline": "10s" }""")
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [250, 100, 250] }", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.Equal(ParticipantState.Dropped, (await silo.RoundsAsync())[0].Clients[1].State);
    }

    [Fact]
    public async Task A_strict_round_fails_at_its_deadline_and_names_who_is_missing()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real =>
            new FaultyTrainer(real, (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation))));

        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 1, sampling: """{ "deadline": "1s" }"""));

        Assert.Equal(FederationErrors.DeadlinePassed.Code, federation.Failure!.Code);
        Assert.Contains("tiny.1", federation.Failure.Place, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_update_is_trained_again_and_gives_the_same_bits()
    {
        var expected = await FinishedRun.DigestsAsync(TinySpecs.Digits());
        using var state = new StateDirectory();
        ForgetfulUpdateStore? store = null;
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IUpdateStore>(real => store = new(real, "tiny.1", times: 1)));

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal(FederationStatus.Finished, federation.Status);
        Assert.Equal(expected, await silo.DigestsAsync());
        Assert.Equal(7, store!.Writes);
    }

    [Fact]
    public async Task Missing_data_fails_the_round_with_the_file_that_is_missing()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var spec = TinySpecs.Digits().Replace("\"data\": { \"format\": \"digits\", \"train\": 600, \"test\": 200 }", "\"data\": { \"format\": \"idx\", \"path\": \"/nowhere/at/all\" }", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal(FederationErrors.DataNotFound.Code, federation.Failure!.Code);
        Assert.Contains("/nowhere/at/all", federation.Failure.Place + federation.Failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receipt_that_cannot_be_is_its_clients_failure_and_nobody_elses()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(real => new LyingTrainer(real)));
        var spec = TinySpecs.Digits(sampling: """{ "minimum": 2, "onError": "dynamic" }""")
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [250, 100, 250] }", StringComparison.Ordinal);

        var federation = await silo.RunAsync(spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.VersionsAsync(), version => Assert.Equal(["tiny.0", "tiny.2"], version.Manifest.Contributors.Select(contributor => contributor.Client)));
        Assert.All(await silo.RoundsAsync(), round =>
        {
            Assert.Equal((ParticipantState.Failed, FederationErrors.UpdateMismatch.Code), (round.Clients[1].State, round.Clients[1].Failure!.Code));
            Assert.Equal("client tiny.1", round.Clients[1].Failure!.Place);
        });
    }

    /// <summary>Trains, and tells of the client with 100 examples that it had fewer than none.</summary>
    private sealed class LyingTrainer(IModelTrainer real) : IModelTrainer
    {
        public async Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        {
            var result = await real.TrainAsync(request, progress, cancellationToken);
            return request.Data.Count == 100 ? result with { Examples = -100 } : result;
        }
    }
}
