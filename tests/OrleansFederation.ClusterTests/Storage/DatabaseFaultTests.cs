using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;
using OrleansFederation.Hosting;

namespace OrleansFederation.Storage;

/// <summary>What a silo tells another of a database that is away.</summary>
public sealed class DatabaseFaultTests
{
    [Fact]
    public void A_fault_of_the_database_travels_as_what_it_is()
    {
        using var services = new ServiceCollection().AddSerializer().AddDatabaseFaults().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var told = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new NpgsqlException("The connection broke", new SocketException(111))));

        Assert.Equal("The connection broke", Assert.IsType<DbException>(told, exactMatch: false).Message);
    }

    [Fact]
    public void What_the_server_says_travels_too()
    {
        using var services = new ServiceCollection().AddSerializer().AddDatabaseFaults().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var told = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(new PostgresException("terminating connection", "FATAL", "FATAL", PostgresErrorCodes.AdminShutdown)));

        Assert.Contains("terminating connection", Assert.IsType<DbException>(told, exactMatch: false).Message, StringComparison.Ordinal);
    }
}
