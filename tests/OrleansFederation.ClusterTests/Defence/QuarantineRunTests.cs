using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;
using Samples = OrleansFederation.Storage.Samples;

namespace OrleansFederation.Defence;

/// <summary>Clients that are not selected for a while, since they were flagged too often.</summary>
public sealed class QuarantineRunTests
{
    private const string Attack = """, "attack": { "clients": [1], "how": { "scale": 20 } }""";
    private const string Kept = """, "defence": { "scores": ["norm"], "quarantine": { "after": 2, "rounds": 3 } } """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_is_flagged_twice_is_not_selected_for_three_rounds_and_who_watches_is_told()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.Federation().StartAsync(TinySpecs.Digits(rounds: 6, clients: 5, extra: Attack + Kept), Cancel);

        var told = (await silo.WaitForEndAsync()).Where(happened => happened.Kind == FederationEventKind.ClientQuarantined).ToArray();

        Assert.Equal([5, 5, 4, 4, 4, 5], (await silo.RoundsAsync()).Select(round => round.Selected));
        Assert.All((await silo.RoundsAsync()).Skip(2).Take(3), round => Assert.DoesNotContain(round.Clients, client => client.Client == "tiny.1"));
        Assert.Equal(ParticipantState.Flagged, (await silo.RoundsAsync())[5].Clients[1].State);
        Assert.Equal((2, "tiny.1", "it was flagged in 2 of the last 10 rounds, and is not selected before round 6"), (told[0].Round, told[0].Client, told[0].Reason));
        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 4)).ReplayAsync(Cancel);
        Assert.True(replay.SameCohort);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Fact]
    public async Task A_process_that_starts_anew_still_keeps_it_out_and_ends_with_the_same_bits()
    {
        var spec = TinySpecs.Digits(rounds: 5, clients: 5, extra: Attack + Kept);
        using StateDirectory undisturbed = new(), state = new();
        await using var calm = await RunningSilo.StartAsync(undisturbed);
        await calm.RunAsync(spec);
        var first = await RunningSilo.StartAsync(state);
        await first.Federation().StartAsync(spec, Cancel);
        await first.WaitForAsync(FederationEventKind.RoundCommitted, 2);
        await first.DisposeAsync();

        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(spec);

        Assert.Equal((await calm.RoundsAsync()).Select(round => (round.Digest, round.Selected)), (await silo.RoundsAsync()).Select(round => (round.Digest, round.Selected)));
        Assert.Equal([5, 5, 4, 4, 4], (await silo.RoundsAsync()).Select(round => round.Selected));
    }

    [Fact]
    public async Task The_owner_lifts_it_and_nobody_else()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var finished = await silo.RunAsync(TinySpecs.Digits(rounds: 2, clients: 5, extra: Attack + Kept));
        Assert.Equal(["tiny.1"], finished.Quarantined);

        PrincipalContext.Current = "somebody";
        Assert.Equal(FederationErrors.NotGranted.Code, (await Assert.ThrowsAsync<FederationException>(() => silo.Federation().ReleaseAsync("tiny.1", Cancel))).Code);
        PrincipalContext.Current = RunningSilo.Owner;
        Assert.Equal(FederationErrors.NotQuarantined.Code, (await Assert.ThrowsAsync<FederationException>(() => silo.Federation().ReleaseAsync("tiny.0", Cancel))).Code);
        Assert.Null(await silo.Federation("none").ReleaseAsync("tiny.1", Cancel));

        Assert.Empty((await silo.Federation().ReleaseAsync("tiny.1", Cancel))!.Quarantined);

        Assert.Equal(FederationErrors.NotQuarantined.Code, (await Assert.ThrowsAsync<FederationException>(() => silo.Federation().ReleaseAsync("tiny.1", Cancel))).Code);
    }

    [Fact]
    public async Task What_a_client_did_stays_with_it()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.RunAsync(TinySpecs.Digits(rounds: 4, clients: 5, extra: Attack + """, "defence": { "scores": ["norm"] } """));

        var clients = await silo.Catalog.ListClientsAsync("tiny", 10, Cancel);
        Assert.Equal((4L, 0L, 4L, 1 / 6.0), (clients[1].Selected, clients[1].Contributed, clients[1].Flagged, clients[1].Reputation));
        Assert.Equal((4L, 4L, 0L, 5 / 6.0), (clients[0].Selected, clients[0].Contributed, clients[0].Flagged, clients[0].Reputation));
        Assert.Equal(4, (await silo.Grains.GetGrain<IClientGrain>(GrainKeys.Client("tiny.1")).GetAsync())!.Flagged);
    }

    [Fact]
    public async Task A_federation_may_begin_without_clients_of_bad_reputation_from_others()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var rounds = silo.Services.GetRequiredService<IRoundStore>();
        string[] clients = ["north", "south", "east", "west"];
        var tenure = await rounds.OpenAsync("earlier", 1, Samples.Cohort(clients), Samples.Base, Samples.At, "silo", Cancel);
        await rounds.RecordAsync(tenure, [.. clients.Select(client => Samples.Receipt("earlier", 1, client))], Cancel);
        var cohort = (await rounds.LoadAsync("earlier", 1, Cancel))!.Cohort;
        await rounds.FlagAsync(tenure, new(1, ["north", "south", "west"], "one"), [cohort[2] with { State = ParticipantState.Flagged, Scores = [new("norm", 9, 9, true)] }], Cancel);

        var federation = await silo.RunAsync($$"""
            {
              "federation": "tiny",
              "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
              "clients": [{{string.Join(", ", clients.Select(client => $$"""{ "id": "{{client}}", "site": "local", "data": { "format": "digits", "train": 60, "test": 20 } }"""))}}],
              "rounds": 2,
              "evaluation": { "fraction": 0 },
              "defence": { "scores": { "norm": 1000 }, "quarantine": { "rounds": 1, "reputation": 0.4 } }
            }
            """);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.Equal([["north", "south", "west"], ["east", "north", "south", "west"]], (await silo.RoundsAsync()).Select(round => round.Clients.Select(client => client.Client)));
    }
}
