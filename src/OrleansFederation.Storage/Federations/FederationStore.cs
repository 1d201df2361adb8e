using System.Data.Common;
using OrleansFederation.Databases;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Rows of federations.</summary>
internal sealed class FederationStore(Database database) : IFederationStore
{
    private const string Columns = "name, status, round, rounds, model, version, spec, spec_digest, owner, created_at, failure";

    /// <inheritdoc/>
    public Task CreateAsync(FederationView federation, string silo, CancellationToken cancellationToken) => database.WriteAsync(
    [
        Statement.Command(
            $"""
            insert into federation ({Columns}, silo)
            values (@name, @status, @round, @rounds, @model, @version, @spec, @digest, @owner, @created, @failure, @silo)
            on conflict (name) do nothing
            """,
            Parameter.Text("name", federation.Name),
            Parameter.Integer("status", (int)federation.Status),
            Parameter.Integer("round", federation.Round),
            Parameter.Integer("rounds", federation.Rounds),
            Parameter.Text("model", federation.Model),
            Parameter.Integer("version", federation.Version),
            Parameter.Text("spec", federation.Spec.Json),
            Parameter.Text("digest", federation.Spec.Digest),
            Parameter.Text("owner", federation.Owner),
            Parameter.Instant("created", federation.CreatedAt),
            Parameter.Json("failure", Write(federation.Failure)),
            Parameter.Text("silo", silo)),
    ], cancellationToken);

    /// <inheritdoc/>
    public Task UpdateAsync(string name, FederationStatus status, int round, int? version, Problem? failure, string silo, CancellationToken cancellationToken) => database.WriteAsync(
    [
        Statement.Command(
            "update federation set status = @status, round = @round, version = @version, failure = @failure, silo = @silo where name = @name",
            Parameter.Text("name", name),
            Parameter.Integer("status", (int)status),
            Parameter.Integer("round", round),
            Parameter.Integer("version", version),
            Parameter.Json("failure", Write(failure)),
            Parameter.Text("silo", silo)),
    ], cancellationToken);

    /// <inheritdoc/>
    public async Task<FederationView?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await database.ReadAsync(Statement.Query($"select {Columns} from federation where name = @name", Parameter.Text("name", name)), Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FederationView>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(Statement.Query($"select {Columns} from federation order by name"), Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunningFederation>> ListRunningAsync(int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            Statement.Query(
                $"""
                select f.name, f.owner, coalesce((select max(r.number) from round r where r.federation = f.name), 0), f.rounds
                from federation f where f.status = {(int)FederationStatus.Running} order by f.name limit @limit
                """,
                Parameter.Integer("limit", limit)),
            static row => new RunningFederation(row.Text(0), row.Text(1), row.Integer(2), row.Integer(3)), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamesAsync(FederationStatus status, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            Statement.Query("select name from federation where status = @status order by name", Parameter.Integer("status", (int)status)),
            static row => row.Text(0), cancellationToken);

    private static string? Write(Problem? failure) => failure is null ? null : StorageJson.Write(failure, StorageJson.Default.Problem);

    private static FederationView Read(DbDataReader row) => new(
        row.Text(0), (FederationStatus)row.Integer(1), row.Integer(2), row.Integer(3), row.Text(4), row.IntegerOrNull(5),
        new SpecDocument(row.Text(6), row.Text(7)), row.Text(8), row.Instant(9),
        row.TextOrNull(10) is { } failure ? StorageJson.Read(failure, StorageJson.Default.Problem) : null);
}
