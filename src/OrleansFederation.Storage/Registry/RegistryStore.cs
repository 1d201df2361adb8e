using System.Data.Common;
using System.Globalization;
using OrleansFederation.Artifacts;
using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Naming;

namespace OrleansFederation.Registry;

/// <summary>Rows of models, versions, edges and aliases.</summary>
internal sealed class RegistryStore(Database database) : IRegistryStore
{
    // A version's number is dense and none is ever removed: the highest is also the count.
    private const string ModelColumns =
        "m.name, m.owner, m.is_public, m.created_at, coalesce((select max(v.number) from model_version v where v.model = m.name), 0), "
        + "coalesce((select max(v.number) from model_version v where v.model = m.name and v.promoted), 0)";

    // The versions that lose their bytes: beyond the last N, not aliased, not the best, and not the latest that is promoted, which is the
    // one that is served where none is named. The best of all versions has always kept its
    // bytes, so it is found among those that have them: by accuracy, else by loss; the earlier of equals.
    private const string Retired =
        """
        select v.number from model_version v
        where v.model = @model and v.bytes_kept
            and v.number <= (select max(l.number) from model_version l where l.model = @model) - @keep
            and v.number not in (select a.version from model_alias a where a.model = @model)
            and v.number <> coalesce((select max(p.number) from model_version p where p.model = @model and p.promoted), 0)
            and v.number <> coalesce((
                select b.number from model_version b
                where b.model = @model and b.bytes_kept and (b.accuracy is not null or b.loss is not null)
                order by b.accuracy desc nulls last, b.loss nulls last, b.number limit 1), 0)
        """;

    // The version that this very publication inserted: nothing where it had been published before.
    private const string Published = "from model_version v where v.model = @model and v.federation = @federation and v.round = @round and v.publication = @publication";

    private readonly string _insertEdges =
        $"""
        insert into version_edge (model, child, position, parent)
        select v.model, v.number, e.key, cast(e.value ->> 'parent' as integer)
        from {database.Rows("parents")} as e, model_version v
        where v.model = @model and v.federation = @federation and v.round = @round and v.publication = @publication
        """;

    private readonly string _insertReferences =
        $"""
        insert into artifact_reference (owner, digest, length)
        select 'version/' || v.model || '/' || v.number, e.value ->> 'digest', cast(e.value ->> 'length' as bigint)
        from {database.Rows("artifacts")} as e, model_version v
        where v.model = @model and v.federation = @federation and v.round = @round and v.publication = @publication
        on conflict (owner, digest) do nothing
        """;

