using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Survival;

/// <summary>One disturbance at a chosen moment each, and how long the cluster takes to go on. Times are printed; the bounds are generous, since other tests share the machine.</summary>
[Collection(Disturbed.Name)]
public sealed class SurvivalTests(SurvivalCluster cluster, SurvivalReference reference, ITestOutputHelper output) : IAsyncLifetime
{
    private const int SlowRounds = 2;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly SurvivalRuns _runs = new(cluster, output);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await cluster.MendAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DisturbanceKind.Kill)]
    [InlineData(DisturbanceKind.Freeze)]
    [InlineData(DisturbanceKind.Terminate)]
    public async Task A_round_whose_coordinator_is_gone_is_taken_up_by_the_other_and_ends_with_the_same_bits(DisturbanceKind kind)
    {
        var expected = await SlowReferenceAsync();
        var name = $"coordinator-{kind}".ToLowerInvariant();
        await cluster.StartAsync(Slow(name));
        await TrainingAsync(name);
        var before = (await FederationRecord.ReadAsync(cluster, name)).Rounds[^1];
        var driving = cluster.DriverOf(await FederationRecord.ReadAsync(cluster, name));

        Assert.True(await cluster.StrikeAsync(kind, driving), cluster.Tails());
        var took = await cluster.WaitAsync($"{name} is taken up", async () =>
            (await FederationRecord.ReadAsync(cluster, name)).Rounds.Any(round => round.Number > before.Number || round.Epoch > before.Epoch), Soon);
        output.WriteLine($"{kind} of the coordinator that drives: taken up after {took.TotalSeconds:0.00} s");
        await ReturnAsync(kind, driving);

        await _runs.FollowAsync(name);
        await _runs.RequireCompleteAsync(name, expected, rounds: SlowRounds);
        await cluster.MendAsync();
    }

    [Theory]
    [InlineData(DisturbanceKind.Kill)]
    [InlineData(DisturbanceKind.Freeze)]
    [InlineData(DisturbanceKind.Terminate)]
    public async Task A_site_that_goes_while_it_trains_is_no_failure_of_its_clients_and_trains_again_when_it_is_back(DisturbanceKind kind)
    {
        var expected = await SlowReferenceAsync();
        var name = $"site-{kind}".ToLowerInvariant();
        await cluster.StartAsync(Slow(name));
        await TrainingAsync(name);
        var client = await cluster.ConnectAsync();

        Assert.True(await cluster.StrikeAsync(kind, "south"), cluster.Tails());
        var took = await cluster.WaitAsync("the clients of the site are unavailable", async () =>
            (await client.ListClientsAsync(name, cancellationToken: Cancel)).All(one => one.Available == (one.Site == "north")), Soon);
        output.WriteLine($"{kind} of a site's silo: its clients are unavailable after {took.TotalSeconds:0.00} s");
        await ReturnAsync(kind, "south");
        await cluster.MendAsync();
        took = await cluster.WaitAsync("the clients of the site are available", async () =>
            (await client.ListClientsAsync(name, cancellationToken: Cancel)).All(one => one.Available), Soon);
        output.WriteLine($"its clients are available {took.TotalSeconds:0.00} s after its silo is back");

        await _runs.FollowAsync(name);
        await _runs.RequireCompleteAsync(name, expected, rounds: SlowRounds);
    }

    [Fact]
    public async Task A_rolling_restart_of_all_silos_fails_no_round()
    {
        var expected = await SlowReferenceAsync();
        await cluster.StartAsync(Slow("rolling"));
        await TrainingAsync("rolling");

        foreach (var silo in SurvivalCluster.Silos)
        {
            Assert.Equal(0, await cluster[silo].TerminateAsync());
            await cluster.MendAsync();
        }

        await _runs.FollowAsync("rolling");
        await _runs.RequireCompleteAsync("rolling", expected, rounds: SlowRounds);
    }

    [Theory]
    [InlineData("fast", 0)]
    [InlineData("immediate", 3)]
    public async Task A_restart_of_the_database_fails_no_round(string mode, int seconds)
    {
        var expected = await SlowReferenceAsync();
        var name = $"database-{mode}";
        await cluster.StartAsync(Slow(name));
        await TrainingAsync(name);

        await cluster.DisturbAsync(new(TimeSpan.Zero, DisturbanceKind.RestartDatabase, null, TimeSpan.FromSeconds(seconds), mode));

        await _runs.FollowAsync(name);
        await _runs.RequireCompleteAsync(name, expected, rounds: SlowRounds);
    }

    [Fact]
    public async Task Connections_that_the_database_drops_in_every_phase_fail_no_round()
    {
        var expected = await reference.OfAsync(_runs, "quick", name => SurvivalRuns.Spec(name), SurvivalRuns.Rounds);
        await cluster.StartAsync(SurvivalRuns.Spec("dropped"));

        for (var i = 0; i < 10; i++)
        {
            await cluster.DisturbAsync(new(TimeSpan.Zero, DisturbanceKind.DropConnections, null, TimeSpan.Zero, ""));
            await SurvivalCluster.PauseAsync(TimeSpan.FromMilliseconds(150));
        }

        await _runs.FollowAsync("dropped");
        await _runs.RequireCompleteAsync("dropped", expected);
    }

    [Fact]
    public async Task A_site_that_stays_away_does_not_hold_up_a_round_that_has_its_minimum_and_fails_a_strict_one_by_its_name()
    {
        await cluster.StartAsync(SurvivalRuns.Spec("before", rounds: 1));
        await _runs.FollowAsync("before");
        await cluster["south"].TerminateAsync();
        try
        {
            await cluster.StartAsync(SurvivalRuns.Spec("tolerant", SurvivalRuns.Dynamic, rounds: 1)
                .Replace("\"fraction\": 0.5, \"minimum\": 2", "\"fraction\": 1, \"minimum\": 1", StringComparison.Ordinal));
            await cluster.StartAsync(SurvivalRuns.Spec("intolerant", """{ "deadline": "8s" }""", rounds: 1));
            await _runs.FollowAsync("tolerant");
            await _runs.FollowAsync("intolerant");
        }
        finally
        {
            await cluster.MendAsync();
        }

        var tolerant = await FederationRecord.ReadAsync(cluster, "tolerant");
        Assert.Equal("tolerant.0,tolerant.2", Assert.Single(tolerant.Versions).Contributors);
        var intolerant = await FederationRecord.ReadAsync(cluster, "intolerant");
        Assert.Equal(FederationStatus.Failed, intolerant.Status);
        Assert.Contains(FederationErrors.SiteOffline.Code, intolerant.Failure, StringComparison.Ordinal);
        Assert.Contains("south", intolerant.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_round_waits_for_clients_that_must_be_within_reach_and_begins_when_they_are_back()
    {
        await cluster["south"].TerminateAsync();
        try
        {
            await cluster.StartAsync(SurvivalRuns.Spec("short", """{ "available": 3, "minimum": 1, "onError": "dynamic", "deadline": "3s" }""", rounds: 1));
            await cluster.StartAsync(SurvivalRuns.Spec("patient", """{ "available": 3, "deadline": "2m" }""", rounds: 1));
            await _runs.FollowAsync("short");
        }
        finally
        {
            await cluster.MendAsync();
        }

        await _runs.FollowAsync("patient");
        var refused = await FederationRecord.ReadAsync(cluster, "short");
        Assert.Equal(FederationStatus.Failed, refused.Status);
        Assert.Contains("site south", refused.Failure, StringComparison.Ordinal);
        Assert.Contains("2 of 4 clients are within reach, and sampling.available asks for 3", refused.Failure, StringComparison.Ordinal);
        Assert.Equal("patient.0,patient.1,patient.2,patient.3", Assert.Single((await FederationRecord.ReadAsync(cluster, "patient")).Versions).Contributors);
    }

    [Fact]
    public async Task A_replay_needs_the_sites_that_contributed_and_says_which_is_away()
    {
        await cluster.StartAsync(SurvivalRuns.Spec("replayed", rounds: 1));
        await _runs.FollowAsync("replayed");
        var client = await cluster.ConnectAsync();
        await cluster["south"].TerminateAsync();
        try
        {
            var refusal = await Assert.ThrowsAsync<FederationException>(() => client.ReplayAsync("replayed", 1, Cancel));
            Assert.Equal(FederationErrors.SiteOffline.Code, refusal.Code);
            Assert.Contains("south", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await cluster.MendAsync();
        }

        Assert.True((await client.ReplayAsync("replayed", 1, Cancel)).IsSame);
    }

    /// <summary>A spec whose clients train for some seconds.</summary>
    private static string Slow(string name) => SurvivalRuns.Spec(name, rounds: SlowRounds, examples: 2000, epochs: 40);

    private Task<string> SlowReferenceAsync() => reference.OfAsync(_runs, "slow", Slow, SlowRounds);

    /// <summary>Waits until both sites have been training for a moment.</summary>
    private async Task TrainingAsync(string name)
    {
        await cluster.WaitAsync($"{name} trains", async () => (await FederationRecord.ReadAsync(cluster, name)).Rounds.Count > 0, Soon);
        await SurvivalCluster.PauseAsync(TimeSpan.FromMilliseconds(500));
    }

    private async Task ReturnAsync(DisturbanceKind kind, string silo)
    {
        if (kind == DisturbanceKind.Freeze)
        {
            await cluster.ThawAsync(kind, silo);

            // It finds that it was declared dead and ends; a supervisor starts it again.
            await cluster[silo].WaitForExitAsync();
        }

        await cluster.MendAsync();
    }
}
