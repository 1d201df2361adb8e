using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Health;

/// <summary>What a silo process says about its health, over HTTP and without a credential.</summary>
public sealed class HealthTests(PostgresServer postgres)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    public async Task A_silo_that_serves_is_healthy(string path)
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("coordinator");

        var (status, body) = await AskAsync(silo, path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", body["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_coordinator_without_its_database_is_not_ready_and_lives()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("coordinator", ("FED_TELEMETRY__DATABASECHECKEVERY", "00:00:01"));
        await LockAsync(cluster.Database);

        var body = await WaitForAsync(silo, "/health/ready", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("unhealthy", Check(body, "database"));
        Assert.Equal("healthy", Check(body, "process"));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(silo, "/health/live")).Status);
    }

    [Fact]
    public async Task A_silo_told_to_stop_says_that_it_is_not_ready_before_it_stops()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("coordinator", ("FED_TELEMETRY__DRAINFOR", "00:00:05"));

        var ended = silo.TerminateAsync();
        var body = await WaitForAsync(silo, "/health/ready", HttpStatusCode.ServiceUnavailable);

        Assert.Equal("unhealthy", Check(body, "stop"));
        Assert.Equal("healthy", Check(body, "cluster"));
        Assert.Equal(0, await ended);
    }

    [Fact]
    public async Task Health_tells_no_secrets()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var silo = await cluster.StartCoordinatorAsync("coordinator");
        await LockAsync(cluster.Database);
        var database = new NpgsqlConnectionStringBuilder(cluster.Database);

        var (_, body) = await AskAsync(silo, "/health/ready");

        Assert.All((string[])[database.Host!, database.Username!, database.Database!], secret => Assert.DoesNotContain(secret, body.ToJsonString(), StringComparison.Ordinal));
    }

    private static string Check(JsonNode body, string name) =>
        body["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == name)!["status"]!.GetValue<string>();

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(ChildSilo silo, string path)
    {
        using var response = await Http.GetAsync(new Uri(silo.Http, path), Cancel);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!);
    }

    /// <summary>Asks until the answer has a status; each question waits for its answer, so this does not spin.</summary>
    private static async Task<JsonNode> WaitForAsync(ChildSilo silo, string path, HttpStatusCode wanted)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        bound.CancelAfter(Bound);
        while (true)
        {
            var (status, body) = await AskAsync(silo, path);
            if (status == wanted)
            {
                return body;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
        }
    }

    /// <summary>Lets nobody into a database any more, and throws out who is in.</summary>
    private static async Task LockAsync(string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        var name = settings.Database;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
#pragma warning disable CA2100 // The database's name was made by the fixture of hexadecimal digits.
        await using var command = new NpgsqlCommand($"alter database {name} allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
