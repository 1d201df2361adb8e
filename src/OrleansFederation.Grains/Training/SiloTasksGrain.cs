using OrleansFederation.Placement;

namespace OrleansFederation.Training;

/// <inheritdoc cref="ISiloTasksGrain"/>
[SitePlacement, Orleans.Placement.RandomPlacement, GrainType("of.silo-tasks")]
internal sealed class SiloTasksGrain(SiteTasks tasks, ILocalSiloDetails silo) : Grain, ISiloTasksGrain
{
    public Task<HeldTasks> GetAsync() => Task.FromResult(new HeldTasks(silo.SiloAddress.ToParsableString(), tasks.CountBySite()));
}