    /// <inheritdoc/>
    public async Task<VersionManifest> PublishAsync(Publication publication, CancellationToken cancellationToken)
    {
        var manifest = publication.Manifest;
        Parameter[] key =
        [
            Parameter.Text("model", manifest.Model),
            Parameter.Text("federation", SourceOf(manifest)),
            Parameter.Integer("round", manifest.Round),
        ];
        Parameter[] inserted = [.. key, Parameter.Text("publication", Guid.NewGuid().ToString("n"))];
        ParentRow[] parents = [.. manifest.Parents.Select(parent => new ParentRow(parent))];
        ArtifactRow[] artifacts =
        [
            .. new[] { manifest.Parameters, manifest.Onnx, manifest.Preprocessing, manifest.Registration?.Spec }
                .Concat(manifest.Server.Select(vector => vector.File))
                .OfType<ArtifactRef>().DistinctBy(artifact => artifact.Digest).Select(artifact => new ArtifactRow(artifact.Digest, artifact.Length)),
        ];
        List<Statement> statements =
        [
            Statement.Lock(LockOf(manifest.Model)),
            Statement.Command(
                "insert into model (name, owner, is_public, created_at) values (@model, @owner, false, @created) on conflict (name) do nothing",
                Parameter.Text("model", manifest.Model), Parameter.Text("owner", publication.Owner), Parameter.Instant("created", manifest.CreatedAt)),
            Statement.Command(
                """
                insert into model_version (model, number, federation, round, digest, accuracy, loss, bytes_kept, promoted, publication, manifest, contributors)
                select @model, coalesce((select max(l.number) from model_version l where l.model = @model), 0) + 1, @federation, @round,
                    @digest, @accuracy, @loss, true, @promoted, @publication, @manifest, @contributors
                where not exists (select 1 from model_version v where v.model = @model and v.federation = @federation and v.round = @round)
                """,
                [
                    .. inserted,
                    Parameter.Text("digest", manifest.Parameters.Digest),
                    Parameter.Number("accuracy", manifest.Central?.Accuracy),
                    Parameter.Number("loss", manifest.Central?.Loss),
                    Parameter.Flag("promoted", manifest.HeldBack is null),
                    Parameter.Json("manifest", StorageJson.Write(manifest with { Version = 0, Contributors = [] }, StorageJson.Default.VersionManifest)),
                    Parameter.Json("contributors", StorageJson.Write([.. manifest.Contributors], StorageJson.Default.ContributorArray)),
                ]),
            Statement.Command(_insertEdges, [.. inserted, Parameter.Json("parents", StorageJson.Write(parents, StorageJson.Default.ParentRowArray))]),
            Statement.Command(_insertReferences, [.. inserted, Parameter.Json("artifacts", StorageJson.Write(artifacts, StorageJson.Default.ArtifactRowArray))]),
        ];
        foreach (var alias in publication.Aliases.Prepend(publication.Alias).OfType<string>())
        {
            Parameter[] aliased = [.. inserted, Parameter.Text("alias", alias), Parameter.Text("by", publication.Owner), Parameter.Instant("at", manifest.CreatedAt)];
            statements.Add(Statement.Command($"insert into alias_change (model, alias, version, changed_by, changed_at) select v.model, @alias, v.number, @by, @at {Published}", aliased));
            statements.Add(Statement.Command($"insert into model_alias (model, alias, version) select v.model, @alias, v.number {Published} on conflict (model, alias) do update set version = excluded.version", aliased));
        }

        // The version owns its bytes now; until here its round did.
        if (manifest.Registration is null && !publication.IsFollowed)
        {
            statements.Add(Statement.Command("delete from artifact_reference where owner = @owner", Parameter.Text("owner", GrainKeys.Round(manifest.Federation, manifest.Round))));
        }

        if (publication.KeepLast is { } keep)
        {
            Parameter[] retention = [Parameter.Text("model", manifest.Model), Parameter.Integer("keep", keep)];
            statements.Add(Statement.Command(
                $"delete from artifact_reference where owner in (select 'version/' || @model || '/' || r.number from ({Retired}) as r)", retention));
            statements.Add(Statement.Command($"update model_version set bytes_kept = false where model = @model and number in ({Retired})", retention));
        }

        statements.Add(Statement.Query("select number, manifest, contributors from model_version where model = @model and federation = @federation and round = @round", key));
        return (await database.WriteAsync(statements, VersionRows.ReadManifest, cancellationToken)).Single();
    }

