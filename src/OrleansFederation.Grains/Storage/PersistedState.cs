namespace OrleansFederation.Storage;

/// <summary>Writes grain state so that memory never runs ahead of storage.</summary>
internal static class PersistedState
{
    /// <summary>Writes the next state; a failed write leaves memory as it was.</summary>
    /// <param name="persistent">The grain's state.</param>
    /// <param name="next">The next state.</param>
    public static async Task SaveAsync<T>(this IPersistentState<T> persistent, T next)
    {
        var before = persistent.State;
        persistent.State = next;
        try
        {
            await persistent.WriteStateAsync();
        }
        catch
        {
            persistent.State = before;
            throw;
        }
    }
}
