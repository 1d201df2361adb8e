using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using OrleansFederation.Errors;
using OrleansFederation.Identity;
using OrleansFederation.Placement;
using OrleansFederation.Storage;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Hosting;

/// <summary>A silo in this process that carries every site, on free ports of the loopback address, with its state in one directory.</summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    private readonly IHost _host;
    private readonly FederationStorage _storage;

    private EmbeddedSilo(IHost host, FederationStorage storage)
    {
        _host = host;
        _storage = storage;
    }

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The services of the silo.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts a silo.</summary>
    /// <param name="options">What to start it with.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="FederationException">FED2001 to FED2007.</exception>
    public static async Task<EmbeddedSilo> StartAsync(EmbeddedSiloOptions options, CancellationToken cancellationToken = default)
    {
        var storage = await FederationStorage.OpenAsync(new(options.StateDirectory, options.Postgres), TimeProvider.System, cancellationToken);
        IHost? host = null;
        try
        {
            host = Build(options, storage);
            await host.StartAsync(cancellationToken);
            return new(host, storage);
        }
        catch (Exception exception)
        {
            if (host is not null)
            {
                await DisposeAsync(host);
            }

            await storage.DisposeAsync();
            if (exception is FederationException or OperationCanceledException)
            {
                throw;
            }

            throw new FederationException(FederationErrors.SiloStart.At(options.StateDirectory, $"{exception.GetType().Name}: {exception.Message}"), exception);
        }
    }

    /// <summary>Stops the silo: what trains is left as it is and continues at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var bound = new CancellationTokenSource(StopWithin, TimeProvider.System))
        {
            try
            {
                await _host.StopAsync(bound.Token);
            }
            catch (OperationCanceledException) when (bound.IsCancellationRequested)
            {
                // What did not stop in time ends with the process; everything that counts is written already.
                _host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<EmbeddedSilo>().LogStopTimedOut(StopWithin);
            }
        }

        await DisposeAsync(_host);
        await _storage.DisposeAsync();
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

    private static IHost Build(EmbeddedSiloOptions options, FederationStorage storage)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (options.Verbose)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            builder.Logging.SetMinimumLevel(LogLevel.Information);
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        builder.UseOrleans(silo =>
        {
            var siloPort = FreePort();
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0, serviceId: SiloComposition.ServiceId, clusterId: "embedded");
            silo.Configure<EndpointOptions>(endpoints => endpoints.SiloListeningEndpoint = new(IPAddress.Loopback, siloPort));
            silo.UseFederationPlacement([SiloOptions.CoordinatorRole, SiloOptions.SiteRole], ["*"]);
            silo.AddFederationReminders(storage);
            silo.AddFederationTraces();
            silo.AddFederationStorage(storage);
            silo.UseIdentity();
        });
        // Without configuration nobody from outside is believed: this process alone has the proof, and nothing listens for clients.
        builder.Services.AddFederation(storage, coordinator: true, resumes: false).AddIdentity();
        options.Configure?.Invoke(builder.Services);
        return builder.Build();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
