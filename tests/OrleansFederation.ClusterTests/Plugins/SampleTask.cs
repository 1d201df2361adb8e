using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
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
        var layout = ModelPlan.Create(read.Model).Layout;
        var start = await silo.Services.GetRequiredService<IArtifactStore>().WriteAsync(Safetensors.Write(layout, new float[layout.Length]), TestContext.Current.CancellationToken);
        return await silo.Services.GetRequiredService<SiteWork>().DoAsync(
            new(new(TaskKind.Train, name, 1, $"{name}.one", 1), document, 0, "local", start), new Progress<TrainingProgress>(), cancel ?? TestContext.Current.CancellationToken);
    }
}
