using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Inference;
using OrleansFederation.Naming;

namespace OrleansFederation.Rounds;

/// <summary>Figures of a small federation through a running silo.</summary>
public sealed class RoundEvaluationFiguresTests
{
    [Fact]
    public async Task A_round_has_figures_of_all_examples_of_each_client_and_over_them()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(TinySpecs.Digits().Replace("\"fraction\": 0.5", "\"fraction\": 1", StringComparison.Ordinal));

        Assert.Equal(FederationStatus.Finished, federation.Status);
        var round = (await silo.Grains.GetGrain<IRoundGrain>(GrainKeys.Round("tiny", 2)).GetAsync())!;
        var matrix = ConfusionMatrix.Of(round.Central!.Tallies!)!;
        Assert.Equal((200L, round.Central.Correct!.Value), (matrix.Examples, Enumerable.Range(0, 10).Sum(k => matrix[k, k])));
        Assert.Equal(EvaluationSummary.Of(round.Central with { Figures = null }), round.Central.Figures);
        Assert.Equal(["tiny.0", "tiny.1", "tiny.2"], round.Sites.Select(site => site.Site));
        Assert.Equal(round.Federated!.Examples, round.Sites.Sum(site => site.Metrics.Examples));
        Assert.Equal(round.Federated.Correct, round.Sites.Sum(site => site.Metrics.Correct));
        Assert.Equal(round.Sites.Average(site => site.Metrics.Figures!.Accuracy!.Value), round.SiteMean!.Accuracy!.Value, 1e-12);
        Assert.All(round.Clients, client => Assert.Null(client.Evaluation!.Tallies));

        // The clients' tests are the parts of the central one.
        Assert.Equal(round.Central.Tallies! with { LossSquareSum = 0 }, round.Federated.Tallies! with { LossSquareSum = 0 });
    }

    [Fact]
    public async Task Lists_versions_and_events_have_figures_without_what_they_follow_from()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.Federation().StartAsync(TinySpecs.Digits(), TestContext.Current.CancellationToken);
        var committed = (await silo.WaitForEndAsync()).Last(happened => happened.Kind == FederationEventKind.RoundCommitted);

        var (listed, version) = ((await silo.Catalog.ListRoundsAsync("tiny", TestContext.Current.CancellationToken))[^1], (await silo.VersionsAsync())[0].Manifest);

        Assert.NotNull(version.Central!.Figures!.Auroc);
        Assert.Equal(version.Central, listed.Central);
        Assert.Equal(version.Central, committed.Central);
        Assert.Null(version.Central.Tallies);
        Assert.Null(version.Federated!.Tallies);
    }

    [Fact]
    public async Task Figures_that_cannot_be_merged_fail_their_client_and_say_why()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, services => services.Decorate<IModelRunner>(real => new Liar(real)));

        var federation = await silo.RunAsync(TinySpecs.Digits());

        Assert.Equal((FederationStatus.Failed, FederationErrors.EvaluationFailed.Code), (federation.Status, federation.Failure!.Code));
        Assert.Contains("confusion matrix", federation.Failure.Cause, StringComparison.Ordinal);
    }

    private sealed class Liar(IModelRunner real) : IModelRunner
    {
        public Task<InferenceOutput> RunAsync(Artifacts.ArtifactRef onnx, ReadOnlyMemory<float> inputs, CancellationToken cancellationToken) => real.RunAsync(onnx, inputs, cancellationToken);

        public LentModel Lend(ReadOnlyMemory<byte> onnx) => real.Lend(onnx);

        public async Task<Metrics> EvaluateAsync(Artifacts.ArtifactRef onnx, Data.IDataSet data, Modeling.LossKind loss, CancellationToken cancellationToken)
        {
            var metrics = await real.EvaluateAsync(onnx, data, loss, cancellationToken);
            return metrics with { Correct = metrics.Examples };
        }
    }
}
