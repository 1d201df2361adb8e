namespace OrleansFederation.Training;

/// <summary>The tasks that a silo holds, waiting or running.</summary>
/// <param name="Silo">The silo that says so.</param>
/// <param name="BySite">The number of tasks by site; sites without tasks are left out.</param>
[GenerateSerializer, Immutable, Alias("of.held-tasks")]
public sealed record HeldTasks([property: Id(0)] string Silo, [property: Id(1)] IReadOnlyDictionary<string, int> BySite);
