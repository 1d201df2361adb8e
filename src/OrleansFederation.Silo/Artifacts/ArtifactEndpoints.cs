using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Artifacts of a coordinator over HTTP: <c>/artifacts/{digest}</c>, GET and HEAD with Range, PUT with <c>?transient=true</c>.</summary>
public static class ArtifactEndpoints
{
    /// <summary>The path before a digest.</summary>
    public const string Path = "/artifacts/";

    /// <summary>Adds what the endpoints need. Who may do what is decided by <see cref="IArtifactAccess"/>: another registered before is kept.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddArtifactEndpoints(this IServiceCollection services)
    {
        services.AddOptions<ArtifactsOptions>().BindConfiguration(ArtifactsOptions.Section).ValidateOnStart();
        services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<ArtifactsOptions>, ArtifactsOptionsValidator>();
        services.TryAddSingleton<IArtifactAccess, RoleArtifactAccess>();
        services.TryAddSingleton<ArtifactReading>();
        services.TryAddSingleton<ArtifactWriting>();
        return services;
    }

    /// <summary>Maps the endpoints.</summary>
    /// <param name="endpoints">The routes.</param>
    public static IEndpointRouteBuilder MapArtifacts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(Path + "{digest}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string digest, ArtifactReading reading) =>
            AnswerAsync(context, digest, rights => reading.AnswerAsync(context, digest, rights)));
        endpoints.MapPut(Path + "{digest}", (HttpContext context, string digest, ArtifactWriting writing) =>
            AnswerAsync(context, digest, rights => writing.AnswerAsync(context, digest, rights)));
        return endpoints;
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, string digest, Func<ArtifactRights, Task<IResult>> answer)
    {
        if (!ArtifactNames.IsDigest(digest))
        {
            return ArtifactProblems.Of(FederationErrors.ArtifactUnknown, "The path does not end in a SHA-256 of 64 lower-case hexadecimal digits.");
        }

        var access = context.RequestServices.GetRequiredService<IArtifactAccess>();
        var rights = await access.DecideAsync(context, digest, context.RequestAborted);
        if (rights == ArtifactRights.None)
        {
            return Refused(context);
        }

        try
        {
            return await answer(rights);
        }
        catch (FederationException fault) when (!context.Response.HasStarted)
        {
            return ArtifactProblems.Of(fault);
        }
    }

    /// <summary>The answer to who may not: 401 where nobody is named, 403 otherwise.</summary>
    /// <param name="context">The request.</param>
    internal static IResult Refused(HttpContext context) =>
        ArtifactProblems.Of(FederationErrors.ArtifactRefused, status: context.User.Identity is { IsAuthenticated: true } ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized);
}
