using OrleansFederation.Databases;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Storage;

/// <summary>What a user is told where Postgres cannot be used, and what is mended without telling.</summary>
public sealed class PostgresFaultTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_does_not_answer_is_FED2003_without_the_password()
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() => OpenAsync("Host=127.0.0.1;Port=1;Database=fed;Username=u;Password=geheim"));

        Assert.Equal("FED2003", refusal.Code);
        Assert.DoesNotContain("geheim", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=localhost;Password=ge;heim=1")]
    [InlineData("postgres://u:geheim@localhost/fed")]
    [InlineData("Host=localhost;Port=geheim")]
    [InlineData("Password=geheim")]
    public async Task A_malformed_connection_string_is_FED2003_without_any_piece_of_it(string connectionString)
    {
        var refusal = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(connectionString));

        Assert.Equal("FED2003", refusal.Code);
        Assert.DoesNotContain("heim", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_FED2003_and_says_so()
    {
        var connectionString = await server.CreateDatabaseAsync();

        var refusal = await Assert.ThrowsAsync<FederationException>(() => OpenAsync(connectionString + ";Database=nowhere"));

        Assert.Equal("FED2003", refusal.Code);
        Assert.Contains("createdb", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_the_server_ended_are_made_again()
    {
        await using var storage = await OpenAsync(await server.CreateDatabaseAsync());
        await storage.Rounds.OpenAsync("mnist", 1, Samples.Cohort("a"), Samples.Base, Samples.At, "silo", Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => storage.Database.ReadAsync(
            Statement.Query("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"), static row => row.Long(0), Deadline()));

        var record = await storage.Rounds.LoadAsync("mnist", 1, Cancel);

        Assert.NotNull(record);
    }

    [Fact]
    public async Task Each_database_has_updates_of_its_own_in_one_state_directory()
    {
        string[] databases = [await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync()];
        foreach (var database in databases)
        {
            await using var storage = await OpenAsync(database);
            await storage.Updates.WriteAsync("local", new(Training.TaskKind.Train, "mnist", 1, "a", 1), "abc"u8.ToArray(), Cancel);
        }

        Assert.Equal(2, Directory.GetDirectories(_folder["state"], "postgres-*").Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static CancellationToken Deadline() => new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token;

    private Task<FederationStorage> OpenAsync(string postgres) => FederationStorage.OpenAsync(new StorageOptions(_folder["state"], postgres), TimeProvider.System, Cancel);
}
