namespace OrleansFederation.Training;

/// <summary>Tells what one silo of a site holds. It is placed at the silo that its key names. Key: <c>{site}/silo-tasks/{silo}</c>.</summary>
[Alias("of.silo-tasks")]
public interface ISiloTasksGrain : IGrainWithStringKey
{
    /// <summary>Gives what the silo holds.</summary>
    [Alias("get"), ResponseTimeout("00:00:02")]
    Task<HeldTasks> GetAsync();
}
