using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Limits;

namespace OrleansFederation.Identity;

/// <summary>Verifies the bearer token of an HTTP request by the same authority as grain calls, and answers refusals with their codes.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenAuthority authority,
    PrincipalLimits limits,
    AuditLog audit) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme.</summary>
    public const string SchemeName = "Bearer";

    private const string Prefix = SchemeName + " ";

    private Problem? _refusal;

    /// <summary>Gives the bearer token of a request; null where there is none.</summary>
    public static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var verified = await authority.VerifyAsync(token, Context.RequestAborted);
        if (verified.Principal is not { } principal)
        {
            _refusal = verified.Refusal;
            return AuthenticateResult.Fail(verified.Refusal!.Code);
        }

        if (limits.Begin(principal.Name, 0, out _refusal) is not { } call)
        {
            return AuthenticateResult.Fail(_refusal!.Code);
        }

        Response.RegisterForDispose(call);
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, principal.Name),
                .. RoleNames.Of(principal.Roles).Select(role => new Claim(ClaimTypes.Role, role)),
                .. principal.Site is { } site ? new[] { new Claim(TokenIssuer.SiteClaim, site) } : [],
            ],
            SchemeName);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = SchemeName;
        return AnswerAsync(AuditLog.Anonymous, _refusal ?? FederationErrors.NoCredential.At(Request.Path, "the request shows none"));
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AnswerAsync(
        Context.User.Identity?.Name ?? AuditLog.Anonymous,
        FederationErrors.RoleMissing.At(Request.Path, $"it is not open to '{Context.User.Identity?.Name}'"));

    private Task AnswerAsync(string who, Problem problem)
    {
        audit.Refused(who, $"{Request.Method} {RouteOf(Context)}", "", HttpProblems.SourceOf(Context), problem.Code);
        return HttpProblems.WriteAsync(Context, problem);
    }

    // The route and not the path: a path is whatever the caller likes.
    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}
