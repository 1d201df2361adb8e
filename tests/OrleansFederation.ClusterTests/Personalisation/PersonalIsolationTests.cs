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

namespace OrleansFederation.Personalisation;

/// <summary>Models of the clients' own where tasks run in processes of their own.</summary>
public sealed class PersonalIsolationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{ "keep": ["4"], "headEpochs": 1, "finetune": 1 }""")]
    [InlineData("""{ "ditto": 0.5 }""")]
    public async Task A_client_trains_goes_on_and_evaluates_there_as_in_the_silo(string personal)
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var (spec, document) = SpecReader.Read(TinySpecs.Digits(extra: $", \"personal\": {personal}").Replace(", \"central\": \"test\"", "", StringComparison.Ordinal)).OrThrow();
        var (plan, artifacts) = (ModelPlan.Create(spec.Model), silo.Services.GetRequiredService<IArtifactStore>());
        var start = await artifacts.WriteAsync(Safetensors.Write(plan.Layout, plan.Initialise(7)), Cancel);
        var onnx = await artifacts.WriteAsync(silo.Services.GetRequiredService<IModelExporter>().Export(spec.Model, plan.Initialise(7)), Cancel);
        async Task<TaskReport> DoAsync(TaskKind kind, string client, int round, string? before, bool apart)
        {
            TrainingOrder order = new(new(kind, "tiny", round, client, 1), document, 0, "local", kind == TaskKind.Train ? start : onnx) { StateRound = before is null ? 0 : 1, StateUpdate = before };
            var report = await silo.DoAsync(order, apart ? site : null);
            Assert.Null(report.Failure);
            return report;
        }

        var (one, other) = (await DoAsync(TaskKind.Train, "tiny.0", 1, null, apart: false), await DoAsync(TaskKind.Train, "tiny.1", 1, null, apart: true));
        var (oneOn, otherOn) = (await DoAsync(TaskKind.Train, "tiny.0", 2, one.Update!.Digest, apart: true), await DoAsync(TaskKind.Train, "tiny.1", 2, other.Update!.Digest, apart: false));
        var (oneTest, otherTest) = (await DoAsync(TaskKind.Evaluate, "tiny.0", 2, one.Update.Digest, apart: true), await DoAsync(TaskKind.Evaluate, "tiny.1", 2, other.Update.Digest, apart: false));
        var untrained = await DoAsync(TaskKind.Evaluate, "tiny.2", 1, null, apart: false);

        Assert.Equal(one.Update, other.Update);
        Assert.Equal(oneOn.Update, otherOn.Update);
        Assert.Equal((oneTest.Metrics!.LossSum, oneTest.Metrics.Correct), (otherTest.Metrics!.LossSum, otherTest.Metrics.Correct));
        Assert.NotEqual(untrained.Metrics!.LossSum, oneTest.Metrics.LossSum);
        Assert.Equal(spec.Model.Kept.Count == 0, oneTest.Shared is not null);
    }
}
