using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Grants;
using OrleansFederation.Registry;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

/// <summary>What a silo takes from open storage.</summary>
public sealed class FederationStorageTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>
{
    [Theory]
    [InlineData(typeof(IFederationStore))]
    [InlineData(typeof(IRoundStore))]
    [InlineData(typeof(IClientStore))]
    [InlineData(typeof(IRegistryStore))]
    [InlineData(typeof(IGrantStore))]
    [InlineData(typeof(IArtifactStore))]
    [InlineData(typeof(IUpdateStore))]
    public async Task Every_port_is_registered_and_outlives_the_silos_services(Type port)
    {
        var services = new ServiceCollection();
        fixture.Storage.AddTo(services);
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.NotNull(provider.GetService(port));
        }

        Assert.Null(await fixture.Storage.Federations.FindAsync("none", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("synchronous", 2L)]
    [InlineData("foreign_keys", 1L)]
    [InlineData("busy_timeout", 10_000L)]
    [InlineData("journal_mode", "wal")]
    public async Task Every_connection_given_to_Orleans_has_the_settings_that_safety_needs(string setting, object expected)
    {
        for (var use = 0; use < 3; use++)
        {
            await using var connection = await fixture.Storage.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The settings are the constants above.
            command.CommandText = $"pragma {setting}";
#pragma warning restore CA2100

            Assert.Equal(expected, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }
    }
}
