using Orleans.Storage;
using OrleansFederation.Storage;

namespace OrleansFederation.Hosting;

/// <summary>Grain storage whose faults say what to do: Orleans' provider reports a full disk as a driver's exception.</summary>
internal sealed class TranslatingGrainStorage(IGrainStorage real, ISiloStorage storage) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Translated(real.ReadStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Translated(real.WriteStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Translated(real.ClearStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => ((ILifecycleParticipant<ISiloLifecycle>)real).Participate(observer);

    private async Task Translated(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception fault) when (fault is not InconsistentStateException && storage.Translate(fault) is { } known && !ReferenceEquals(known, fault))
        {
            throw known;
        }
    }
}
