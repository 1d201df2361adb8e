namespace OrleansFederation.Storage;

/// <summary>Where state is kept.</summary>
/// <param name="StateDirectory">The folder for files, and for SQLite where no Postgres is named.</param>
/// <param name="Postgres">A connection string, or null for SQLite.</param>
public sealed record StorageOptions(string StateDirectory, string? Postgres = null);
