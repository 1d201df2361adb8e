using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Errors as <c>application/problem+json</c> (RFC 9457): the code, what it means and what to do; nothing of the server's insides.</summary>
internal static class ArtifactProblems
{
    /// <summary>The answer of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="detail">What is wrong with this request; null takes the registry's explanation.</param>
    /// <param name="status">The status, where another than the registry's says it better.</param>
    public static IResult Of(FederationError error, string? detail = null, int? status = null) => Results.Problem(
        detail ?? error.Explanation,
        statusCode: status ?? error.HttpStatus,
        title: error.Title,
        type: $"urn:orleans-federation:{error.Code}",
        extensions: new Dictionary<string, object?> { ["code"] = error.Code, ["remedy"] = error.Remedy });

    /// <summary>The answer of a fault below: its code, without place and cause, which name hosts and folders.</summary>
    /// <param name="fault">The fault.</param>
    public static IResult Of(FederationException fault) => Of(FederationErrors.Find(fault.Code) ?? FederationErrors.Unexpected);
}
