using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFederation.Artifacts;
using OrleansFederation.Data;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>Takes training out of a silo, so that what is left is the platform's, and lets everybody on this machine move artifacts.</summary>
internal static class EmptyWork
{
    /// <summary>Set in the environment of a silo whose clients have no data either: there are more of them than a data set has examples.</summary>
    public const string NoDataVariable = "FED_BENCHMARK_NO_DATA";

    /// <summary>Replaces the trainer, and the data where the environment says so.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IModelTrainer, NoOpTrainer>());
        services.Replace(ServiceDescriptor.Singleton<IArtifactAccess, OpenArtifactAccess>());
        if (Environment.GetEnvironmentVariable(NoDataVariable) is { Length: > 0 })
        {
            services.Replace(ServiceDescriptor.Singleton<IDataSource, NoData>());
        }
    }
}
