namespace OrleansFederation.Registry;

/// <summary>A model as others see it.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Owner">The principal who owns it.</param>
/// <param name="Public">Whether everybody may infer, download and see lineage.</param>
/// <param name="Versions">The number of versions.</param>
/// <param name="Latest">The latest version's number; 0 before the first.</param>
/// <param name="Aliases">The aliases and the versions they name.</param>
/// <param name="CreatedAt">When it was created.</param>
[GenerateSerializer, Immutable, Alias("of.model-view")]
public sealed record ModelView(
    [property: Id(0)] string Name,
    [property: Id(1)] string Owner,
    [property: Id(2)] bool Public,
    [property: Id(3)] int Versions,
    [property: Id(4)] int Latest,
    [property: Id(5)] IReadOnlyDictionary<string, int> Aliases,
    [property: Id(6)] DateTimeOffset CreatedAt)
{
    /// <summary>The latest version that is promoted, which is meant where no version is named; 0 before the first.</summary>
    [Id(7)] public int Promoted { get; init; }
}
