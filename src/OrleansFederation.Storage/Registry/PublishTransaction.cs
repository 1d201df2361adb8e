using System.Data.Common;
using OrleansFederation.Storage;

namespace OrleansFederation.Registry;

/// <summary>Publishes one version within a transaction that is open already.</summary>
internal sealed class PublishTransaction(DbConnection connection, Publication publication, bool isPostgres)
{
    private readonly VersionManifest _manifest = publication.Manifest;

    /// <summary>Publishes.</summary>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The manifest with its number.</returns>
    public async Task<VersionManifest> RunAsync(CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            "insert into model (name, owner, public, created_at) values (@model, @owner, 0, @at) on conflict (name) do nothing", cancellationToken,
            ("model", _manifest.Model), ("owner", publication.Owner), ("at", _manifest.CreatedAt.ToMicroseconds()));
        if (isPostgres)
        {
            // Numbers follow one another without gaps, so publications of one model take turns.
            await connection.ListAsync("select 1 from model where name = @model for update", _ => 1, cancellationToken, ("model", _manifest.Model));
        }

        var known = await connection.ListAsync(
            "select manifest from version where model = @model and federation = @federation and round = @round", row => Json.Read<VersionManifest>(row.GetString(0))!, cancellationToken,
            ("model", _manifest.Model), ("federation", _manifest.Federation), ("round", _manifest.Round));
        if (known.Count > 0)
        {
            return known[0];
        }

        var number = (await connection.ListAsync("select coalesce(max(number), 0) + 1 from version where model = @model", row => (int)row.GetInt64(0), cancellationToken, ("model", _manifest.Model)))[0];
        var manifest = _manifest with { Version = number };
        await InsertAsync(manifest, cancellationToken);
        if (publication.KeepLast is { } last)
        {
            await RetireAsync(number - last, cancellationToken);
        }

        return manifest;
    }

    private async Task InsertAsync(VersionManifest manifest, CancellationToken cancellationToken)
    {
        await connection.RunAsync(
            """
            insert into version (model, number, federation, round, digest, accuracy, loss, bytes_kept, manifest, contributors, created_at)
            values (@model, @number, @federation, @round, @digest, cast(@accuracy as double precision), cast(@loss as double precision), 1, @manifest, @contributors, @at)
            """,
            cancellationToken,
            ("model", manifest.Model), ("number", manifest.Version), ("federation", manifest.Federation), ("round", manifest.Round), ("digest", manifest.Parameters.Digest),
            ("accuracy", manifest.Central?.Accuracy), ("loss", manifest.Central?.Loss), ("manifest", Json.Write(manifest)), ("contributors", Json.Write(manifest.Contributors)), ("at", manifest.CreatedAt.ToMicroseconds()));
        foreach (var parent in manifest.Parents)
        {
            await connection.RunAsync("insert into version_edge (model, child, parent) values (@model, @child, @parent)", cancellationToken, ("model", manifest.Model), ("child", manifest.Version), ("parent", parent));
        }

        await connection.RunAsync(
            """
            insert into artifact_reference (digest, owner, length) values (@parameters, @owner, @parametersLength), (@onnx, @owner, @onnxLength)
            on conflict (digest, owner) do nothing
            """,
            cancellationToken,
            ("parameters", manifest.Parameters.Digest), ("parametersLength", manifest.Parameters.Length), ("onnx", manifest.Onnx.Digest), ("onnxLength", manifest.Onnx.Length),
            ("owner", Owner(manifest.Version)));
    }

    /// <summary>Drops the references of versions up to a number, except those that an alias names and the best: the sweep takes bytes that nobody refers to.</summary>
    private async Task RetireAsync(int upTo, CancellationToken cancellationToken)
    {
        var retired = await connection.ListAsync(
            """
            update version set bytes_kept = 0
            where model = @model and number <= @upto and bytes_kept = 1
                and number not in (select version from alias where model = @model)
                and number not in (select number from version where model = @model order by accuracy desc nulls last, loss asc nulls last, number desc limit 1)
            returning number
            """,
            row => (int)row.GetInt64(0), cancellationToken, ("model", _manifest.Model), ("upto", upTo));
        foreach (var number in retired)
        {
            await connection.RunAsync("delete from artifact_reference where owner = @owner", cancellationToken, ("owner", Owner(number)));
        }
    }

    private string Owner(int number) => Naming.GrainKeys.ModelVersion(_manifest.Model, number);
}
