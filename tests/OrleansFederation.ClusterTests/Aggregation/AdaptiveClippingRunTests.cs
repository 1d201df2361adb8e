using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;
using OrleansFederation.Rounds;
using Xunit;

namespace OrleansFederation.Aggregation;

/// <summary>A bound that follows the norms, from the spec to the versions.</summary>
public sealed class AdaptiveClippingRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_round_has_the_bound_that_the_norms_before_it_lead_to()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(Spec);

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        AdaptiveClipping rule = new();
        var settings = SpecReader.FromCanonical(federation.Spec).Aggregation;
        foreach (var round in await silo.RoundsAsync())
        {
            var report = (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", round.Round)).GetAsync())!;
            Assert.Equal(settings["bound"], report.Course["bound"]);
            UpdateFigures[] figures = [.. report.Clients.Select(client => new UpdateFigures(client.Examples) { Norm = client.Norm })];
            Assert.Equal(rule.Weigh(figures, settings), report.Clients.Select(client => client.Weight!.Value));
            settings = rule.After(settings, figures);
        }

        PrincipalContext.Current = RunningSilo.Owner;
        var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", 4)).ReplayAsync(Cancel);
        Assert.NotNull(replay.Recorded);
        Assert.Equal(replay.Recorded, replay.Replayed);
    }

    [Fact]
    public async Task A_silo_that_stops_within_a_round_goes_on_with_the_same_bound()
    {
        var expected = await FinishedRun.DigestsAsync(Spec);

        Assert.Equal(expected, await InterruptedRun.WithinRoundAsync(Spec, 4, silo => silo.DigestsAsync()));
    }

    private static string Spec => TinySpecs.Digits(rounds: 5, extra: """, "aggregation": { "adaptiveclipping": { "bound": 0.05, "rate": 0.5 } } """);
}
