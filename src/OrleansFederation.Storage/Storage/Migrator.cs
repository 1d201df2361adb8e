using System.Data.Common;
using System.Globalization;
using System.Reflection;
using OrleansFederation.Errors;

namespace OrleansFederation.Storage;

/// <summary>Brings a database to the schema of this program: numbered scripts, forward only, each in a transaction, one process at a time.</summary>
internal static class Migrator
{
    private const long AdvisoryLock = 0x0F_EDE7_A710;

    /// <summary>Applies what is missing.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels between two scripts.</param>
    /// <exception cref="FederationException">FED2002 where the database is newer than this program.</exception>
    public static Task MigrateAsync(Database database, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (database.IsPostgres)
            {
                await connection.RunAsync("select pg_advisory_xact_lock(@key)", cancellationToken, ("key", AdvisoryLock));
            }

            await connection.RunAsync("create table if not exists schema_version (number integer primary key, name varchar(200) not null)", cancellationToken);
            var applied = (await connection.ListAsync("select number from schema_version", row => (int)row.GetInt64(0), cancellationToken)).ToHashSet();
            var scripts = Scripts(database.IsPostgres ? "postgres" : "sqlite");
            if (applied.Count > 0 && applied.Max() > scripts[^1].Number)
            {
                throw FederationErrors.StateVersion.Exception(database.Place, $"its schema has version {applied.Max()}, and this program knows versions up to {scripts[^1].Number}");
            }

            foreach (var script in scripts.Where(script => !applied.Contains(script.Number)))
            {
                await connection.RunAsync(script.Sql, cancellationToken);
                await connection.RunAsync("insert into schema_version (number, name) values (@number, @name)", cancellationToken, ("number", script.Number), ("name", script.Name));
            }

            return true;
        },
        cancellationToken);

    /// <summary>The scripts for a database, by number.</summary>
    /// <param name="dialect">The folder in <c>/sql</c>.</param>
    internal static IReadOnlyList<(int Number, string Name, string Sql)> Scripts(string dialect)
    {
        var prefix = $"sql/{dialect}/";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(prefix.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture), name[prefix.Length..], Read(assembly, name)))];
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
