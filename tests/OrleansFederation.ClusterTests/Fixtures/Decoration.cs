using Microsoft.Extensions.DependencyInjection;

namespace OrleansFederation.Fixtures;

/// <summary>Wraps the real component behind a port, so that a test can make it fail at a chosen moment.</summary>
internal static class Decoration
{
    public static IServiceCollection Decorate<T>(this IServiceCollection services, Func<T, T> wrap) where T : class
    {
        var real = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(real);
        return services.AddSingleton(provider => wrap((T)(real.ImplementationInstance
            ?? real.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }
}
