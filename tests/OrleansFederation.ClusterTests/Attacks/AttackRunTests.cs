using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;

namespace OrleansFederation.Attacks;

/// <summary>Federations whose own clients attack.</summary>
public sealed class AttackRunTests
{
    [Theory]
    [InlineData("\"signflip\"")]
    [InlineData("\"labelflip\"")]
    [InlineData("""{ "scale": 20 }""")]
    [InlineData("""{ "noise": 0.5 }""")]
    [InlineData("\"overstate\"")]
    [InlineData("\"backdoor\"")]
    [InlineData("\"alie\"")]
    public async Task An_attack_changes_the_model_and_replays_with_the_same_bits(string how)
    {
        var honest = await FinishedRun.DigestsAsync(TinySpecs.Digits(rounds: 1, clients: 5));

        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var federation = await silo.RunAsync(TinySpecs.Digits(rounds: 1, clients: 5, extra: $$""", "attack": { "clients": [1, 3], "how": {{how}} } """));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.NotEqual(honest, await silo.DigestsAsync());
        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 1)).ReplayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Fact]
    public async Task Colluding_attackers_send_the_same_update()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits(rounds: 1, clients: 5, extra: """, "attack": { "clients": [1, 3], "how": "alie" } """));

        var clients = (await silo.RoundsAsync())[0].Clients;

        Assert.Equal(clients[1].Digest, clients[3].Digest);
        Assert.Equal(4, clients.Select(client => client.Digest).Distinct().Count());
    }

    [Fact]
    public async Task Krum_leaves_out_updates_that_are_far_and_a_mean_does_not()
    {
        const string Attack = """, "attack": { "clients": [2], "how": { "scale": 100 } } """;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(TinySpecs.Digits("mean", rounds: 1, clients: 5, extra: Attack), "mean");
        await silo.RunAsync(TinySpecs.Digits("krum", rounds: 1, clients: 5, extra: Attack + """, "aggregation": { "multikrum": 1 } """), "krum");

        Assert.True((await silo.RoundsAsync("mean"))[0].Clients[2].Weight > 0);
        Assert.Equal(0, (await silo.RoundsAsync("krum"))[0].Clients[2].Weight);
        Assert.True((await silo.RoundsAsync("krum"))[0].Central!.Loss < (await silo.RoundsAsync("mean"))[0].Central!.Loss);
    }

    [Fact]
    public async Task An_overstated_count_weighs_no_more_than_the_cap()
    {
        const string Attack = """, "attack": { "clients": [2], "how": "overstate" } """;
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(TinySpecs.Digits("free", rounds: 1, clients: 5, extra: Attack), "free");
        await silo.RunAsync(TinySpecs.Digits("capped", rounds: 1, clients: 5, extra: Attack + """, "aggregation": { "fedavg": { "cap": 0.25 } } """), "capped");

        Assert.True((await silo.RoundsAsync("free"))[0].Clients[2].Weight > 0.9);
        Assert.Equal(0.25, (await silo.RoundsAsync("capped"))[0].Clients[2].Weight!.Value, 1e-9);
    }

    [Fact]
    public async Task The_central_test_tells_a_backdoor_s_success()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(TinySpecs.Digits(rounds: 3, clients: 3, extra: """, "attack": { "clients": [0], "how": { "backdoor": { "target": 7, "share": 1, "value": 30, "boost": 3 } } } """));

        var success = Assert.Single((await silo.RoundsAsync())[2].Central!.Own!);

        Assert.Equal(BackdoorTest.Figure, success.Name);
        Assert.InRange(success.Denominator, 150, 199);
        Assert.True(success.Value > 0.8, $"{success.Value}");
    }
}
