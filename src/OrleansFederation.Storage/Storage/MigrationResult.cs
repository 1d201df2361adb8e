namespace OrleansFederation.Storage;

/// <summary>What a migration came to.</summary>
/// <param name="Before">The schema's number before; 0 for an empty database.</param>
/// <param name="After">The schema's number now.</param>
/// <param name="Place">Where the database is; without credentials.</param>
public sealed record MigrationResult(int Before, int After, string Place);
