using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Placement;
using OrleansFederation.Training;

namespace OrleansFederation.Doctor;

/// <inheritdoc cref="ISiteDoctorGrain"/>
[StatelessWorker(1), SitePlacement, GrainType("of.site-doctor")]
internal sealed class SiteDoctorGrain(IModelTrainer trainer, IArtifactStore artifacts, ILocalSiloDetails silo, TimeProvider clock) : Grain, ISiteDoctorGrain
{
    private const int ArtifactBytes = 1024;

    public async Task<SiteTrial> TryAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        await trainer.TrainAsync(TinyTask.Request, null, cancellationToken);
        var took = clock.GetElapsedTime(began);

        // Never the same twice, so that it is fetched and not found in a cache.
        var artifact = await artifacts.WriteTransientAsync(RandomNumberGenerator.GetBytes(ArtifactBytes), cancellationToken);
        return new(silo.Name, took.TotalMilliseconds, artifact);
    }
}
