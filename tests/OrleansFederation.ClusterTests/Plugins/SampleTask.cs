using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Isolation;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Plugins;

/// <summary>One task at a site, ordered as a round does and done as its silo does it, without the round.</summary>
internal static class SampleTask
{
    /// <summary>Trains for the one client of a spec, from parameters of zeros.</summary>
    public static async Task<TaskReport> TrainAsync(this RunningSilo silo, string spec, string name = "tiny", CancellationToken? cancel = null)
    {
        var (read, document) = SpecReader.Read(spec).OrThrow();
        return await silo.DoAsync(new(new(TaskKind.Train, name, 1, $"{name}.one", 1), document, 0, "local", await silo.WriteZerosAsync(read)), cancel: cancel);
    }

    /// <summary>Stores parameters of zeros.</summary>
    public static Task<ArtifactRef> WriteZerosAsync(this RunningSilo silo, FederationSpec spec)
    {
        var layout = ModelPlan.Create(spec.Model).Layout;
        return silo.Services.GetRequiredService<IArtifactStore>().WriteAsync(Safetensors.Write(layout, new float[layout.Length]), TestContext.Current.CancellationToken);
    }

    /// <summary>Does a task: in the silo, or, as one with a plugin of a site, in a process of its own.</summary>
    public static Task<TaskReport> DoAsync(this RunningSilo silo, TrainingOrder order, SampleSite? apart = null, CancellationToken? cancel = null) => apart is null
        ? silo.Services.GetRequiredService<SiteWork>().DoAsync(order, new Progress<TrainingProgress>(), cancel ?? TestContext.Current.CancellationToken)
        : silo.Services.GetRequiredService<IIsolatedTasks>().DoAsync(
            order, [new(PluginKind.Data, new("blobs", apart.Digest, new Dictionary<string, string>()))], new Progress<TrainingProgress>(), cancel ?? TestContext.Current.CancellationToken);
}
