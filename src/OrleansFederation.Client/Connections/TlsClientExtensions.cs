using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>How a client program reaches a cluster that lets only certificates in.</summary>
public static class TlsClientExtensions
{
    /// <summary>Connects to gateways over TLS with the client's certificate, and to coordinators of the cluster only.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">The files.</param>
    /// <exception cref="FederationException">FED2020: a setting is missing. Files are read when the client starts, which throws FED2020 and FED2021.</exception>
    public static IClientBuilder UseTls(this IClientBuilder client, TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        Check(options);
        client.Services.AddSingleton(services => new TlsFiles(
            options, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId, TimeProvider.System, services.GetRequiredService<ILogger<TlsFiles>>()));
        client.Services.AddSingleton(services => new Refusals(TimeProvider.System, services.GetRequiredService<ILogger<Refusals>>()));
        return client.Configure<ClientConnectionOptions>(connections => connections.ConfigureConnection(connection =>
        {
            var services = connection.ApplicationServices;
            var tls = new TlsConnection(
                services.GetRequiredService<TlsFiles>(), PeerRole.Gateway, accepted: false, services.GetRequiredService<Refusals>(), TimeProvider.System);
            connection.Use(tls.RunAsync);
        }));
    }

    /// <summary>Makes a handler for HTTP requests to the cluster's HTTPS ports, which shows the certificate of the options and accepts those of the cluster's coordinators.</summary>
    /// <param name="options">The files.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <exception cref="FederationException">FED2020 and FED2021.</exception>
    public static HttpMessageHandler CreateHandler(TlsOptions options, string cluster)
    {
        Check(options);
        return TlsHttp.CreateOwningHandler(new TlsFiles(options, cluster, TimeProvider.System, NullLogger.Instance));
    }

    private static void Check(TlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Problem[] problems = [.. options.Faults().Select(fault => FederationErrors.TlsFile.At(TlsOptions.Section, fault))];
        if (problems.Length > 0)
        {
            throw new FederationException(problems);
        }
    }
}
