namespace OrleansFederation.Storage;

/// <summary>Fills a model with a chain of versions by the rows themselves: publishing them one by one would take ten thousand flushes.</summary>
internal static class ManyVersions
{
    public static async Task FillVersionsAsync(this FederationStorage storage, string model, int count, CancellationToken cancellationToken)
    {
        await storage.Registry.PublishAsync(Samples.Publication(model, 1), cancellationToken);
        await using var connection = await storage.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        string[] fills =
        [
            """
            with recursive n (i) as (select 2 union all select i + 1 from n where i < @count)
            insert into model_version (model, number, federation, round, digest, accuracy, loss, bytes_kept, publication, manifest, contributors)
            select v.model, n.i, v.federation, n.i, v.digest, 0.5, 1.5, true, 'fill', v.manifest, v.contributors from n, model_version v where v.model = @model and v.number = 1
            """,
            """
            with recursive n (i) as (select 2 union all select i + 1 from n where i < @count)
            insert into version_edge (model, child, position, parent) select @model, n.i, 1, n.i - 1 from n
            """,
        ];
        foreach (var fill in fills)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = fill;
            foreach (var (name, value) in ((string, object)[])[("model", model), ("count", count)])
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
