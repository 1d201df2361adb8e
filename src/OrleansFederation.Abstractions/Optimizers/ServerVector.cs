using OrleansFederation.Artifacts;

namespace OrleansFederation.Optimizers;

/// <summary>A vector that a server optimiser keeps from round to round, such as its momentum.</summary>
/// <param name="Name">Its name, as the optimiser has it.</param>
/// <param name="File">Its values as safetensors, under the names of the trainable parameters.</param>
[GenerateSerializer, Immutable, Alias("of.server-vector")]
public sealed record ServerVector(
    [property: Id(0)] string Name,
    [property: Id(1)] ArtifactRef File);
