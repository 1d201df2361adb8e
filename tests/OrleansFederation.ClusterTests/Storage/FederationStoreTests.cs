using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Storage;

public sealed class SqliteFederationStoreTests(SqliteStorage fixture) : FederationStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresFederationStoreTests(PostgresStorage fixture) : FederationStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What the index of federations keeps, on whatever database.</summary>
public abstract class FederationStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _name = "f-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IFederationStore Federations => _storage.Federations;

    [Fact]
    public async Task A_created_federation_reads_back()
    {
        await Federations.CreateAsync(View(), "silo", Cancel);

        Assert.Equal(View(), await Federations.FindAsync(_name, Cancel));
    }

    [Fact]
    public async Task Creating_a_federation_again_changes_nothing()
    {
        await Federations.CreateAsync(View(), "silo", Cancel);

        await Federations.CreateAsync(View() with { Owner = "mallory" }, "silo", Cancel);

        Assert.Equal("alice", (await Federations.FindAsync(_name, Cancel))!.Owner);
    }

    [Fact]
    public async Task What_changes_is_updated_and_a_failure_is_kept_and_cleared()
    {
        await Federations.CreateAsync(View(), "silo", Cancel);
        var failure = FederationErrors.TooFewClients.At("round 3", "two of three clients answered");

        await Federations.UpdateAsync(_name, FederationStatus.Failed, 2, 2, failure, "silo-2", Cancel);
        var failed = await Federations.FindAsync(_name, Cancel);
        await Federations.UpdateAsync(_name, FederationStatus.Running, 2, 2, null, "silo-2", Cancel);
        var resumed = await Federations.FindAsync(_name, Cancel);

        Assert.Equal(View() with { Status = FederationStatus.Failed, Round = 2, Version = 2, Failure = failure }, failed);
        Assert.Null(resumed!.Failure);
    }

    [Fact]
    public async Task A_federation_that_is_not_there_is_null()
    {
        Assert.Null(await Federations.FindAsync(_name, Cancel));
    }

    [Fact]
    public async Task Federations_are_listed_by_name()
    {
        await Federations.CreateAsync(View() with { Name = _name + "-b" }, "silo", Cancel);
        await Federations.CreateAsync(View() with { Name = _name + "-a" }, "silo", Cancel);

        var names = (await Federations.ListAsync(Cancel)).Select(view => view.Name).ToArray();

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains(_name + "-a", names);
    }

    private FederationView View() =>
        new(_name, FederationStatus.Running, 0, 10, "mnist", null, new SpecDocument("""{"schema":1}""", Samples.Digest("spec")), "alice", Samples.At, null);
}