    /// <inheritdoc/>
    public async Task<ModelView?> FindModelAsync(string model, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
        [
            Statement.Query($"select {ModelColumns} from model m where m.name = @model", Parameter.Text("model", model)),
            Statement.Query("select model, alias, version from model_alias where model = @model order by alias", Parameter.Text("model", model)),
        ], static () => new ModelRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken)).ToViews().SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelView>> ListModelsAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(
        [
            Statement.Query($"select {ModelColumns} from model m order by m.name"),
            Statement.Query("select model, alias, version from model_alias order by model, alias"),
        ], static () => new ModelRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken)).ToViews();

    /// <inheritdoc/>
    public async Task<VersionView?> FindVersionAsync(string model, int version, CancellationToken cancellationToken)
    {
        Parameter[] key = [Parameter.Text("model", model), Parameter.Integer("version", version)];
        return (await database.ReadAsync(
        [
            Statement.Query("select version, alias from model_alias where model = @model and version = @version order by alias", key),
            Statement.Query("select number, manifest, contributors, bytes_kept from model_version where model = @model and number = @version", key),
        ], static () => new VersionRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken)).Views.SingleOrDefault();
    }

    /// <inheritdoc/>
    public async Task<VersionManifest?> FindRegistrationAsync(string model, string request, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            Statement.Query("select number, manifest, contributors from model_version where model = @model and federation = @federation and round = 0",
                Parameter.Text("model", model), Parameter.Text("federation", Registered(request))),
            VersionRows.ReadManifest, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VersionView>> ListVersionsAsync(string model, int limit, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
        [
            Statement.Query("select version, alias from model_alias where model = @model order by alias", Parameter.Text("model", model)),
            Statement.Query("select number, manifest, contributors, bytes_kept from model_version where model = @model order by number desc limit @limit",
                Parameter.Text("model", model), Parameter.Integer("limit", limit)),
        ], static () => new VersionRows(), static (rows, query, row) => rows.Add(query, row), cancellationToken)).Views;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LineageRow>> LoadLineageAsync(string model, int after, CancellationToken cancellationToken) =>
        await database.ReadAsync(Statement.Query(
            """
            select v.number, v.round, v.digest, v.accuracy,
                (select string_agg(cast(e.parent as text), ',' order by e.position) from version_edge e where e.model = v.model and e.child = v.number),
                v.contributors
            from model_version v where v.model = @model and v.number > @after order by v.number
            """, Parameter.Text("model", model), Parameter.Integer("after", after)), ReadLineage, cancellationToken);

    /// <inheritdoc/>
    public async Task SetAliasAsync(string model, AliasChange change, CancellationToken cancellationToken)
    {
        Parameter[] key = [Parameter.Text("model", model), Parameter.Text("alias", change.Alias), Parameter.Integer("version", change.Version)];

        // A change that changes nothing leaves no trace, so that it may be repeated.
        List<Statement> statements =
        [
            Statement.Lock(LockOf(model)),
            Statement.Command(
                """
                insert into alias_change (model, alias, version, changed_by, changed_at)
                select m.name, @alias, @version, @by, @at from model m
                where m.name = @model
                    and (@version is null or exists (select 1 from model_version v where v.model = @model and v.number = @version))
                    and coalesce((select a.version from model_alias a where a.model = @model and a.alias = @alias), 0) <> coalesce(@version, 0)
                """, [.. key, Parameter.Text("by", change.By), Parameter.Instant("at", change.At)]),
            change.Version is null
                ? Statement.Command("delete from model_alias where model = @model and alias = @alias", Parameter.Text("model", model), Parameter.Text("alias", change.Alias))
                : Statement.Command(
                    """
                    insert into model_alias (model, alias, version)
                    select v.model, @alias, v.number from model_version v where v.model = @model and v.number = @version
                    on conflict (model, alias) do update set version = excluded.version
                    """, key),
            Statement.Query(
                """
                select (select count(*) from model where name = @model),
                    (select count(*) from model_version where model = @model and number = @version)
                """, Parameter.Text("model", model), Parameter.Integer("version", change.Version)),
        ];
        var (models, versions) = (await database.WriteAsync(statements, static row => (row.Long(0), row.Long(1)), cancellationToken)).Single();
        if (models == 0)
        {
            throw ModelNotFound(model);
        }

        if (change.Version is { } version && versions == 0)
        {
            throw FederationErrors.VersionNotFound.Exception($"{model} v{version}", "there is no such version to point an alias at");
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AliasChange>> ListAliasChangesAsync(string model, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            Statement.Query("select alias, version, changed_by, changed_at from alias_change where model = @model order by id", Parameter.Text("model", model)),
            static row => new AliasChange(row.Text(0), row.IntegerOrNull(1), row.Text(2), row.Instant(3)), cancellationToken);

    /// <inheritdoc/>
    public async Task SetPublicAsync(string model, bool isPublic, CancellationToken cancellationToken)
    {
        var changed = await database.WriteAsync(
            [Statement.Query("update model set is_public = @public where name = @model returning name", Parameter.Text("model", model), Parameter.Flag("public", isPublic))],
            static row => row.Text(0), cancellationToken);
        if (changed.Count == 0)
        {
            throw ModelNotFound(model);
        }
    }

    private static string LockOf(string model) => "model/" + model;

    /// <summary>What stands in a row where a federation does: it begins like no name of one.</summary>
    private static string Registered(string request) => "/registration/" + request;

    // A round has one version, or one of each cluster: no name of a federation has a slash.
    private static string SourceOf(VersionManifest manifest) => manifest switch
    {
        { Registration: { } registration } => Registered(registration.Request),
        { Cluster: { } cluster } => string.Create(CultureInfo.InvariantCulture, $"{manifest.Federation}/cluster/{cluster}"),
        _ => manifest.Federation,
    };

    private static LineageRow ReadLineage(DbDataReader row) => new(
        new LineageNode(row.Integer(0), ReadParents(row.TextOrNull(4)), row.Integer(1), row.Text(2), row.NumberOrNull(3)),
        StorageJson.Read(row.Text(5), StorageJson.Default.ContributorArray));

    private static int[] ReadParents(string? parents) =>
        parents is null ? [] : [.. parents.Split(',').Select(parent => int.Parse(parent, NumberStyles.None, CultureInfo.InvariantCulture))];

    private static FederationException ModelNotFound(string model) => FederationErrors.ModelNotFound.Exception(model, "there is no row of this model");
}
