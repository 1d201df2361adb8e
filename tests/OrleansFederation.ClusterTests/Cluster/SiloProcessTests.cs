using Npgsql;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Cluster;

/// <summary>Silos as processes: who hosts what, and what a site's database role cannot reach.</summary>
public sealed class SiloProcessTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_federation_trains_over_three_processes_each_client_at_its_own_site()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        var coordinator = await cluster.StartCoordinatorAsync("coordinator");
        await Task.WhenAll(cluster.StartSiteAsync("north", "north"), cluster.StartSiteAsync("south", "south"));
        var client = await cluster.ConnectAsync("owner", coordinator);

        var started = await client.StartAsync(TinySpecs.Sites(["north", "south"]), Cancel);
        Assert.Empty(started.Problems);
        await foreach (var happened in client.WatchAsync("tiny", 0, Cancel))
        {
            Assert.NotEqual(FederationEventKind.Failed, happened.Kind);
        }

        var rounds = await client.ListRoundsAsync("tiny", Cancel);
        Assert.Equal(2, rounds.Count);
        Assert.All(rounds, round => Assert.Equal(["north", "south", "north"], round.Clients.Select(one => one.Site)));
    }

    [Fact]
    public async Task The_database_role_of_a_site_reaches_membership_and_reminders_only()
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        await using var site = new NpgsqlConnection(cluster.SiteDatabase);
        await site.OpenAsync(Cancel);

        await using (var allowed = new NpgsqlCommand("select count(*) from membership; select count(*) from reminder", site))
        {
            await allowed.ExecuteNonQueryAsync(Cancel);
        }

        List<string> tables = [];
        await using (var command = new NpgsqlCommand("select tablename from pg_tables where schemaname = 'public'", site))
        await using (var reader = await command.ExecuteReaderAsync(Cancel))
        {
            while (await reader.ReadAsync(Cancel))
            {
                tables.Add(reader.GetString(0));
            }
        }

        List<string> open = [];
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"select has_table_privilege(current_user, 'public.{table}', 'select')", site);
            if (await command.ExecuteScalarAsync(Cancel) is true)
            {
                open.Add(table);
            }
        }

        Assert.Equal(["membership", "membership_version", "orleansquery", "reminder", "schema_version"], open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_silo_whose_database_was_not_migrated_says_what_to_run()
    {
        await using var silo = new ChildSilo("early", new Dictionary<string, string>
        {
            ["FED_POSTGRES"] = await postgres.CreateDatabaseAsync(),
            ["FED_SILO__STATE"] = Directory.CreateTempSubdirectory("fed-test-").FullName,
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.StartAsync(Cancel));

        Assert.Contains("fed silo migrate", silo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_is_configured_wrongly_names_every_mistake()
    {
        await using var silo = new ChildSilo("wrong", new Dictionary<string, string>
        {
            ["FED_POSTGRES"] = "Host=127.0.0.1",
            ["FED_SILO__ROLES"] = "king",
            ["FED_SILO__LISTEN"] = "everywhere",
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.StartAsync(Cancel));

        Assert.Contains("king", silo.Log, StringComparison.Ordinal);
        Assert.Contains("everywhere", silo.Log, StringComparison.Ordinal);
    }
}
