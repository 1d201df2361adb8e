using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>A connection to the silos of a cluster, over as many of its gateways as answer.</summary>
public sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    private readonly IHost _host;

    private ClusterConnection(IHost host) => _host = host;

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    /// <param name="address">Where the cluster is reached.</param>
    /// <param name="within">How long to try.</param>
    /// <param name="configure">Configures the connection further; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederationException">FED2041 where no gateway answers in time or the address is malformed.</exception>
    public static async Task<ClusterConnection> ConnectAsync(
        ClusterAddress address, TimeSpan within, Action<IClientBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        var gateways = new List<IPEndPoint>();
        foreach (var gateway in address.Gateways)
        {
            gateways.AddRange(await ResolveAsync(gateway, cancellationToken));
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways]);
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.Cluster, address.Service));
            configure?.Invoke(client);
        });
        var host = builder.Build();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(within);
        try
        {
            await host.StartAsync(bound.Token);
            return new(host);
        }
        catch (Exception exception)
        {
            await DisposeAsync(host);
            cancellationToken.ThrowIfCancellationRequested();
            throw new FederationException(
                FederationErrors.ClusterUnreachable.At(string.Join(", ", address.Gateways), $"no gateway answered within {within.TotalSeconds:0} s: {exception.Message}"), exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(StopWithin, TimeProvider.System);
        try
        {
            await _host.StopAsync(bound.Token);
        }
        finally
        {
            await DisposeAsync(_host);
        }
    }

    private static async Task<IEnumerable<IPEndPoint>> ResolveAsync(string gateway, CancellationToken cancellationToken)
    {
        if (IPEndPoint.TryParse(gateway, out var known) && known.Port != 0)
        {
            return [known];
        }

        var colon = gateway.LastIndexOf(':');
        var port = ClusterAddress.DefaultPort;
        var host = colon < 0 ? gateway : gateway[..colon];
        if (host.Length == 0 || (colon >= 0 && !int.TryParse(gateway.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) || port is < 1 or > 65535)
        {
            throw FederationErrors.ClusterUnreachable.Exception($"gateway '{gateway}'", "it is not HOST:PORT", "Write it as 10.0.0.5:30000 or fed.example:30000.");
        }

        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellationToken)).Select(address => new IPEndPoint(address, port));
        }
        catch (SocketException exception)
        {
            throw new FederationException(FederationErrors.ClusterUnreachable.At($"gateway '{gateway}'", $"its name does not resolve: {exception.Message}"), exception);
        }
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
