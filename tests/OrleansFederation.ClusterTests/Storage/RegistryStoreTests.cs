using System.Diagnostics;
using System.Text.Json;
using OrleansFederation.Errors;
using OrleansFederation.Evaluation;
using OrleansFederation.Registry;

namespace OrleansFederation.Storage;

public sealed class SqliteRegistryStoreTests(SqliteStorage fixture) : RegistryStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresRegistryStoreTests(PostgresStorage fixture) : RegistryStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What a registry keeps, on whatever database.</summary>
public abstract class RegistryStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _model = "m-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IRegistryStore Registry => _storage.Registry;

    [Fact]
    public async Task The_first_version_makes_the_model_and_has_number_one()
    {
        var published = await PublishAsync(1);

        var model = await Registry.FindModelAsync(_model, Cancel);
        Assert.Equal(1, published.Version);
        Assert.Equal(("alice", false, 1, 1, Samples.At), (model!.Owner, model.Public, model.Versions, model.Latest, model.CreatedAt));
    }

    [Fact]
    public async Task A_manifest_reads_back_as_it_was_published()
    {
        await PublishAsync(1);
        var publication = Samples.Publication(_model, 2, central: new Metrics(100, 25.5, 97));

        await Registry.PublishAsync(publication, Cancel);

        var view = await Registry.FindVersionAsync(_model, 2, Cancel);
        Assert.Equal(JsonSerializer.Serialize(publication.Manifest with { Version = 2 }), JsonSerializer.Serialize(view!.Manifest));
        Assert.True(view.BytesKept);
    }

    [Fact]
    public async Task A_round_published_again_gives_the_version_that_is_there_unchanged()
    {
        await PublishAsync(1);
        await PublishAsync(2);

        var again = await Registry.PublishAsync(Samples.Publication(_model, 1, parents: [2], parameters: Samples.Digest("other")), Cancel);

        Assert.Equal((1, Samples.Digest($"{_model}/fed/1")), (again.Version, again.Parameters.Digest));
        Assert.Empty((await Registry.LoadLineageAsync(_model, 0, Cancel))[0].Node.Parents);
        Assert.Equal(2, (await Registry.FindModelAsync(_model, Cancel))!.Versions);
    }

    [Fact]
    public async Task Eight_publications_of_one_round_at_once_give_one_version()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PublishAsync(1), Cancel)));

        Assert.All(versions, manifest => Assert.Equal(1, manifest.Version));
        Assert.Single(await Registry.ListVersionsAsync(_model, 10, Cancel));
    }

    [Fact]
    public async Task Eight_publications_of_different_federations_at_once_get_dense_numbers()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => Registry.PublishAsync(Samples.Publication(_model, 1, federation: $"fed-{i}"), Cancel), Cancel)));

        Assert.Equal(Enumerable.Range(1, 8), versions.Select(manifest => manifest.Version).Order());
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await Registry.FindModelAsync(_model, Cancel));
        Assert.Null(await Registry.FindVersionAsync(_model, 1, Cancel));
    }

    [Fact]
    public async Task The_latest_versions_are_listed_newest_first_up_to_the_limit()
    {
        foreach (var round in Enumerable.Range(1, 5))
        {
            await PublishAsync(round);
        }

        Assert.Equal([5, 4, 3], (await Registry.ListVersionsAsync(_model, 3, Cancel)).Select(view => view.Manifest.Version));
    }

    [Fact]
    public async Task Lineage_gives_parents_in_order_and_contributors_after_a_number()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        await Registry.PublishAsync(Samples.Publication(_model, 3, parents: [2, 1], central: new Metrics(100, 10, 90)), Cancel);

        var rows = await Registry.LoadLineageAsync(_model, 1, Cancel);

        Assert.Equal([2, 3], rows.Select(row => row.Node.Version));
        Assert.Equal([2, 1], rows[1].Node.Parents);
        Assert.Equal((3, 0.9), (rows[1].Node.Round, rows[1].Node.Accuracy));
        Assert.Equal(["c0", "c1"], rows[1].Contributors.Select(contributor => contributor.Client));
    }

    [Fact]
    public async Task Retention_keeps_the_bytes_of_the_last_the_aliased_and_the_most_accurate()
    {
        double[] accuracies = [0.5, 0.9, 0.8, 0.7, 0.6, 0.6];
        foreach (var round in Enumerable.Range(1, 6))
        {
            await Registry.PublishAsync(Samples.Publication(_model, round, keep: 2, central: new Metrics(100, round, (long)(accuracies[round - 1] * 100))), Cancel);
            if (round == 3)
            {
                await Registry.SetAliasAsync(_model, new AliasChange("stable", 3, "alice", Samples.At), Cancel);
            }
        }

        var kept = await KeptAsync();
        Assert.Equal([2, 3, 5, 6], kept);
    }

    [Fact]
    public async Task Retention_keeps_the_latest_that_is_promoted_however_many_are_held_back_after_it()
    {
        foreach (var round in Enumerable.Range(1, 5))
        {
            var publication = Samples.Publication(_model, round, keep: 1);
            await Registry.PublishAsync(publication with { Manifest = publication.Manifest with { HeldBack = round > 2 ? "worse" : null } }, Cancel);
        }

        var kept = await KeptAsync();
        var model = await Registry.FindModelAsync(_model, Cancel);
        Assert.Equal([2, 5], kept);
        Assert.Equal((5, 2), (model!.Latest, model.Promoted));
    }

    [Fact]
    public async Task Where_no_accuracy_is_known_the_lowest_loss_is_the_best()
    {
        double[] losses = [5, 1, double.NaN, 4, 3];
        foreach (var round in Enumerable.Range(1, 5))
        {
            await Registry.PublishAsync(Samples.Publication(_model, round, keep: 1, central: new Metrics(1, losses[round - 1], null)), Cancel);
        }

        var kept = await KeptAsync();
        Assert.Equal([2, 5], kept);
    }

    [Fact]
    public async Task Retention_drops_the_references_of_versions_that_lose_their_bytes_and_no_others()
    {
        await Registry.PublishAsync(Samples.Publication(_model, 1, keep: 1), Cancel);
        await Registry.PublishAsync(Samples.Publication(_model, 2, keep: 1), Cancel);

        var owners = await OwnersAsync();

        Assert.Equal([$"version/{_model}/2", $"version/{_model}/2"], owners);
    }

    [Fact]
    public async Task Without_a_retention_rule_every_version_keeps_its_bytes()
    {
        foreach (var round in Enumerable.Range(1, 4))
        {
            await PublishAsync(round);
        }

        var kept = await KeptAsync();
        Assert.Equal([1, 2, 3, 4], kept);
    }

    [Fact]
    public async Task An_alias_names_a_version_and_its_history_tells_every_change()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        AliasChange[] changes =
        [
            new("stable", 1, "alice", Samples.At), new("stable", 2, "bob", Samples.At.AddMinutes(1)), new("stable", null, "alice", Samples.At.AddMinutes(2)),
            new("canary", 2, "alice", Samples.At.AddMinutes(3)),
        ];

        foreach (var change in changes)
        {
            await Registry.SetAliasAsync(_model, change, Cancel);
        }

        Assert.Equal(changes, await Registry.ListAliasChangesAsync(_model, Cancel));
        Assert.Equal([new KeyValuePair<string, int>("canary", 2)], (await Registry.FindModelAsync(_model, Cancel))!.Aliases);
        Assert.Equal(["canary"], (await Registry.FindVersionAsync(_model, 2, Cancel))!.Aliases);
    }

    [Fact]
    public async Task An_alias_change_that_changes_nothing_leaves_no_history()
    {
        await PublishAsync(1);
        await Registry.SetAliasAsync(_model, new AliasChange("stable", 1, "alice", Samples.At), Cancel);

        await Registry.SetAliasAsync(_model, new AliasChange("stable", 1, "alice", Samples.At), Cancel);
        await Registry.SetAliasAsync(_model, new AliasChange("other", null, "alice", Samples.At), Cancel);

        Assert.Single(await Registry.ListAliasChangesAsync(_model, Cancel));
    }

    [Fact]
    public async Task An_alias_cannot_name_a_version_that_is_not_there()
    {
        await PublishAsync(1);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Registry.SetAliasAsync(_model, new AliasChange("stable", 7, "alice", Samples.At), Cancel));

        Assert.Equal("FED5002", refusal.Code);
        Assert.Empty(await Registry.ListAliasChangesAsync(_model, Cancel));
    }

    [Fact]
    public async Task The_public_flag_is_kept_and_needs_a_model()
    {
        await PublishAsync(1);

        await Registry.SetPublicAsync(_model, true, Cancel);

        Assert.True((await Registry.FindModelAsync(_model, Cancel))!.Public);
        var refusal = await Assert.ThrowsAsync<FederationException>(() => Registry.SetPublicAsync(_model + "x", true, Cancel));
        Assert.Equal("FED5001", refusal.Code);
    }

    [Fact]
    public async Task Models_are_listed_by_name_in_ordinal_order()
    {
        string[] names = [$"{_model}.b", $"{_model}-a", $"{_model}_c", $"{_model}0"];
        foreach (var name in names)
        {
            await Registry.PublishAsync(Samples.Publication(name, 1), Cancel);
        }

        var listed = (await Registry.ListModelsAsync(Cancel)).Select(model => model.Name).Where(name => name.StartsWith(_model, StringComparison.Ordinal));

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task The_lineage_of_ten_thousand_versions_is_one_query()
    {
        await _storage.FillVersionsAsync(_model, 10_000, Cancel);
        await Registry.LoadLineageAsync(_model, 9_999, Cancel);
        var watch = Stopwatch.StartNew();

        var rows = await Registry.LoadLineageAsync(_model, 0, Cancel);

        TestContext.Current.SendDiagnosticMessage($"{GetType().Name}: 10,000 versions in {watch.ElapsedMilliseconds} ms");
        Assert.Equal(10_000, rows.Count);
        Assert.Equal((10_000, 9_999), (rows[^1].Node.Version, rows[^1].Node.Parents.Single()));
        Assert.Equal(2, rows[^1].Contributors.Count);
    }

    private Task<VersionManifest> PublishAsync(int round) => Registry.PublishAsync(Samples.Publication(_model, round), Cancel);

    private async Task<int[]> KeptAsync() =>
        [.. (await Registry.ListVersionsAsync(_model, 100, Cancel)).Where(view => view.BytesKept).Select(view => view.Manifest.Version).Order()];

    private async Task<string[]> OwnersAsync()
    {
        await using var connection = await _storage.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select owner from artifact_reference where owner like 'version/' || @model || '/%' order by owner";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("model", _model);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var owners = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            owners.Add(reader.GetString(0));
        }

        return [.. owners];
    }
}
