using Orleans.Storage;
using OrleansFederation.Errors;
using OrleansFederation.Storage;

namespace OrleansFederation.Hosting;

/// <summary>
/// Grain storage whose faults say what to do, and which waits for a database that restarts. A write whose connection broke may have
/// been done or not: what is stored then decides. The version that it was based on means it was not, the same payload means it was
/// this write, and anything else that somebody else has written meanwhile.
/// </summary>
internal sealed class TranslatingGrainStorage(IGrainStorage real, IGrainStorageSerializer serializer, ISiloStorage storage, TimeProvider clock)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await real.ReadStateAsync(stateName, grainId, grainState);
                return;
            }
            catch (Exception fault) when (storage.Translate(fault) is { } known)
            {
                ThrowUnlessOutage(known, fault, began);
            }

            await Task.Delay(Pause, clock);
        }
    }

    /// <inheritdoc/>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (began, uncertain) = (clock.GetTimestamp(), false);
        while (true)
        {
            try
            {
                if (uncertain && await WasWrittenAsync(stateName, grainId, grainState))
                {
                    return;
                }

                await real.WriteStateAsync(stateName, grainId, grainState);
                return;
            }
            catch (InconsistentStateException) when (uncertain && clock.GetElapsedTime(began) < Patience)
            {
                // The write before may have come through after all: what is stored tells.
                await ThrowIfOthersAsync(stateName, grainId, grainState, began);
            }
            catch (Exception fault) when (fault is not InconsistentStateException && storage.Translate(fault) is { } known)
            {
                ThrowUnlessOutage(known, fault, began);
                uncertain = true;
            }

            await Task.Delay(Pause, clock);
        }
    }

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await real.ClearStateAsync(stateName, grainId, grainState);
        }
        catch (Exception fault) when (fault is not InconsistentStateException && storage.Translate(fault) is { } known && !ReferenceEquals(known, fault))
        {
            throw known;
        }
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => ((ILifecycleParticipant<ISiloLifecycle>)real).Participate(observer);

    private async Task<bool> WasWrittenAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = new GrainState<T>();
        await real.ReadStateAsync(stateName, grainId, stored);
        if (stored.ETag == grainState.ETag || !stored.RecordExists || !IsSame(stored.State, grainState.State))
        {
            return false;
        }

        (grainState.ETag, grainState.RecordExists) = (stored.ETag, true);
        return true;
    }

    /// <summary>Lets the next try find its own write; what somebody else has stored stays a conflict.</summary>
    private async Task ThrowIfOthersAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, long began)
    {
        try
        {
            var stored = new GrainState<T>();
            await real.ReadStateAsync(stateName, grainId, stored);
            if (stored.ETag != grainState.ETag && !(stored.RecordExists && IsSame(stored.State, grainState.State)))
            {
                throw new InconsistentStateException("Somebody else has written the state meanwhile.", stored.ETag, grainState.ETag);
            }
        }
        catch (Exception fault) when (fault is not InconsistentStateException && storage.Translate(fault) is { } known)
        {
            ThrowUnlessOutage(known, fault, began);
        }
    }

    private bool IsSame<T>(T stored, T written) =>
        serializer.Serialize(stored).ToMemory().Span.SequenceEqual(serializer.Serialize(written).ToMemory().Span);

    private void ThrowUnlessOutage(FederationException known, Exception fault, long began)
    {
        if (known.Code == FederationErrors.DatabaseUnreachable.Code && clock.GetElapsedTime(began) < Patience)
        {
            return;
        }

        throw ReferenceEquals(known, fault) ? new FederationException(known.Problems[0], fault) : known;
    }
}
