namespace OrleansFederation.Storage;

/// <summary>Where the platform keeps its state.</summary>
/// <param name="StateDirectory">The folder of files and, without Postgres, of the database. One process at a time uses it.</param>
/// <param name="Postgres">Npgsql's connection string; null keeps the rows in SQLite in the folder.</param>
public sealed record StorageOptions(string StateDirectory, string? Postgres = null)
{
    /// <summary>Whether opening brings the database's schema up to date; otherwise an older schema is refused. Default: true.</summary>
    public bool Migrate { get; init; } = true;

    /// <summary>The most bytes of verified artifacts to keep in memory. Default: 64 MB, some sixty versions of a 1 MB model.</summary>
    public long ArtifactCacheBytes { get; init; } = 64L << 20;

    /// <summary>The most bytes of updates in transit to keep in memory. Default: 16 MB.</summary>
    public long UpdateCacheBytes { get; init; } = 16L << 20;

    /// <summary>Updates of at most so many bytes share files: a file costs more than to write them. Default: 256 KB.</summary>
    public int PackedUpdateBytes { get; init; } = 256 << 10;
}
