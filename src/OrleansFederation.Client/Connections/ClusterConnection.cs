using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using OrleansFederation.Calls;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>A connection to the silos of a cluster, over as many of its gateways as answer.</summary>
public sealed class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(5);

    /// <summary>After how long a gateway that was given up is tried again.</summary>
    private static readonly TimeSpan GatewaysAgain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan OpenWithin = TimeSpan.FromSeconds(3);

    private readonly IHost _host;
    private readonly GatewayWatch _watch;

    private ClusterConnection(IHost host, GatewayWatch watch) => (_host, _watch) = (host, watch);

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>The way that calls take.</summary>
    internal ICallPath Path => _watch;

    /// <summary>Connects.</summary>
    /// <param name="address">Where the cluster is reached.</param>
    /// <param name="within">How long to try.</param>
    /// <param name="configure">Configures the connection further; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederationException">FED2041 where no gateway answers in time or the address is malformed.</exception>
    public static Task<ClusterConnection> ConnectAsync(
        ClusterAddress address, TimeSpan within, Action<IClientBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ConnectAsync(address, null, within, null, configure, cancellationToken);
    }

    /// <summary>Connects with the credentials of a profile.</summary>
    /// <param name="profile">Where the cluster is reached, and with which credentials.</param>
    /// <param name="within">How long to try.</param>
    /// <param name="notice">Is told, in a sentence for people, when a gateway stops to answer; null tells nobody.</param>
    /// <param name="configure">Configures the connection further; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FederationException">FED2041 where no gateway answers in time; FED2046 where the token cannot be read; FED2020, FED2021 where a file of TLS cannot be used.</exception>
    public static Task<ClusterConnection> OpenAsync(
        ConnectionProfile profile, TimeSpan within, Action<string>? notice = null, Action<IClientBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var tokens = new TokenSource(profile);
        tokens.Current();
        return ConnectAsync(profile.Address, tokens, within, notice, client =>
        {
            Secure(client, profile.Security);
            configure?.Invoke(client);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
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

    private static async Task<ClusterConnection> ConnectAsync(
        ClusterAddress address, TokenSource? tokens, TimeSpan within, Action<string>? notice, Action<IClientBuilder>? configure, CancellationToken cancellationToken)
    {
        var gateways = new List<System.Net.IPEndPoint>();
        foreach (var gateway in address.Gateways)
        {
            gateways.AddRange(await GatewayAddress.ResolveAsync(gateway, cancellationToken));
        }

        var watch = new GatewayWatch(gateways, tokens, notice, TimeProvider.System);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering([.. gateways]);
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (address.Cluster, address.Service));
            client.Configure<GatewayOptions>(refresh => refresh.GatewayListRefreshPeriod = GatewaysAgain);
            client.Configure<ConnectionOptions>(connection => connection.OpenConnectionTimeout = OpenWithin);
            client.UseConnectionRetryFilter(new PatientStart(TimeProvider.System));
            client.AddGatewayCountChangedHandler((_, count) => watch.Count(count.NumberOfConnectedGateways, count.PreviousNumberOfConnectedGateways));
            client.Configure<ClientConnectionOptions>(connection => connection.ConfigureConnection(link => link.Use(next => context => watch.RunAsync(context, next))));
            configure?.Invoke(client);
        });
        var host = builder.Build();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(within);
        try
        {
            await host.StartAsync(bound.Token);
            return new(host, watch);
        }
        catch (Exception exception)
        {
            watch.Dispose();
            await DisposeAsync(host);
            cancellationToken.ThrowIfCancellationRequested();
            if (exception is FederationException)
            {
                throw;
            }

            throw new FederationException(
                FederationErrors.ClusterUnreachable.At(string.Join(", ", address.Gateways), $"no gateway answered within {within.TotalSeconds:0} s: {exception.Message}"), exception);
        }
    }

    /// <summary>Encrypts the connection as a profile says.</summary>
    private static void Secure(IClientBuilder client, ConnectionSecurity? security)
    {
        if (security is not null)
        {
            client.UseTls(security.ToOptions());
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
