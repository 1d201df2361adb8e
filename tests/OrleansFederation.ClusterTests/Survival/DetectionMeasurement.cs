using OrleansFederation.Fixtures;

namespace OrleansFederation.Survival;

/// <summary>What the default settings of membership give: explicit, since it only prints.</summary>
public sealed class DetectionMeasurement(PostgresServer postgres, ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [Trait("Category", "Measurement")]
    [InlineData("00:00:02")]
    [InlineData("00:00:00.5")]
    public async Task From_the_death_of_the_coordinator_that_drives_until_its_round_is_taken_up(string probeTimeout)
    {
        await using var cluster = await ChildCluster.CreateAsync(postgres);
        cluster.Set("FED_MEMBERSHIP__PROBETIMEOUT", probeTimeout);
        cluster.Set("FED_MEMBERSHIP__TABLEREFRESH", "00:00:30");
        await Task.WhenAll([
            .. SurvivalCluster.Coordinators.Select(name => cluster.StartCoordinatorAsync(name)),
            .. SurvivalCluster.Sites.Select(name => cluster.StartSiteAsync(name, name)),
        ]);
        for (var i = 0; i < 5; i++)
        {
            var name = $"measured-{i}";
            var client = await cluster.ConnectAsync("owner", [.. SurvivalCluster.Coordinators.Select(silo => cluster.Silos[silo])]);
            Assert.Empty((await client.StartAsync(SurvivalRuns.Spec(name, rounds: 1, examples: 2000, epochs: 400), TestContext.Current.CancellationToken)).Problems);
            var driving = await DrivingAsync(cluster, name);
            await SurvivalCluster.PauseAsync(TimeSpan.FromSeconds(1));

            var watch = System.Diagnostics.Stopwatch.StartNew();
            await cluster.Silos[driving].KillAsync();
            while (await DrivingAsync(cluster, name) == driving)
            {
                await SurvivalCluster.PauseAsync(TimeSpan.FromMilliseconds(20));
            }

            output.WriteLine($"probes of {probeTimeout}: taken up after {watch.Elapsed.TotalSeconds:0.00} s");
            await cluster.Silos[driving].StartAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> DrivingAsync(ChildCluster cluster, string name)
    {
        while (true)
        {
            await using var connection = new Npgsql.NpgsqlConnection(cluster.Database);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand("select silo from round where federation = @name", connection);
            command.Parameters.AddWithValue("name", name);
            if (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is string silo)
            {
                return SurvivalCluster.Coordinators.Single(one => silo.Contains($":{cluster.Silos[one].SiloPort}@", StringComparison.Ordinal));
            }

            await SurvivalCluster.PauseAsync(TimeSpan.FromMilliseconds(20));
        }
    }
}
