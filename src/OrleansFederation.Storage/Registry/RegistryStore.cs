using System.Data.Common;
using OrleansFederation.Storage;

namespace OrleansFederation.Registry;

/// <inheritdoc cref="IRegistryStore"/>
internal sealed class RegistryStore(Database database) : IRegistryStore
{
    private const string VersionColumns =
        """
        select v.manifest, v.bytes_kept, (select string_agg(a.alias, ' ') from alias a where a.model = v.model and a.version = v.number)
        from version v where v.model = @model
        """;

    public Task<VersionManifest> PublishAsync(Publication publication, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => new PublishTransaction(connection, publication, database.IsPostgres).RunAsync(cancellationToken), cancellationToken);

    public async Task<ModelView?> FindModelAsync(string model, CancellationToken cancellationToken) =>
        await ModelsAsync(" where m.name = @model", cancellationToken, ("model", model)) is [var found, ..] ? found : null;

    public Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken) => ModelsAsync("", cancellationToken);

    public async Task<VersionView?> FindVersionAsync(string model, int version, CancellationToken cancellationToken) =>
        (await database.QueryAsync(VersionColumns + " and v.number = @number", ReadVersion, cancellationToken, ("model", model), ("number", version))).FirstOrDefault();

    public async Task<IReadOnlyList<VersionView>> ListVersionsAsync(string model, int limit, CancellationToken cancellationToken) =>
        await database.QueryAsync(VersionColumns + " order by v.number desc limit @limit", ReadVersion, cancellationToken, ("model", model), ("limit", limit));

    public async Task<IReadOnlyList<LineageRow>> LoadLineageAsync(string model, int after, CancellationToken cancellationToken) => await database.QueryAsync(
        """
        select v.number, v.round, v.digest, v.accuracy, v.contributors, string_agg(cast(e.parent as text), ' ')
        from version v left join version_edge e on e.model = v.model and e.child = v.number
        where v.model = @model and v.number > @after
        group by v.number, v.round, v.digest, v.accuracy, v.contributors
        order by v.number
        """,
        row => new LineageRow(
            new((int)row.GetInt64(0), Parents(row.Text(5)), (int)row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetDouble(3)),
            Json.Read<Contributor[]>(row.Text(4)) ?? []),
        cancellationToken, ("model", model), ("after", after));

    public Task SetAliasAsync(string model, AliasChange change, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (change.Version is { } version)
            {
                await connection.RunAsync(
                    "insert into alias (model, alias, version) values (@model, @alias, @version) on conflict (model, alias) do update set version = excluded.version",
                    cancellationToken, ("model", model), ("alias", change.Alias), ("version", version));
            }
            else
            {
                await connection.RunAsync("delete from alias where model = @model and alias = @alias", cancellationToken, ("model", model), ("alias", change.Alias));
            }

            return await connection.RunAsync(
                """
                insert into alias_change (model, number, alias, version, by_whom, at)
                select @model, coalesce(max(number), 0) + 1, @alias, cast(@version as integer), @by, @at from alias_change where model = @model
                """,
                cancellationToken, ("model", model), ("alias", change.Alias), ("version", change.Version), ("by", change.By), ("at", change.At.ToMicroseconds()));
        },
        cancellationToken);

    public async Task<IReadOnlyList<AliasChange>> ListAliasChangesAsync(string model, CancellationToken cancellationToken) => await database.QueryAsync(
        "select alias, version, by_whom, at from alias_change where model = @model order by number",
        row => new AliasChange(row.GetString(0), (int?)row.Number(1), row.GetString(2), row.Moment(3)), cancellationToken, ("model", model));

    public Task SetPublicAsync(string model, bool isPublic, CancellationToken cancellationToken) =>
        database.ExecuteAsync("update model set public = @public where name = @model", cancellationToken, ("model", model), ("public", isPublic ? 1 : 0));

    private async Task<IReadOnlyList<ModelView>> ModelsAsync(string where, CancellationToken cancellationToken, params (string, object?)[] parameters) => await database.QueryAsync(
        $"""
        select m.name, m.owner, m.public, m.created_at,
            (select count(*) from version v where v.model = m.name), (select coalesce(max(v.number), 0) from version v where v.model = m.name),
            (select string_agg(a.alias || ' ' || cast(a.version as text), ' ') from alias a where a.model = m.name)
        from model m{where} order by m.name
        """,
        row => new ModelView(row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, (int)row.GetInt64(4), (int)row.GetInt64(5), Aliases(row.Text(6)), row.Moment(3)),
        cancellationToken, parameters);

    private static Dictionary<string, int> Aliases(string? pairs)
    {
        var words = pairs?.Split(' ') ?? [];
        return Enumerable.Range(0, words.Length / 2).ToDictionary(i => words[2 * i], i => int.Parse(words[(2 * i) + 1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static int[] Parents(string? numbers) =>
        [.. (numbers?.Split(' ') ?? []).Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private static VersionView ReadVersion(DbDataReader row) =>
        new(Json.Read<VersionManifest>(row.GetString(0))!, row.GetInt64(1) != 0, [.. (row.Text(2)?.Split(' ') ?? []).Order(StringComparer.Ordinal)]);
}
