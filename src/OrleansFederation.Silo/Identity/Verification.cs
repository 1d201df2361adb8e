using OrleansFederation.Errors;

namespace OrleansFederation.Identity;

/// <summary>What came of looking at a token: a principal, or why not.</summary>
/// <param name="Principal">The principal; null where the token is refused.</param>
/// <param name="Refusal">The refusal; null where there is none.</param>
internal readonly record struct Verification(Principal? Principal, Problem? Refusal)
{
    /// <summary>Refuses.</summary>
    public static Verification Refused(FederationError error, string cause) => new(null, error.At("token", cause));
}
