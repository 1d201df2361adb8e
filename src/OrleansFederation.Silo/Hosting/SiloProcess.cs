using System.Net;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansFederation.Artifacts;
using OrleansFederation.Connections;
using OrleansFederation.Dashboard;
using OrleansFederation.Errors;
using OrleansFederation.Health;
using OrleansFederation.Identity;
using OrleansFederation.Inference;
using OrleansFederation.Placement;
using OrleansFederation.Storage;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Hosting;

/// <summary>
/// A silo as a process of its own. Configuration: <c>appsettings.json</c> beside the program, the file that <c>--Config</c> or <c>FED_CONFIG</c> names,
/// environment variables that begin with <c>FED_</c> (two underscores between section and key), and the command line, the later over
/// the earlier.
/// </summary>
public static class SiloProcess
{
    /// <summary>The prefix of the environment variables that are read.</summary>
    public const string EnvironmentPrefix = "FED_";

    /// <summary>The key of Postgres' connection string; in the environment <c>FED_POSTGRES</c>.</summary>
    public const string PostgresKey = "Postgres";

    /// <summary>The key of the file of settings; in the environment <c>FED_CONFIG</c>.</summary>
    public const string ConfigKey = "Config";

    /// <summary>Runs a silo until the process is told to stop.</summary>
    /// <param name="arguments">The command line, as <c>--Silo:Name value</c>.</param>
    /// <param name="cancellationToken">Stops the silo in order.</param>
    /// <exception cref="FederationException">FED2002 to FED2011.</exception>
    /// <exception cref="OptionsValidationException">Where the configuration is wrong: everything that is wrong with it.</exception>
    public static Task RunAsync(string[] arguments, CancellationToken cancellationToken = default) => RunAsync(arguments, null, cancellationToken);

    /// <summary>Runs a silo with further services, registered after the platform's own; for benchmarks that replace a port.</summary>
    internal static async Task RunAsync(string[] arguments, Action<IServiceCollection>? configure, CancellationToken cancellationToken, Action<WebApplication>? built = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        Configure(builder.Configuration, arguments);
        var options = Read<SiloOptions>(builder.Configuration, SiloOptions.Section, new SiloOptionsValidator());
        var membership = Read<MembershipOptions>(builder.Configuration, MembershipOptions.Section, new MembershipOptionsValidator());
        var telemetry = Read<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section, new TelemetryOptionsValidator());
        var postgres = builder.Configuration[PostgresKey] is { Length: > 0 } given
            ? given
            : throw FederationErrors.DatabaseUnreachable.Exception(EnvironmentPrefix + "POSTGRES", "it is not set, and a silo process finds its cluster in Postgres",
                "Set FED_POSTGRES to a connection string, such as \"Host=…;Database=…;Username=…\".");

        var kept = new StorageOptions(options.State, postgres) { Migrate = false };
        await using ISiloStorage storage = options.IsCoordinator
            ? await FederationStorage.OpenAsync(kept, TimeProvider.System, cancellationToken)
            : await SiteStorage.OpenAsync(kept, TimeProvider.System, cancellationToken);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopWithin);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ApplyLimits().Listen(IPAddress.Parse(options.Listen), options.HttpPort, listen => listen.ConfigureHttps()));
        builder.UseOrleans(silo => Compose(silo, options, membership, storage));
        builder.Services.AddSingleton(Options.Create(options)).AddFederation(storage, options.IsCoordinator, resumes: true).AddIdentity(builder.Configuration).AddBearer();
        if (options.IsCoordinator)
        {
            builder.Services.AddArtifactEndpoints();
        }
        else
        {
            builder.Services.AddRemoteArtifacts(options.State);
        }

        builder.AddTelemetry(options, telemetry, storage);

        configure?.Invoke(builder.Services);
        await using var application = builder.Build();
        application.Services.GetRequiredService<SiloPorts>().Demand(options.IsCoordinator, options.SiteList);
        if (options.IsCoordinator)
        {
            // Its queue's length is what an autoscaler reads: it is there from the start, not from the first request.
            _ = application.Services.GetRequiredService<IModelRunner>();
        }

        application.UseBearer();

        Map(application, options);
        built?.Invoke(application);
        await application.RunAsync(cancellationToken);
    }

    private static void Map(IEndpointRouteBuilder endpoints, SiloOptions options)
    {
        endpoints.MapHealth();
        endpoints.MapMetrics();
        if (options.IsCoordinator)
        {
            endpoints.MapDashboard(Policies.Operator);
            endpoints.MapGroup("").RequireAuthorization(Policies.Artifacts).MapArtifacts();
            endpoints.MapIdentity();
        }
    }

    private static void Configure(ConfigurationManager configuration, string[] arguments)
    {
        var given = new ConfigurationBuilder().AddCommandLine(arguments).Build()[ConfigKey] ?? Environment.GetEnvironmentVariable(EnvironmentPrefix + "CONFIG");
        if (given is { Length: > 0 })
        {
            var file = Path.GetFullPath(given);
            try
            {
                configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new FederationException(FederationErrors.SiloConfiguration.At(file, exception.InnerException?.Message ?? exception.Message, "Name a readable file of settings in JSON."), exception);
            }
        }

        configuration.AddEnvironmentVariables(EnvironmentPrefix);
        configuration.AddCommandLine(arguments);
    }

    private static T Read<T>(ConfigurationManager configuration, string section, IValidateOptions<T> validator)
        where T : class, new()
    {
        var options = new T();
        configuration.GetSection(section).Bind(options);
        var result = validator.Validate(null, options);
        return result.Failed ? throw new OptionsValidationException(section, typeof(T), result.Failures) : options;
    }

    private static void Compose(ISiloBuilder silo, SiloOptions options, MembershipOptions membership, ISiloStorage storage)
    {
        var listen = IPAddress.Parse(options.Listen);
        silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Service));
        silo.Configure<Orleans.Configuration.SiloOptions>(named => named.SiloName = options.Name);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = options.Advertise is { Length: > 0 } advertised ? IPAddress.Parse(advertised) : listen;
            endpoints.SiloPort = options.SiloPort;
            endpoints.GatewayPort = options.GatewayPort;
            endpoints.SiloListeningEndpoint = new(listen, options.SiloPort);
            endpoints.GatewayListeningEndpoint = options.GatewayPort == 0 ? null : new(listen, options.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(cluster =>
        {
            cluster.ProbeTimeout = membership.ProbeTimeout;
            cluster.NumMissedProbesLimit = membership.MissedProbes;
            cluster.NumVotesForDeathDeclaration = membership.Votes;
            cluster.TableRefreshTimeout = membership.TableRefresh;
            cluster.DefunctSiloExpiration = membership.ForgetAfter;
            cluster.DefunctSiloCleanupPeriod = membership.ForgetAfter;
        });
        silo.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = storage.Invariant;
            clustering.DataSource = storage.DataSource;
        });
        silo.UseGuardedConnections();
        silo.UseFederationPlacement(options.RoleList, options.SiteList);
        silo.AddFederationReminders(storage);
        silo.UseIdentity();
        silo.AddFederationTraces();
        silo.AddFederationDashboard(options.IsCoordinator);
        if (options.IsCoordinator)
        {
            silo.AddFederationStorage(storage);
        }
    }
}
