using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Clustering;

public sealed class ClusterChoiceTests : IDisposable
{
    private readonly LocalTrainer _trainer = new(TimeProvider.System);

    [Theory]
    [InlineData(new[] { 0.5, 0.2, 0.3 }, 1)]
    [InlineData(new[] { 0.2, 0.2, 0.2 }, 0)]
    [InlineData(new[] { 0.3, 0.1, 0.1 }, 1)]
    [InlineData(new[] { double.NaN, 2, double.NegativeInfinity, 1 }, 3)]
    [InlineData(new[] { double.NaN, double.PositiveInfinity }, null)]
    [InlineData(new double[0], null)]
    public void The_least_finite_loss_is_taken_and_of_equals_the_first(double[] losses, int? expected) => Assert.Equal(expected, ClusterChoice.Least(losses));

    [Fact]
    public void The_first_cluster_begins_as_a_federation_without_clusters_and_no_two_begin_alike()
    {
        Assert.Equal(7, ClusterSeeds.Of(7, 1));
        Assert.Equal(16, Enumerable.Range(1, 16).Select(cluster => ClusterSeeds.Of(7, cluster)).Distinct().Count());
        Assert.NotEqual(ClusterSeeds.Of(7, 2), ClusterSeeds.Of(8, 2));
    }

    [Fact]
    public async Task Training_starts_from_the_model_with_the_least_loss_as_if_it_alone_had_been_given()
    {
        var request = Samples.Request(Samples.Cnn, Samples.Data([2, 10, 10], 75, 3), new() { Optimizer = OptimizerKind.Adam, BatchSize = 16 });
        var plan = ModelPlan.Create(Samples.Cnn);
        ReadOnlyMemory<float>[] candidates = [request.Parameters, .. Enumerable.Range(2, 4).Select(cluster => (ReadOnlyMemory<float>)plan.Initialise(ClusterSeeds.Of(1, cluster)))];
        List<double> losses = [];
        foreach (var candidate in candidates)
        {
            losses.Add((await TrainAsync(request with { Parameters = candidate, WantsInitialLoss = true })).InitialLoss!.Value);
        }

        var chosen = losses.IndexOf(losses.Min());
        var result = await TrainAsync(request with { Candidates = candidates, WantsInitialLoss = true });

        Assert.Equal(chosen, result.Candidate);
        Assert.Equal(losses[chosen], result.InitialLoss);
        Assert.Equal((await TrainAsync(request with { Parameters = candidates[chosen] })).Update, result.Update);
        Assert.Null((await TrainAsync(request)).Candidate);
    }

    public void Dispose() => _trainer.Dispose();

    private Task<TrainingResult> TrainAsync(TrainingRequest request) => _trainer.TrainAsync(request, null, TestContext.Current.CancellationToken);
}
