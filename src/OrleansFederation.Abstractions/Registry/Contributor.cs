namespace OrleansFederation.Registry;

/// <summary>A client that contributed to a version.</summary>
/// <param name="Client">The client's id.</param>
/// <param name="Site">The site that trained for it.</param>
/// <param name="Examples">The examples behind its update.</param>
/// <param name="Update">The SHA-256 of its update.</param>
[GenerateSerializer, Immutable, Alias("of.contributor")]
public sealed record Contributor(
    [property: Id(0)] string Client,
    [property: Id(1)] string Site,
    [property: Id(2)] long Examples,
    [property: Id(3)] string Update)
{
    /// <summary>The earlier round in which it began, from whose base it trained, in an asynchronous federation; null for the round of the version.</summary>
    [Id(42)] public int? Begun { get; init; }
}
