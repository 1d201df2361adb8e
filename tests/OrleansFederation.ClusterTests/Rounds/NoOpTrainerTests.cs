using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>The benchmarks' rounds of no training are rounds that the platform takes.</summary>
public sealed class NoOpTrainerTests
{
    [Theory]
    [InlineData("\"fedavg\"")]
    [InlineData("""{ "normbounded": 1 }""")]
    [InlineData("""{ "krum": { "byzantine": 0 } }""")]
    public async Task A_federation_of_no_training_finishes(string rule)
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelTrainer>(_ => new NoOpTrainer(TimeProvider.System)));

        var federation = await silo.RunAsync(TinySpecs.Digits(extra: $", \"aggregation\": {rule}"));

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        Assert.All(await silo.RoundsAsync(), round => Assert.Equal(round.Selected, round.Contributed));
    }
}
