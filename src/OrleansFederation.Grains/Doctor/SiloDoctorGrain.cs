using OrleansFederation.Placement;
using OrleansFederation.Training;

namespace OrleansFederation.Doctor;

/// <inheritdoc cref="ISiloDoctorGrain"/>
[SiloPlacement, Reentrant, GrainType("of.silo-doctor")]
internal sealed class SiloDoctorGrain(ISiloSelf self, SiteTasks tasks) : Grain, ISiloDoctorGrain
{
    public async Task<SiloFacts> LookAsync(CancellationToken cancellationToken) =>
        await self.LookAsync(cancellationToken) with { Tasks = tasks.Count };
}
