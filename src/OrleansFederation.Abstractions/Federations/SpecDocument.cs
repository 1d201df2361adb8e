namespace OrleansFederation.Federations;

/// <summary>A validated spec in its canonical form.</summary>
/// <param name="Json">The canonical JSON: a schema number, every key with its default, in a fixed order; variables unexpanded.</param>
/// <param name="Digest">The SHA-256 of the canonical JSON's UTF-8 bytes, 64 lower-case hexadecimal digits.</param>
[GenerateSerializer, Immutable, Alias("of.spec-document")]
public sealed record SpecDocument([property: Id(0)] string Json, [property: Id(1)] string Digest);
