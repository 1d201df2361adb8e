using System.Data.Common;
using OrleansFederation.Errors;

namespace OrleansFederation.Databases;

/// <summary>
/// The rights of the database role of a site's silo. Orleans spreads reminders over all silos of a cluster, so each reads and writes
/// membership and reminders; rows of federations, models, grants and artifacts are out of its reach.
/// </summary>
internal static class SiteRole
{
    private static readonly string[] Changed = ["membership_version", "membership", "reminder"];

    private static readonly string[] Read = ["OrleansQuery", "schema_version"];

    /// <summary>Grants the rights.</summary>
    /// <param name="database">The database, as its owner.</param>
    /// <param name="role">The role; it must exist.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FederationException">FED2003 where the role does not exist or may not be granted to.</exception>
    public static async Task GrantAsync(PostgresDatabase database, string role, CancellationToken cancellationToken)
    {
        var quoted = "\"" + role.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        string[] statements =
        [
            $"grant usage on schema public to {quoted}",
            $"grant select, insert, update, delete on {string.Join(", ", Changed)} to {quoted}",
            $"grant select on {string.Join(", ", Read)} to {quoted}",
        ];
        try
        {
            await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
            foreach (var sql in statements)
            {
                await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A role's name cannot be a parameter; it is quoted above.
                command.CommandText = sql;
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
        catch (DbException exception)
        {
            throw database.Translate(exception) ?? new FederationException(FederationErrors.DatabaseUnreachable.At(database.Place, exception.Message,
                $"Create the role (create role {quoted} login) and run the command again as the owner of the database."), exception);
        }
    }
}
