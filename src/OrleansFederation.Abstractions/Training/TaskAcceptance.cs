using OrleansFederation.Errors;

namespace OrleansFederation.Training;

/// <summary>A site's immediate answer to an order.</summary>
/// <param name="Silo">The silo that holds the task, where accepted.</param>
/// <param name="Refusal">Why it was refused, where it was.</param>
[GenerateSerializer, Immutable, Alias("of.task-acceptance")]
public sealed record TaskAcceptance([property: Id(0)] string? Silo, [property: Id(1)] Problem? Refusal);
