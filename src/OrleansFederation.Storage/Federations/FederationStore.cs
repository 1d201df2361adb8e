using System.Data.Common;
using OrleansFederation.Errors;
using OrleansFederation.Storage;

namespace OrleansFederation.Federations;

/// <inheritdoc cref="IFederationStore"/>
internal sealed class FederationStore(Database database) : IFederationStore
{
    private const string Columns = "select name, status, round, rounds, model, version, spec, digest, owner, failure, created_at from federation";

    public Task CreateAsync(FederationView federation, string silo, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        insert into federation (name, status, round, rounds, model, version, spec, digest, owner, failure, silo, created_at)
        values (@name, @status, @round, @rounds, @model, null, @spec, @digest, @owner, null, @silo, @at)
        on conflict (name) do nothing
        """,
        cancellationToken,
        ("name", federation.Name), ("status", (int)federation.Status), ("round", federation.Round), ("rounds", federation.Rounds), ("model", federation.Model),
        ("spec", federation.Spec.Json), ("digest", federation.Spec.Digest), ("owner", federation.Owner), ("silo", silo), ("at", federation.CreatedAt.ToMicroseconds()));

    public Task UpdateAsync(string name, FederationStatus status, int round, int? version, Problem? failure, string silo, CancellationToken cancellationToken) => database.ExecuteAsync(
        "update federation set status = @status, round = @round, version = cast(@version as integer), failure = cast(@failure as text), silo = @silo where name = @name",
        cancellationToken,
        ("name", name), ("status", (int)status), ("round", round), ("version", version), ("failure", Json.Write(failure)), ("silo", silo));

    public async Task<FederationView?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await database.QueryAsync(Columns + " where name = @name", Read, cancellationToken, ("name", name))).FirstOrDefault();

    public async Task<IReadOnlyList<FederationView>> ListAsync(CancellationToken cancellationToken) =>
        await database.QueryAsync(Columns + " order by name", Read, cancellationToken);

    private static FederationView Read(DbDataReader row) => new(
        row.GetString(0), (FederationStatus)row.GetInt64(1), (int)row.GetInt64(2), (int)row.GetInt64(3), row.GetString(4), (int?)row.Number(5),
        new(row.GetString(6), row.GetString(7)), row.GetString(8), row.Moment(10), Json.Read<Problem>(row.Text(9)));
}
