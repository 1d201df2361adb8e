using OrleansFederation.Grants;

namespace OrleansFederation.Storage;

public sealed class SqliteGrantStoreTests(SqliteStorage fixture) : GrantStoreTests(fixture), IClassFixture<SqliteStorage>;

public sealed class PostgresGrantStoreTests(PostgresStorage fixture) : GrantStoreTests(fixture), IClassFixture<PostgresStorage>;

/// <summary>What a grant store keeps, on whatever database.</summary>
public abstract class GrantStoreTests(StorageFixture fixture)
{
    private readonly FederationStorage _storage = fixture.Storage;
    private readonly string _model = "m-" + Guid.NewGuid().ToString("n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IGrantStore Grants => _storage.Grants;

    [Fact]
    public async Task A_grant_reads_back_as_it_was_given()
    {
        var grant = Grant("bob", GrantScopes.Infer | GrantScopes.Lineage) with { Until = Samples.At.AddDays(30) };

        await Grants.GiveAsync(grant, Cancel);

        Assert.Equal(grant, await Grants.FindAsync(_model, "bob", Cancel));
    }

    [Fact]
    public async Task A_second_grant_replaces_the_first()
    {
        await Grants.GiveAsync(Grant("bob", GrantScopes.All) with { Until = Samples.At }, Cancel);

        await Grants.GiveAsync(Grant("bob", GrantScopes.Infer), Cancel);

        Assert.Equal(Grant("bob", GrantScopes.Infer), Assert.Single(await Grants.ListAsync(_model, Cancel)));
    }

    [Fact]
    public async Task A_revoked_grant_is_gone_and_cannot_be_revoked_twice()
    {
        await Grants.GiveAsync(Grant("bob", GrantScopes.Infer), Cancel);

        var first = await Grants.RevokeAsync(_model, "bob", "alice", Samples.At, Cancel);
        var second = await Grants.RevokeAsync(_model, "bob", "alice", Samples.At, Cancel);

        Assert.Equal((true, false), (first, second));
        Assert.Null(await Grants.FindAsync(_model, "bob", Cancel));
    }

    [Fact]
    public async Task Eight_revocations_at_once_find_one_grant()
    {
        await Grants.GiveAsync(Grant("bob", GrantScopes.Infer), Cancel);

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Grants.RevokeAsync(_model, "bob", "alice", Samples.At, Cancel), Cancel)));

        Assert.Single(found, revoked => revoked);
        Assert.Equal(2, await ChangesAsync());
    }

    [Fact]
    public async Task Grants_are_listed_by_principal_of_a_model_and_by_model_of_a_principal()
    {
        var principal = "p-" + _model;
        await Grants.GiveAsync(Grant("zoe", GrantScopes.Infer), Cancel);
        await Grants.GiveAsync(Grant(principal, GrantScopes.Infer), Cancel);
        await Grants.GiveAsync(Grant(principal, GrantScopes.Train) with { Model = _model + "-2" }, Cancel);

        Assert.Equal([principal, "zoe"], (await Grants.ListAsync(_model, Cancel)).Select(grant => grant.Principal));
        Assert.Equal([_model, _model + "-2"], (await Grants.ListOfAsync(principal, Cancel)).Select(grant => grant.Model));
    }

    private GrantView Grant(string principal, GrantScopes scopes) => new(_model, principal, scopes, null, "alice", Samples.At);

    private async Task<long> ChangesAsync()
    {
        await using var connection = await _storage.DataSource.OpenConnectionAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from grant_change where model = @model";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("model", _model);
        command.Parameters.Add(parameter);
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
