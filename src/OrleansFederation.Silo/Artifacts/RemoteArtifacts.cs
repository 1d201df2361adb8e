using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansFederation.Connections;

namespace OrleansFederation.Artifacts;

/// <summary>Gives a site's silo its artifacts over HTTP.</summary>
public static class RemoteArtifacts
{
    /// <summary>
    /// Adds the store of a site as <see cref="IArtifactStore"/>, in place of any other. An <see cref="IArtifactCredential"/> registered before is kept;
    /// certificates go into the handler of the HTTP client named <c>artifacts</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="stateFolder">The folder below which the cache lies.</param>
    public static IServiceCollection AddRemoteArtifacts(this IServiceCollection services, string stateFolder)
    {
        services.AddOptions<ArtifactsOptions>().BindConfiguration(ArtifactsOptions.Section)
            .Validate(
                options => options.Urls.Count > 0 && options.Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
                "Artifacts:Url must name one or more coordinators, for example http://coordinator:8080, separated by commas.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ArtifactsOptions>, ArtifactsOptionsValidator>();

        // Silence ends a transfer, not its length: the transfer watches that itself.
        services.AddHttpClient(ArtifactTransfer.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => HttpPort.CreateHandler(provider));
        services.TryAddSingleton<IArtifactCredential, FileArtifactCredential>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ArtifactTransfer>();
        services.Replace(ServiceDescriptor.Singleton<IArtifactStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ArtifactsOptions>>().Value;
            var folder = new CacheFolder(Path.Combine(stateFolder, options.CacheFolder), options.CacheBytes, provider.GetRequiredService<TimeProvider>());
            return new RemoteArtifactStore(provider.GetRequiredService<ArtifactTransfer>(), folder, options.MemoryBytes);
        }));
        return services;
    }
}
