using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Rounds;

/// <summary>A cohort of two thousand clients on one silo.</summary>
public sealed class LargeCohortTests
{
    private const int Clients = 2_000;

    private const string Spec = """
        {
          "federation": "tiny",
          "seed": 7,
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 2000, "test": 100 },
          "clients": { "simulate": 2000, "partition": "iid", "sites": ["north", "south"] },
          "rounds": 1,
          "training": { "optimizer": "sgd", "learningRate": 0.01, "batchSize": 1, "epochs": 1 },
          "evaluation": { "central": "none" }
        }
        """;

    [Fact]
    public async Task A_cohort_of_two_thousand_commits_and_its_watchers_are_told_in_few_events()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        await silo.Federation().StartAsync(Spec, TestContext.Current.CancellationToken);
        var events = await silo.WaitForEndAsync();

        Assert.Equal(FederationEventKind.Finished, events[^1].Kind);
        Assert.Equal(Clients, events.Single(happened => happened.Kind == FederationEventKind.RoundOpened).Selected);
        Assert.Equal(Clients, events.Last(happened => happened.Kind == FederationEventKind.CohortProgress).Delivered);
        Assert.InRange(events.Count, 6, 70);
        var version = (await silo.VersionsAsync()).Single();
        Assert.Equal(Clients, version.Manifest.Contributors.Select(contributor => contributor.Client).Distinct().Count());
        var listed = (await silo.RoundsAsync()).Single();
        Assert.Equal((Clients, Clients, 0), (listed.Selected, listed.Contributed, listed.Clients.Count));
        var round = (await silo.Grains.GetGrain<IRoundGrain>(Naming.GrainKeys.Round("tiny", 1)).GetAsync())!;
        Assert.Equal(Clients, round.Clients.Count(client => client.State == ParticipantState.Contributed && client.Digest is not null));
    }
}
