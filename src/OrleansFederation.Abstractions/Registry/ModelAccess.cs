namespace OrleansFederation.Registry;

/// <summary>What grants on a model are decided by, beside the grants themselves.</summary>
/// <param name="Owner">The principal who may do everything.</param>
/// <param name="Public">Whether everybody may infer, download and see lineage.</param>
[GenerateSerializer, Immutable, Alias("of.model-access")]
public sealed record ModelAccess([property: Id(0)] string Owner, [property: Id(1)] bool Public);
