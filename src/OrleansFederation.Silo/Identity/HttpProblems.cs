using OrleansFederation.Errors;
using OrleansFederation.Limits;

namespace OrleansFederation.Identity;

/// <summary>Answers HTTP requests with errors of the registry, as problem details (RFC 9457).</summary>
internal static class HttpProblems
{
    private const int RetrySeconds = 1;

    /// <summary>Writes an error.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (FederationErrors.Find(problem.Code) is { HttpStatus: StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable })
        {
            context.Response.Headers.RetryAfter = PrincipalLimits.SecondsOf(TimeSpan.FromSeconds(RetrySeconds));
        }

        return Of(problem).ExecuteAsync(context);
    }

    /// <summary>Makes the answer of an error, and counts it.</summary>
    public static IResult Of(Problem problem)
    {
        RefusalInstruments.Refuse(problem.Code);
        var error = FederationErrors.Find(problem.Code) ?? FederationErrors.Unexpected;
        return Results.Problem(
            title: error.Title,
            detail: problem.Cause,
            statusCode: error.HttpStatus,
            extensions: new Dictionary<string, object?> { ["code"] = problem.Code, ["place"] = problem.Place, ["remedy"] = problem.Remedy });
    }

    /// <summary>Gives from where a request comes, as it is recorded.</summary>
    public static string SourceOf(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? "http " + address : "http";
}
