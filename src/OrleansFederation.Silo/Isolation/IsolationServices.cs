using Microsoft.Extensions.Options;
using OrleansFederation.Plugins;

namespace OrleansFederation.Isolation;

/// <summary>Registers what does tasks in processes of their own.</summary>
internal static class IsolationServices
{
    /// <summary>Adds <see cref="IIsolatedTasks"/> and the site's approvals.</summary>
    /// <param name="services">The silo's services.</param>
    public static IServiceCollection AddIsolation(this IServiceCollection services)
    {
        services.AddOptions<IsolationOptions>().BindConfiguration(IsolationOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<IsolationOptions>, IsolationOptionsValidator>()
            .AddSingleton<IPluginApprovals>(provider => new ApprovalFile(provider.GetRequiredService<IOptions<IsolationOptions>>().Value.Approvals))
            .AddSingleton<IIsolatedTasks, IsolatedTasks>();
    }
}
