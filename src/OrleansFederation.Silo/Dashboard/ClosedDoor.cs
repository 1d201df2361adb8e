using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace OrleansFederation.Dashboard;

/// <summary>Knows nobody: what asks for an operator stays closed where the process has no identities configured.</summary>
internal sealed class ClosedDoor(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The policy of what is for operators only.</summary>
    public const string Operator = "operator";

    private const string SchemeName = "Closed";

    /// <summary>Registers the policy, which lets nobody in.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection Close(IServiceCollection services)
    {
        services.AddAuthentication(SchemeName).AddScheme<AuthenticationSchemeOptions, ClosedDoor>(SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(Operator, new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(_ => false).Build());
        return services;
    }

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
}
