using Orleans.Configuration;
using Orleans.Dashboard;

namespace OrleansFederation.Dashboard;

/// <summary>Orleans' own dashboard: on coordinators, for operators only, since it shows the state of grains.</summary>
internal static class DashboardServices
{
    /// <summary>Its path.</summary>
    public const string Path = "/orleans";

    private const int UpdateMilliseconds = 5000;

    /// <summary>Adds the dashboard to a coordinator, and keeps its grains away from silos of sites.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="coordinator">Whether the silo owns state.</param>
    public static ISiloBuilder AddFederationDashboard(this ISiloBuilder silo, bool coordinator)
    {
        if (coordinator)
        {
            return silo.AddDashboard(dashboard =>
            {
                // Logs may name people; they are read where logs are kept.
                dashboard.HideTrace = true;
                dashboard.CounterUpdateIntervalMs = UpdateMilliseconds;
            });
        }

        var grains = typeof(DashboardOptions).Assembly;
        return silo.Configure<GrainTypeOptions>(types => types.Classes.RemoveWhere(type => type.Assembly == grains));
    }

    /// <summary>Maps the dashboard.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <param name="policy">The policy that lets operators in.</param>
    public static IEndpointConventionBuilder MapDashboard(this IEndpointRouteBuilder endpoints, string policy) =>
        endpoints.MapOrleansDashboard(Path).RequireAuthorization(policy);
}
