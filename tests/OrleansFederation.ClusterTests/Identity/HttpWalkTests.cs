using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Identity;

/// <summary>Every HTTP route, as each kind of caller who should get nowhere.</summary>
public sealed partial class HttpWalkTests(GuardedSilo silo) : IClassFixture<GuardedSilo>, IDisposable
{
    private const Roles Every = Roles.Operator | Roles.Consumer | Roles.Auditor | Roles.Site;

    // Health tells whether to restart or to send work, figures name sites and no person, model or federation, and joining is how a site gets
    // a credential: it looks at the request itself.
    private static readonly string[] Open = ["/health/live", "/health/ready", "/health/startup", "/metrics", "POST /enrol"];

    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_without_a_good_token_gets_anywhere()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string?[] tokens =
            [null, silo.Token("ada", Every, age: TimeSpan.FromHours(3)), silo.Token("ada", Every, key: stranger), silo.Token("ada", Every, audience: "another"), "garbage"];

        foreach (var (method, route) in Routes().Where(route => !IsOpen(route.Method, route.Path)))
        {
            foreach (var token in tokens)
            {
                Assert.Equal((route, HttpStatusCode.Unauthorized), (route, await CallAsync(method, route, token)));
            }
        }
    }

    [Fact]
    public async Task A_role_that_a_route_does_not_name_gets_nowhere()
    {
        foreach (var endpoint in Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var allowed = await RolesOfAsync(endpoint);
            foreach (var role in new[] { Roles.Operator, Roles.Consumer, Roles.Auditor, Roles.Site }.Where(role => !allowed.HasFlag(role)))
            {
                foreach (var method in MethodsOf(endpoint))
                {
                    Assert.Equal((PathOf(endpoint), HttpStatusCode.Forbidden), (PathOf(endpoint), await CallAsync(method, PathOf(endpoint), silo.Token("walker", role))));
                }
            }
        }
    }

    [Fact]
    public void Anonymous_callers_are_let_to_the_routes_of_the_list_and_no_other()
    {
        var open = Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => (method, path: PathOf(endpoint))))
            .Where(route => !IsOpen(route.method, route.path));

        // Asks for a token of a key that is not approved yet, which the walk above shows.
        Assert.Equal([("GET", "/enrol/x")], open.Distinct());
    }

    [Theory]
    [InlineData("operator", Roles.Operator, 200)]
    [InlineData("operator", Roles.Auditor, 403)]
    [InlineData("site", Roles.Site, 200)]
    [InlineData("site", Roles.Operator, 403)]
    [InlineData("consumer", Roles.Consumer, 200)]
    [InlineData("consumer", Roles.Site, 403)]
    [InlineData("auditor", Roles.Auditor, 200)]
    [InlineData("auditor", Roles.Operator, 200)]
    [InlineData("auditor", Roles.Consumer, 403)]
    [InlineData("", Roles.Operator, 200)]
    [InlineData("", Roles.Consumer, 403)]
    public async Task A_policy_lets_its_roles_in_and_a_route_without_one_is_for_operators(string policy, Roles role, int status)
    {
        await using var application = await GuestAsync(policy);

        Assert.Equal((HttpStatusCode)status, await CallAsync("GET", new Uri(application.Urls.Single() + "/guest"), silo.Token("guest", role)));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync("GET", new Uri(application.Urls.Single() + "/guest"), null));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Another application before the same authority, with one route.</summary>
    private async Task<WebApplication> GuestAsync(string policy)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var services = silo.Application.Services;
        builder.Services
            .AddSingleton(services.GetRequiredService<TokenAuthority>())
            .AddSingleton(services.GetRequiredService<Limits.PrincipalLimits>())
            .AddSingleton(services.GetRequiredService<Auditing.AuditLog>())
            .AddBearer();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.UseBearer();
        var route = application.MapGet("/guest", () => "in");
        if (policy.Length > 0)
        {
            route.RequireAuthorization(policy);
        }

        await application.StartAsync(Cancel);
        return application;
    }

    private List<RouteEndpoint> Endpoints() =>
        [.. silo.Application.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().Concat(((IEndpointRouteBuilder)silo.Application).DataSources)
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct()];

    private IEnumerable<(string Method, string Path)> Routes() => Endpoints().SelectMany(endpoint => MethodsOf(endpoint).Select(method => (method, PathOf(endpoint)))).Distinct();

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named ? named : ["GET"];

    private static string PathOf(RouteEndpoint endpoint) => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "x").TrimStart('/');

    private static bool IsOpen(string method, string path) => Open.Contains(path) || Open.Contains($"{method} {path}");

    private async Task<Roles> RolesOfAsync(RouteEndpoint endpoint)
    {
        var policies = silo.Application.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var stated = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var policy = await AuthorizationPolicy.CombineAsync(policies, stated) ?? await policies.GetFallbackPolicyAsync();
        return policy!.Requirements.OfType<RolesAuthorizationRequirement>().SelectMany(requirement => requirement.AllowedRoles)
            .Aggregate(Roles.None, (all, name) => all | RoleNames.Read(name)!.Value);
    }

    private Task<HttpStatusCode> CallAsync(string method, string path, string? token) => CallAsync(method, new Uri(silo.Http, path), token);

    private async Task<HttpStatusCode> CallAsync(string method, Uri address, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var answer = await _http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
