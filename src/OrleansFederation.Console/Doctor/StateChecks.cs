using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Storage;

namespace OrleansFederation.Doctor;

/// <summary>Looks at where the state is kept: the folder, and the database.</summary>
internal static class StateChecks
{
    private const string Folder = "state";
    private const string Postgres = "postgres";

    /// <summary>The checks.</summary>
    public static IEnumerable<Check> Of(Settings settings, TimeProvider clock)
    {
        yield return new Check(Folder, cancellationToken => StateAsync(settings, clock, cancellationToken));
        yield return settings.Postgres is { } postgres
            ? new Check(Postgres, cancellationToken => PostgresAsync(postgres, clock, cancellationToken))
            : Check.Of(Postgres, () => Finding.Ok(Postgres, "not configured; rows are kept in SQLite"));
    }

    private static async Task<Finding> StateAsync(Settings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = settings.StateDirectory;
        if (File.Exists(path))
        {
            throw FederationErrors.StateUnusable.Exception(path, "it is a file");
        }

        if (!Directory.Exists(path))
        {
            var above = MachineChecks.NearestFolder(path);
            RequireWritable(above);
            return Finding.Ok(Folder, $"{path}, made when a command needs it");
        }

        if (settings.Postgres is not null)
        {
            RequireWritable(path);
            return Finding.Ok(Folder, $"{path}, for files");
        }

        try
        {
            var version = await VersionAsync(new StorageOptions(path), clock, cancellationToken);
            return Finding.Ok(Folder, $"{path}, writable, schema {version}");
        }
        catch (FederationException e) when (e.Code == FederationErrors.StateInUse.Code)
        {
            return new Finding(Folder, Verdict.Warn, $"{path} is in use by another fed process", FederationErrors.StateInUse.Remedy);
        }
    }

    private static async Task<Finding> PostgresAsync(string postgres, TimeProvider clock, CancellationToken cancellationToken)
    {
        // A folder of its own, so that a state directory in use by another process does not hide what the database says.
        var folder = Directory.CreateTempSubdirectory("fed-doctor-");
        try
        {
            return Finding.Ok(Postgres, $"answers, schema {await VersionAsync(new StorageOptions(folder.FullName, postgres), clock, cancellationToken)}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<long> VersionAsync(StorageOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var storage = await FederationStorage.OpenAsync(options, clock, cancellationToken);
        await using var connection = await storage.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select max(number) from schema_version";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void RequireWritable(string folder)
    {
        try
        {
            var probe = Path.Combine(folder, $".fed-doctor-{Guid.NewGuid():N}");
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FederationException(FederationErrors.StateUnusable.At(folder, e.Message), e);
        }
    }
}
