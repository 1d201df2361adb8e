namespace OrleansFederation.Training;

/// <summary>How far a task is: its training or, before it, the first reading of a client's data.</summary>
/// <param name="Key">Identifies the task.</param>
/// <param name="Fraction">The share of the steps done, or of the bytes read, 0 to 1.</param>
/// <param name="Loss">The running mean of the training loss.</param>
/// <param name="Examples">Examples seen so far.</param>
[GenerateSerializer, Immutable, Alias("of.task-progress")]
public sealed record TaskProgress(
    [property: Id(0)] TaskKey Key,
    [property: Id(1)] double Fraction,
    [property: Id(2)] double Loss,
    [property: Id(3)] long Examples)
{
    /// <summary>The client whose data is read; null while it is trained on.</summary>
    [Id(4)] public string? Reading { get; init; }
}
