using Orleans.Serialization;

namespace OrleansFederation.Hosting;

/// <summary>Lets faults of the database travel between silos. Orleans' own providers throw them as they are, and a fault of a type that may not travel takes the place of its own cause.</summary>
internal static class DatabaseFaults
{
    private const string Prefix = "Npgsql";

    /// <summary>Allows it.</summary>
    /// <param name="services">The services of a silo.</param>
    public static IServiceCollection AddDatabaseFaults(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(Prefix));
}
