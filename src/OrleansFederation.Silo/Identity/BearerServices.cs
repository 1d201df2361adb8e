using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansFederation.Identity;

/// <summary>Puts tokens before HTTP endpoints: what does not say otherwise is open to operators only.</summary>
internal static class BearerServices
{
    /// <summary>Adds authentication by bearer tokens and the policies.</summary>
    public static IServiceCollection AddBearer(this IServiceCollection services)
    {
        // The core only: the usual call also keeps key files of cookies in the user's home, which nothing here needs.
        services.TryAddSingleton(TimeProvider.System);
        services.AddWebEncoders().AddAuthenticationCore(authentication => authentication.DefaultScheme = BearerHandler.SchemeName);
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Operator, policy => policy.RequireRole(RoleNames.Of(Roles.Operator)))
            .AddPolicy(Policies.Site, policy => policy.RequireRole(RoleNames.Of(Roles.Site)))
            .AddPolicy(Policies.Consumer, policy => policy.RequireRole(RoleNames.Of(Roles.Consumer)))
            .AddPolicy(Policies.Auditor, policy => policy.RequireRole(RoleNames.Of(Roles.Operator | Roles.Auditor)))
            .AddPolicy(Policies.Artifacts, policy => policy.RequireRole(RoleNames.Of(Roles.Operator | Roles.Site)))
            .SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireRole(RoleNames.Of(Roles.Operator)).Build());
        return services;
    }

    /// <summary>Checks tokens and policies, before the endpoints.</summary>
    public static IApplicationBuilder UseBearer(this IApplicationBuilder application) => application.UseAuthentication().UseAuthorization();
}
