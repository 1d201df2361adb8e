using Microsoft.AspNetCore.Http.Metadata;
using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Limits;
using OrleansFederation.Naming;

namespace OrleansFederation.Identity;

/// <summary>Where sites join, over HTTP: they are not members of the cluster yet.</summary>
internal static class EnrolmentEndpoints
{
    /// <summary>The path.</summary>
    public const string Path = "/enrol";

    private const int LargestBody = 64 * 1024;

    /// <summary>Maps the endpoints of enrolment.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, JoinAsync).AllowAnonymous().WithMetadata(new RequestSizeLimit(LargestBody));

        // The site shows a token of its own key, which is not approved yet: no policy knows it, so the endpoint itself asks for it.
        endpoints.MapGet(Path + "/{id}", StateAsync).AllowAnonymous();
        return endpoints;
    }

    private static async Task<IResult> JoinAsync(
        EnrolmentRequest request,
        HttpContext context,
        IGrainFactory grains,
        TokenAuthority authority,
        PrincipalLimits limits,
        AuditLog audit,
        CancellationToken cancellationToken)
    {
        var source = HttpProblems.SourceOf(context);
        var site = request.Code is { } code ? InvitationCode.SiteOf(code) : null;
        using var call = limits.Begin(source, 0, out var refusal);
        refusal ??= site is null || request.PublicKey is null || request.Signature is null
            ? FederationErrors.InvitationInvalid.At("invitation", "the request is not of the form that fed site join sends")
            : audit.TryReserve() ? null : FederationErrors.AuditUnavailable.At(Path, "too many calls wait to be recorded");
        if (refusal is null)
        {
            try
            {
                var key = await grains.GetGrain<ISiteGrain>(GrainKeys.Site(site!)).JoinAsync(
                    new(request.Code!, request.PublicKey!, request.Signature!, request.CertificateRequest), cancellationToken);
                audit.Privileged(TokenIssuer.SitePrefix + site, "POST " + Path, GrainKeys.Site(site!), source, AuditLog.Ok);
                return Results.Json(Answer(key, authority), statusCode: StatusCodes.Status202Accepted);
            }
            catch (FederationException fault)
            {
                refusal = fault.Problems[0];
                audit.Release();
            }
            catch
            {
                audit.Release();
                throw;
            }
        }

        audit.Refused(AuditLog.Anonymous, "POST " + Path, site is null ? "" : GrainKeys.Site(site), source, refusal.Code);
        return HttpProblems.Of(refusal);
    }

    private static async Task<IResult> StateAsync(
        string id, HttpContext context, TokenAuthority authority, AuditLog audit, CancellationToken cancellationToken)
    {
        if (await authority.VerifySiteKeyAsync(BearerHandler.TokenOf(context.Request), cancellationToken) is { } key && key.View.Id == id)
        {
            return Results.Json(Answer(key.View, authority));
        }

        var refusal = FederationErrors.NoCredential.At(Path, "the request shows no token that the site's own key signed", "Run fed site join again.");
        audit.Refused(AuditLog.Anonymous, "GET " + Path + "/{id}", "", HttpProblems.SourceOf(context), refusal.Code);
        return HttpProblems.Of(refusal);
    }

    private static EnrolmentAnswer Answer(SiteKeyView key, TokenAuthority authority) =>
        new(key.Site, key.Id, key.State.ToString().ToLowerInvariant(), authority.Audience, key.Certificate);

    private sealed class RequestSizeLimit(long bytes) : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => bytes;
    }
}
