using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Inference;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Plugins;
using OrleansFederation.Training;

namespace OrleansFederation.Clustering;

/// <summary>Clients that choose among clusters where tasks run in processes of their own.</summary>
public sealed class ClusteredIsolationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_chooses_trains_and_evaluates_there_as_in_the_silo()
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(TinySpecs.Digits(extra: """, "clusters": { "ifca": 3 }""").Replace(", \"central\": \"test\"", "", StringComparison.Ordinal)).OrThrow();
        var (plan, artifacts, exporter) = (ModelPlan.Create(spec.Model), silo.Services.GetRequiredService<IArtifactStore>(), silo.Services.GetRequiredService<IModelExporter>());
        List<ClusterCandidate> starts = [], models = [];
        for (var cluster = 1; cluster <= 3; cluster++)
        {
            var values = plan.Initialise(ClusterSeeds.Of(7, cluster));
            starts.Add(new(cluster, await artifacts.WriteAsync(Safetensors.Write(plan.Layout, values), Cancel)));
            models.Add(new(cluster, await artifacts.WriteAsync(exporter.Export(spec.Model, values), Cancel)));
        }

        async Task<TaskReport> DoAsync(TaskKind kind, string client, bool apart)
        {
            var candidates = kind == TaskKind.Train ? starts : models;
            TrainingOrder order = new(new(kind, "tiny", 1, client, 1), document, 0, "local", candidates[0].Model) { Candidates = candidates };
            var report = await silo.DoAsync(order, apart ? site : null);
            Assert.Null(report.Failure);
            return report;
        }

        var (one, other) = (await DoAsync(TaskKind.Train, "tiny.0", apart: false), await DoAsync(TaskKind.Train, "tiny.1", apart: true));
        var (oneTest, otherTest) = (await DoAsync(TaskKind.Evaluate, "tiny.0", apart: false), await DoAsync(TaskKind.Evaluate, "tiny.1", apart: true));

        Assert.Equal((one.Update, one.Cluster), (other.Update, other.Cluster));
        Assert.NotNull(one.Cluster);
        Assert.Equal((oneTest.Metrics!.LossSum, oneTest.Cluster), (otherTest.Metrics!.LossSum, otherTest.Cluster));

        // By the same examples the same model is chosen, as parameters to train and as a graph to evaluate.
        Assert.Equal(one.Cluster, oneTest.Cluster);
    }
}
