namespace OrleansFederation.Registry;

/// <summary>Which versions keep their bytes. Manifests and lineage always stay.</summary>
/// <param name="Last">The number of latest versions whose bytes are kept, beside aliased ones and the best; null keeps all.</param>
public sealed record RetentionSpec(int? Last)
{
    /// <summary>Keeps the bytes of every version.</summary>
    public static RetentionSpec All { get; } = new((int?)null);
}
